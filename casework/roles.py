"""Who may do what: one table, pure. The console's guard asks it for every page and every form.

Rights are additive: who has two roles may do what either may. The auditor's stands alone, because who checks the work
must not do it.
"""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Right(StrEnum):
    """What a page or a form needs."""

    ANYBODY = "anybody"
    """No signing in: the door itself, and the style sheet."""
    SIGNED_IN = "signed_in"
    """Whoever is signed in, with nothing left to do before."""
    OWN_ACCOUNT = "own_account"
    """Whoever is signed in, even with a password to change or a second factor to set up first."""
    SEE_CASES = "see_cases"
    """Cases, recordings, applications and citizens, at one's own counters."""
    WORK_CASES = "work_cases"
    """Take, answer, note, forward, resolve."""
    ALL_COUNTERS = "all_counters"
    """The same at every counter of the MPP, and the list of what is overdue."""
    REASSIGN = "reassign"
    """Give a case to another officer."""
    SEE_REPORTS = "see_reports"
    """Numbers without personal data: calls, marks, voices, days."""
    RELEASE_TEXTS = "release_texts"
    """Let texts go that wait because they would cost too much."""
    SET_DAYS = "set_days"
    """Days with opening hours of their own."""
    EDIT_CONTENT = "edit_content"
    """What the line says and knows."""
    MANAGE_OFFICERS = "manage_officers"
    """Officers, their roles, counters and passwords."""
    MANAGE_SETTINGS = "manage_settings"
    READ_AUDIT = "read_audit"
    HANDLE_PRIVACY = "handle_privacy"
    """What citizens ask about their personal data: hand over, withdraw, delete."""


R = Right
ALWAYS = frozenset({R.ANYBODY, R.SIGNED_IN, R.OWN_ACCOUNT})
"""What needs no role."""
EVERYBODY = ALWAYS | {R.SEE_REPORTS}
MAY: dict[Role, frozenset[Right]] = {
    Role.OFFICER: EVERYBODY | {R.SEE_CASES, R.WORK_CASES},
    Role.SUPERVISOR: EVERYBODY
    | {R.SEE_CASES, R.WORK_CASES, R.ALL_COUNTERS, R.REASSIGN, R.SET_DAYS, R.RELEASE_TEXTS, R.HANDLE_PRIVACY},
    Role.EDITOR: EVERYBODY | {R.EDIT_CONTENT},
    Role.ADMINISTRATOR: EVERYBODY | {R.MANAGE_OFFICERS, R.MANAGE_SETTINGS, R.SET_DAYS, R.READ_AUDIT},
    Role.AUDITOR: EVERYBODY | {R.SEE_CASES, R.ALL_COUNTERS, R.READ_AUDIT},
}
"""The table."""
NAMES = {
    Role.OFFICER: "Petugas loket",
    Role.SUPERVISOR: "Penyelia",
    Role.EDITOR: "Penyunting isi",
    Role.ADMINISTRATOR: "Pengelola",
    Role.AUDITOR: "Auditor",
}
ABOUT = {
    Role.OFFICER: "menangani kasus di loketnya sendiri",
    Role.SUPERVISOR: "menangani kasus semua loket, melihat yang terlambat, membagi kasus, data pribadi warga",
    Role.EDITOR: "mengubah isi: yang didengar dan dibaca warga",
    Role.ADMINISTRATOR: "mengatur petugas, peran, dan setelan",
    Role.AUDITOR: "hanya membaca; menulis alasan sebelum data warga dibuka; tidak digabung dengan peran lain",
}
"""What each may do, in the words of the page where roles are given."""
SECOND_FACTOR = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
"""Roles that sign in with a second factor where the settings ask for it."""


class RolesRefused(ValueError):
    """These roles cannot be one person's. The message says why, in Indonesian."""


def rights_of(roles: Collection[str]) -> frozenset[Right]:
    """Everything that somebody with these roles may do. Roles of a later release count for nothing."""
    return ALWAYS.union(*(MAY[role] for role in Role if role in roles))


def check(roles: Collection[str]) -> list[Role]:
    """The roles in the order of the table. Raises RolesRefused."""
    found = [role for role in Role if role in roles]
    if not found or len(found) != len(set(roles)):
        raise RolesRefused("Pilih paling sedikit satu peran.")
    if Role.AUDITOR in found and len(found) > 1:
        raise RolesRefused("Auditor tidak bisa digabung dengan peran lain: yang memeriksa tidak mengerjakan.")
    return found


def who_may(right: Right) -> list[str]:
    """The names of the roles that have this right."""
    return [NAMES[role] for role in Role if right in MAY[role]]


def sees(
    rights: Collection[Right], counters: Collection[str], officer_id: int, *, counter: str, holder: int | None
) -> bool:
    """Whether somebody may open a case of this counter, held by this officer. With no counter it is everybody's."""
    if Right.SEE_CASES not in rights:
        return False
    mine = holder is not None and holder == officer_id
    return Right.ALL_COUNTERS in rights or mine or counter in ("", *counters)


def reason_needed(rights: Collection[Right]) -> bool:
    """Whether a reason is asked for before personal data is shown: from who sees it without working on it."""
    return Right.SEE_CASES in rights and Right.WORK_CASES not in rights
