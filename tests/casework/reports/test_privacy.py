"""Small groups are not told, nor can they be reckoned from the others."""

import pytest

from casework.office import Office
from casework.reports.table import Row, guarded, share
from models import Database
from tests.casework.reports import happened
from tests.casework.reports.happened import rows, table


def row(people: int) -> Row:
    return Row(name=str(people), values=(people, people * 2), people=people)


@pytest.mark.parametrize(
    ("groups", "hidden"),
    [
        ((5, 9), []),
        ((5, 0, 9), []),
        ((4, 9, 7), ["4", "7"]),
        ((4, 0, 9), ["4", "9"]),
        ((4, 1, 9, 7), ["4", "1"]),
        ((3,), ["3"]),
    ],
)
def test_a_small_group_is_left_out_and_never_alone(groups: tuple[int, ...], hidden: list[str]) -> None:
    rows = guarded([row(people) for people in groups])
    assert [one.name for one in rows if one.hidden] == hidden
    assert all(one.values == (None, None) and one.people is None for one in rows if one.hidden)


def test_what_is_no_group_of_people_is_told() -> None:
    assert not guarded([Row(name="IKM", values=(1,))])[0].hidden


def test_people_are_counted_not_calls(database: Database, office: Office) -> None:
    with database.write() as session:
        first, *others = happened.people(session, database, 11)
        for _ in range(20):
            happened.call(session, first, pace="slowest")
        for other in others:
            happened.call(session, other)
            happened.call(session, other, pace="slow")
    paces = rows(table(database, office, "kecepatan"))
    assert paces["Paling pelan"] == (None,) * 8
    assert sum(values[0] is None for values in paces.values()) == 2


def test_a_share_of_nothing_is_none() -> None:
    assert share(0, 0) is None
    assert share(2, 3) == 66.7
