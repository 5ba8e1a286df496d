"""Numbers at the counters by text, whole conversations on the real database; each answer is one segment."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.contacts import contact_for
from casework.gsm7 import fits
from casework.office import Office
from models import Database, Job, QueueTicket, TicketState
from tests.sms.citizen import NOON, Citizen

OTHER = "+6281300000001"


def says(citizen: Citizen, text: str) -> str:
    answer = citizen.text(text)
    assert answer is not None
    assert fits(answer)
    return answer


def tickets_of(citizen: Citizen) -> list[QueueTicket]:
    with citizen.database.read() as session:
        return list(session.scalars(select(QueueTicket).order_by(QueueTicket.id)))


def test_from_the_first_word_to_the_ticket(citizen: Citizen) -> None:
    assert says(citizen, "antre").startswith("Layanan apa, Bapak/Ibu?")
    assert says(citizen, "ktp hilang").startswith("Datang Selasa 24 Nov jam 13.30, loket Dukcapil? Balas YA.")
    ticket = says(citizen, "ya")
    assert ticket.startswith(
        "Nomor A 1, Selasa 24 Nov jam 13.30, loket Dukcapil. Bawa: Surat kehilangan dari polisi, "
    )
    assert says(citizen, "ANTRE") == ticket
    [mine] = tickets_of(citizen)
    assert (mine.label, mine.service_id, mine.state) == ("A 1", "ktp_hilang", TicketState.BOOKED)


@pytest.mark.parametrize(
    ("wish", "offered"),
    [
        ("besok jam 10", "Rabu 25 Nov jam 10.00"),
        ("jam 2 aja", "Selasa 24 Nov jam 14.00"),
        ("hari lain", "Rabu 25 Nov jam 08.00"),
        ("jumat sore", "Jumat 27 Nov jam 13.30"),
        ("tgl 30", "Senin 30 Nov jam 08.00"),
        ("sabtu", "Bisa Senin 30 Nov jam 08.00"),
    ],
)
def test_another_time_is_the_next_text(citizen: Citizen, wish: str, offered: str) -> None:
    says(citizen, "antre ktp hilang")
    assert offered in says(citizen, wish)
    assert offered.removeprefix("Bisa ") in says(citizen, "YA")


def test_the_day_may_come_with_the_word(citizen: Citizen) -> None:
    assert "Rabu 25 Nov jam 09.00, loket Polri" in says(citizen, "antre skck besok jam 9")
    assert "Rabu 25 Nov jam 08.00, loket Dukcapil" in says(citizen, "mau datang besok urus kk")


def test_moving_and_cancelling(citizen: Citizen) -> None:
    says(citizen, "antre ktp hilang")
    says(citizen, "ya")
    assert "Kamis 26 Nov jam 08.00" in says(citizen, "ANTRE PINDAH kamis")
    assert says(citizen, "ya").startswith("Nomor A 1, Kamis 26 Nov jam 08.00")
    assert says(citizen, "batal antre").startswith("Nomor A 1 sudah dibatalkan.")
    assert says(citizen, "antre batal").startswith("Belum ada nomor antrean dari HP ini.")
    assert says(citizen, "antre pindah").startswith("Belum ada nomor antrean dari HP ini.")
    assert [one.state for one in tickets_of(citizen)] == [TicketState.CANCELLED]


def test_saying_no_takes_nothing(citizen: Citizen) -> None:
    says(citizen, "antre skck")
    assert says(citizen, "tidak jadi").startswith("Baik, Bapak/Ibu.")
    assert tickets_of(citizen) == []


def test_another_question_in_between_is_answered(citizen: Citizen) -> None:
    says(citizen, "antre skck")
    assert says(citizen, "biaya skck").startswith("SKCK: Rp30.000")
    assert says(citizen, "jam buka").startswith("Kami buka")


def test_a_time_that_somebody_else_took_is_offered_no_more(citizen: Citizen) -> None:
    says(citizen, "antre skck besok jam 9")
    for number in range(2):
        rival = Citizen(citizen.database, citizen.office, f"+628130000000{number}")
        says(rival, "antre skck besok jam 9")
        says(rival, "ya")
    assert says(citizen, "ya").startswith("Maaf, baru saja terisi. Bisa ")
    assert says(citizen, "ya").startswith("Nomor C 3, ")


def test_only_ones_own_number_is_shown_moved_or_cancelled(citizen: Citizen) -> None:
    says(citizen, "antre skck")
    says(citizen, "ya")
    stranger = Citizen(citizen.database, citizen.office, OTHER)
    for text in ("antre", "antre batal", "antre pindah", "nomor antrean saya berapa"):
        assert "C 1" not in says(stranger, text)
    assert [one.state for one in tickets_of(citizen)] == [TicketState.BOOKED]


def test_a_shared_telephone_is_not_told_what_the_matter_is(citizen: Citizen) -> None:
    with citizen.database.write() as session:
        contact_for(session, citizen.database.vault, citizen.number, at=NOON).shared = True
    says(citizen, "antre ktp hilang")
    says(citizen, "ya")
    told = says(citizen, "antre")
    assert told.startswith("Nomor A 1, ")
    assert "Bawa" not in told
    assert "SYARAT" not in told


def test_a_counter_without_numbers_says_when_it_is_open(citizen: Citizen) -> None:
    assert says(citizen, "antre nikah").startswith("Silakan ambil nomor di MPP, belum lewat SMS. Senin-Kamis")


def test_everything_taken_offers_a_call(database: Database, office: Office) -> None:
    counter = office.counters.by_name["BPJS Ketenagakerjaan"]
    office = replace(office, counters=replace(office.counters, ahead=1))
    people = [Citizen(database, office, f"+62813{number:08}") for number in range(20)]
    taken = 0
    for one in people:
        if says(one, "antre bpjs ketenagakerjaan").startswith("Datang"):
            says(one, "ya")
            taken += 1
    assert taken == 11  # one today, and ten tomorrow
    citizen = Citizen(database, office)
    assert says(citizen, "antre bpjs ketenagakerjaan").startswith(f"Nomor loket {counter.name} sedang penuh.")


def test_the_same_webhook_twice_is_one_ticket(citizen: Citizen) -> None:
    says(citizen, "antre skck")
    citizen.text("ya", sid="SM-again")
    assert citizen.text("ya", sid="SM-again") is None
    assert len(tickets_of(citizen)) == 1


def test_the_reminder_is_for_the_day_before(citizen: Citizen) -> None:
    says(citizen, "antre skck kamis jam 9")
    says(citizen, "ya")
    with citizen.database.read() as session:
        [due] = session.scalars(select(Job.run_at).where(Job.kind == "remind_ticket")).all()
    assert due == NOON + timedelta(hours=27)  # Wednesday, 15.00 in Jakarta
