"""Who may do what: the table, and which cases are whose."""

import pytest

from casework import roles
from casework.roles import Right, Role


def test_rights_add_up_and_unknown_roles_count_for_nothing() -> None:
    officer, editor = roles.rights_of(["officer"]), roles.rights_of(["editor"])
    assert roles.rights_of(["officer", "editor", "of a later release"]) == officer | editor
    assert roles.rights_of([]) == {Right.ANYBODY, Right.SIGNED_IN, Right.OWN_ACCOUNT}


@pytest.mark.parametrize(
    ("right", "whose"),
    [
        (Right.WORK_CASES, {Role.OFFICER, Role.SUPERVISOR}),
        (Right.ALL_COUNTERS, {Role.SUPERVISOR, Role.AUDITOR}),
        (Right.REASSIGN, {Role.SUPERVISOR}),
        (Right.RELEASE_TEXTS, {Role.SUPERVISOR}),
        (Right.EDIT_CONTENT, {Role.EDITOR}),
        (Right.MANAGE_OFFICERS, {Role.ADMINISTRATOR}),
        (Right.MANAGE_SETTINGS, {Role.ADMINISTRATOR}),
        (Right.HANDLE_PRIVACY, {Role.SUPERVISOR}),
        (Right.READ_AUDIT, {Role.ADMINISTRATOR, Role.AUDITOR}),
    ],
)
def test_what_is_dangerous_belongs_to_exactly_these_roles(right: Right, whose: set[Role]) -> None:
    assert {role for role in Role if right in roles.MAY[role]} == whose
    assert roles.who_may(right) == [roles.NAMES[role] for role in Role if role in whose]


def test_every_role_has_a_name_and_says_what_it_may() -> None:
    assert set(roles.NAMES) == set(roles.ABOUT) == set(roles.MAY) == set(Role)


@pytest.mark.parametrize(
    ("given", "counter", "holder", "seen"),
    [
        ("officer", "Dukcapil", None, True),
        ("officer", "Samsat", None, False),
        ("officer", "Samsat", 7, True),
        ("officer", "Samsat", 8, False),
        ("officer", "", None, True),
        ("supervisor", "Samsat", 8, True),
        ("auditor", "Samsat", None, True),
        ("administrator", "Dukcapil", None, False),
        ("editor", "Dukcapil", 7, False),
    ],
)
def test_a_case_is_for_its_counter_its_holder_and_whoever_sees_all(
    given: str, counter: str, holder: int | None, seen: bool
) -> None:
    assert roles.sees(roles.rights_of([given]), ["Dukcapil"], 7, counter=counter, holder=holder) is seen


def test_only_who_reads_without_working_is_asked_why() -> None:
    asked = {role for role in Role if roles.reason_needed(roles.rights_of([role]))}
    assert asked == {Role.AUDITOR}


@pytest.mark.parametrize("wrong", [[], ["king"], ["auditor", "administrator"], ["auditor", "officer"]])
def test_impossible_roles_are_refused(wrong: list[str]) -> None:
    with pytest.raises(roles.RolesRefused):
        roles.check(wrong)


def test_roles_come_back_in_one_order() -> None:
    assert roles.check(["administrator", "officer"]) == [Role.OFFICER, Role.ADMINISTRATOR]
