"""content/sms_routes.yaml: what ships is good, and a mistake is told with its place."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casework.content import ContentError
from casework.office import Office
from casework.sending_rules import load_sending
from config import ROOT

SHIPPED = (ROOT / "content" / "sms_routes.yaml").read_text(encoding="utf-8")


def test_what_ships_knows_every_prefix_once_and_prices_every_route(shipped: Office) -> None:
    rules = shipped.sending
    assert rules.prefixes["0812"] == "telkomsel"
    assert len(rules.prefixes) == 41
    assert all(route.price("lain") > 0 for route in rules.routes.values())


def test_a_route_that_the_content_does_not_name_is_for_everybody(shipped: Office) -> None:
    twilio, other = shipped.sending.named(["twilio", "console"])
    assert (twilio.label, other.label, other.price("xl"), other.per_second) == ("Twilio", "console", 0, None)
    assert other.serves("xl")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"0811"', '"0856"', "operator.indosat: 0856 is also telkomsel's"),
        ('"0811"', '"811"', "operator.telkomsel.0"),
        ('nama: "Kannel", operator: []', 'nama: "Kannel", operator: [esia]', "rute.kannel.operator: .*esia"),
        ("harga: {semua: 350}", "harga: {xl: 350}", "rute.kannel.harga: say what every other"),
        ("harga: {semua: 350}", "harga: {semua: 350, esia: 1}", "rute.kannel.harga: use semua"),
        ("rupiah_sehari: 2000000", "rupiah_sehari: 1000", "batas.rupiah_kabar_sehari is more"),
        ('"19.00-08.00"', '"malam"', "kabar.jam_tenang.setiap_hari"),
        ("per_detik: 0.2", "per_detik: 0", "rute.gammu.per_detik"),
    ],
)
def test_a_mistake_names_the_place(
    shipped: Office, tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    path = tmp_path / "sms_routes.yaml"
    changed = SHIPPED.replace(was, becomes, 1)
    assert changed != SHIPPED
    path.write_text(changed, encoding="utf-8")
    with pytest.raises(ContentError, match=rf"^{re.escape(path.name)}: {said}"):
        load_sending(path, shipped.mpp)


def test_days_that_the_content_closes_are_holidays_for_news(shipped: Office) -> None:
    week = shipped.mpp.hours
    closed, sunday = date(2027, 3, 10), date(2027, 3, 14)
    mpp = replace(shipped.mpp, special={closed: (), sunday: (), date(2027, 3, 11): week[0]})
    quiet = load_sending(ROOT / "content" / "sms_routes.yaml", mpp).quiet
    assert quiet.holidays == mpp.holidays | {closed}
