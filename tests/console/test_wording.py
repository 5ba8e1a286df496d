"""How things are put into words."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casework.console import answer, wording
from casework.gsm7 import fits
from models import MOVES, ApplicationStatus, CaseStatus, Delivery


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=-3), "baru saja"),  # another machine's clock
        (timedelta(seconds=59), "baru saja"),
        (timedelta(minutes=1), "1 menit"),
        (timedelta(minutes=59), "59 menit"),
        (timedelta(hours=2, minutes=10), "2 jam"),
        (timedelta(hours=23, minutes=59), "23 jam"),
        (timedelta(days=3), "3 hari"),
    ],
)
def test_lengths_of_time(time: timedelta, words: str) -> None:
    assert wording.lasted(time) == words


def test_moments_are_in_the_mpps_own_time() -> None:
    at = datetime(2026, 11, 24, 2, 15, tzinfo=UTC)
    assert wording.moment(at, ZoneInfo("Asia/Jakarta")) == "24 Nov 2026, 09.15 WIB"
    assert wording.moment(at, ZoneInfo("Asia/Jayapura")) == "24 Nov 2026, 11.15 WIT"


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+6281234567890", "0812-3456-7890"),
        ("+6281234567", "0812-3456-7"),
        ("+622150001234", "02150001234"),
        ("+6591234567", "+6591234567"),
        ("1500", "1500"),
        ("", "Nomor disembunyikan"),
    ],
)
def test_numbers_are_written_as_people_write_them(phone: str, shown: str) -> None:
    assert wording.number(phone) == shown


@pytest.mark.parametrize(
    ("kind", "words", "shown"),
    [
        ("said", "katepe hilang", "“katepe hilang”"),
        ("said", "", "Bicara, tetapi tidak tertangkap"),
        ("said", "[unk]", "Bicara, tetapi tidak tertangkap"),
        ("pressed", "3", "Menekan 3"),
        ("pressed", "", "Menekan #"),
        ("recorded", "65.2", "Bercerita selama 1 menit 5 detik"),
        ("silence", None, "Diam"),
        ("transfer_ended", "answered", "Tersambung ke petugas"),
        ("transfer_ended", "unanswered", "Petugas belum bisa mengangkat"),
    ],
)
def test_what_was_heard(kind: str, words: str | None, shown: str) -> None:
    assert wording.heard(kind, words) == shown


@pytest.mark.parametrize(
    ("confidence", "words"),
    [(0.92, "yakin, 92%"), (0.7, "cukup yakin, 70%"), (0.31, "kurang yakin, 31%"), (None, "")],
)
def test_how_sure_the_recogniser_was(confidence: float | None, words: str) -> None:
    assert wording.sureness(confidence) == words


def test_every_state_has_words() -> None:
    assert wording.STATUS.keys() == set(CaseStatus)
    assert wording.DELIVERY.keys() == set(Delivery)
    assert wording.APPLICATION.keys() == set(ApplicationStatus)
    assert wording.MOVED.keys() == {(at, to) for at, allowed in MOVES.items() for to in allowed}


def test_a_text_carries_the_mpps_name_and_is_plain() -> None:
    sent = answer.signed("Surat “polisi” sudah\nada – silakan datang…", "MPP Contoh")
    assert sent == 'Surat "polisi" sudah ada - silakan datang... -MPP Contoh'


def test_the_longest_text_that_fits_is_taken_and_one_letter_more_is_not() -> None:
    room = answer.room("MPP Contoh")
    assert answer.wrong_with("a" * room, "MPP Contoh") is None
    assert fits(answer.signed("a" * room, "MPP Contoh"))
    assert answer.wrong_with("a" * (room + 1), "MPP Contoh") == "SMS terlalu panjang. Pendekkan 1 huruf lagi."
    assert answer.wrong_with("a" * (room - 1) + "€", "MPP Contoh") is not None  # two septets


def test_what_no_text_can_carry_is_named_and_not_replaced_behind_the_officers_back() -> None:
    wrong = answer.wrong_with("Terima kasih 🙏🙏 好", "MPP Contoh")
    assert wrong == "Tanda ini tidak bisa dikirim lewat SMS: 🙏好. Hapus dulu."
    assert answer.wrong_with("Sudah jadi? Café", "MPP Contoh") is None


def test_an_empty_text_is_refused() -> None:
    assert answer.wrong_with(" \n", "MPP Contoh") == "Tulis dulu isi SMS."
