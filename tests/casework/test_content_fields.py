"""What may stand in a value of the content."""

from datetime import date

import pytest

from casework.content_fields import Field, Kind, Refused, parsed, put, shown, value_at


def field(kind: Kind, **more: int) -> Field:
    return Field(key="texts.yaml:teks/x", label="X", kind=kind, **more)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.LINE, "Jalan Melati", "Jalan Melati"),
        (Kind.LINES, ["satu", "dua"], "satu\ndua"),
        (Kind.PAIRS, [{"tulis": "KK", "ucap": "kartu keluarga"}], "KK = kartu keluarga"),
        (Kind.HOURS, ["08.00-11.30", "13.00-15.00"], "08.00-11.30, 13.00-15.00"),
        (Kind.HOURS, [], ""),
        (Kind.DAYS, [date(2026, 12, 25)], "25-12-2026"),
        (Kind.DAY, date(2026, 12, 25), "2026-12-25"),
    ],
)
def test_what_is_shown_is_read_back_as_it_was(kind: Kind, value: object, text: str) -> None:
    assert shown(value, kind) == text
    assert parsed(text, field(kind), text) == value


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (Kind.LINE, "", "Belum diisi"),
        (Kind.LINE, "a\nb", "satu baris"),
        (Kind.SPOKEN, "Kode {kodee}", "tidak bisa dipakai"),
        (Kind.SPOKEN, "Kode {kode", "berpasangan"),
        (Kind.SPOKEN, "Kode {kode!r}", "berpasangan"),
        (Kind.SPOKEN, "Kode {0.__class__}", "berpasangan"),
        (Kind.SMS, "Halo 😀", "emoji"),
        (Kind.SMS, "a" * 161, "Ini 161"),
        (Kind.HOURS, "8-15", "bukan jam"),
        (Kind.DAYS, "2026-12-25", "bukan tanggal"),
        (Kind.PAIRS, "= kartu", "yang dibaca"),
    ],
)
def test_what_cannot_stand_there_is_refused_with_what_to_do(kind: Kind, text: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        parsed(text, field(kind), "Kode {kode}")


def test_a_value_that_is_too_long_is_refused() -> None:
    with pytest.raises(Refused, match="Paling banyak 5"):
        parsed("enam enam", field(Kind.LINE, longest=5), "")


def test_places_go_by_the_id_of_an_entry() -> None:
    document = {
        "layanan": [{"id": "kk", "biaya": {"tulis": "GRATIS"}}, {"id": "ktp", "biaya": {"tulis": "Rp0"}}]
    }
    put(document, "services.yaml:layanan/ktp/biaya/tulis", "GRATIS")
    assert value_at(document, "services.yaml:layanan/ktp/biaya/tulis") == "GRATIS"
    for gone in ("layanan/sim/biaya/tulis", "layanan/ktp/biaya/baru"):
        with pytest.raises(KeyError):
            put(document, f"services.yaml:{gone}", "x")
