"""What callers think of the service, for officers."""

from datetime import UTC, datetime, timedelta

import pytest

from casework import survey
from casework.contacts import contact_for
from models import Call
from tests.console.conftest import Console, words


def marks(console: Console, *given: int, ago: timedelta = timedelta()) -> None:
    """Calls that gave these marks for how easy it was."""
    at = datetime.now(UTC) - ago
    with console.database.write() as session:
        contact = contact_for(session, console.database.vault, "081234567890", at=at)
        for number, mark in enumerate(given):
            call = Call(provider_id=f"CA{ago}{number}", contact_id=contact.id, started_at=at)
            session.add(call)
            session.flush()
            survey.keep(session, call.id, "prosedur", mark, at=at)


def page(console: Console, query: str = "") -> tuple[int, str]:
    with console.client(console.cookie()) as client:
        answer = client.get(f"/console/penilaian{query}")
    return answer.status_code, words(answer.text)


def test_each_element_is_told_with_its_count_mean_and_index(console_at: Console) -> None:
    marks(console_at, 4, 4, 3, 1)
    status, told = page(console_at)
    assert status == 200
    assert "Kemudahan prosedur 4 1 0 1 2 3,00 75,00 Belum cukup jawaban, kurang 26 lagi" in told
    assert "Ini 1 dari sembilan unsur SKM" in told


def test_enough_answers_are_graded(console_at: Console) -> None:
    marks(console_at, *[4] * 29, 3)
    assert "Kemudahan prosedur 30 0 0 1 29 3,97 99,17 A (sangat baik)" in page(console_at)[1]


def test_only_the_days_asked_for_are_counted(console_at: Console) -> None:
    marks(console_at, 4)
    marks(console_at, 1, 1, ago=timedelta(days=40))
    assert "Kemudahan prosedur 1 0 0 0 1" in page(console_at)[1]
    then = (datetime.now(UTC) - timedelta(days=41)).date()
    assert "Kemudahan prosedur 3 2 0 0 1" in page(console_at, f"?dari={then}")[1]
    assert "Belum ada penilaian" in page(console_at, f"?dari={then}&sampai={then - timedelta(days=3)}")[1]


@pytest.mark.parametrize(
    ("query", "field"),
    [("?dari=kapan", "dari"), ("?sampai=2026-13-01", "sampai"), ("?dari=9999-01-01", "dari")],
)
def test_what_is_no_period_is_said_beside_the_field(console_at: Console, query: str, field: str) -> None:
    with console_at.client(console_at.cookie()) as client:
        answer = client.get(f"/console/penilaian{query}")
    assert answer.status_code == 422
    assert f'aria-describedby="{field}-keliru"' in answer.text
