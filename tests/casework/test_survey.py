"""Marks of callers, reckoned as Permenpan RB 14/2017 says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from casework import survey
from casework.contacts import contact_for
from casework.office import Office
from casework.survey import Element, needed
from models import Call, Database

AT = datetime(2026, 11, 23, 5, tzinfo=UTC)
DAY = date(2026, 11, 23)


def calls(database: Database, count: int) -> list[int]:
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=AT)
        rows = [Call(provider_id=f"CA{n}", contact_id=contact.id, started_at=AT) for n in range(count)]
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows]


def test_each_element_has_its_count_mean_and_index(database: Database, office: Office) -> None:
    ids = calls(database, 4)
    with database.write() as session:
        for call, mark in zip(ids, (4, 4, 3, 1), strict=True):
            survey.keep(session, call, "prosedur", mark, at=AT)
        survey.keep(session, ids[0], "produk", 1, at=AT)
        survey.keep(session, ids[0], "produk", 2, at=AT)  # changed their mind
        survey.keep(session, ids[1], "produk", 4, at=AT + timedelta(days=1))
    with database.read() as session:
        report = survey.report(session, office.mpp, DAY, DAY)
    assert report.calls == 4
    ease, result = report.elements
    assert (ease.name, ease.answers, ease.counts) == ("Kemudahan prosedur", 4, (1, 0, 1, 2))
    assert (ease.mean, ease.index) == (3.0, 75.0)
    assert (result.name, result.counts) == ("Hasil pelayanan", (0, 1, 0, 0))
    assert ease.grade is None, "four answers are no grade"


@pytest.mark.parametrize(
    ("population", "answers"), [(0, 30), (10, 30), (100, 80), (1000, 278), (10_000, 370)]
)
def test_enough_answers_are_the_sample_of_krejcie_and_morgan_but_never_fewer_than_thirty(
    population: int, answers: int
) -> None:
    assert needed(population) == answers


def element(*counts: int) -> Element:
    return Element(name="", counts=counts, needed=100)


@pytest.mark.parametrize(
    ("counts", "grade"),
    [
        ((0, 0, 46, 54), "A (sangat baik)"),  # 88.50
        ((0, 0, 47, 53), "B (baik)"),  # 88.25
        ((0, 0, 93, 7), "B (baik)"),  # 76.75
        ((0, 0, 94, 6), "C (kurang baik)"),  # 76.50
        ((0, 40, 60, 0), "C (kurang baik)"),  # 65.00
        ((1, 39, 60, 0), "D (tidak baik)"),  # 64.75
        ((0, 0, 99, 0), None),  # one answer too few
    ],
)
def test_grades_go_by_their_lower_bounds(counts: tuple[int, ...], grade: str | None) -> None:
    assert element(*counts).grade == grade
