"""How a day's calls went through the dialogue, from the turns that are kept of them."""

from datetime import UTC, date, datetime, timedelta

from casework.call_ways import START, How, TurnTaken, counted, of_day
from casework.contacts import contact_for
from casework.office import Office
from models import Call, CallTurn, Database

DAY = date(2026, 11, 23)


def turn(call_id: int, step: str, kind: str, way: str, *, missed: bool = False) -> TurnTaken:
    return TurnTaken(call_id=call_id, step=step, heard_kind=kind, missed=missed, way=way)


ONE = [
    turn(1, "", "started", "salam>awal>menu"),
    turn(1, "menu", "said", "", missed=True),
    turn(1, "menu", "silence", "", missed=True),
    turn(1, "menu", "pressed", "cek_milik>minta_kode"),
    turn(1, "minta_kode", "silence", "bantu", missed=True),
    turn(1, "bantu", "hung_up", ""),
]
TWO = [
    turn(2, "", "started", "salam>awal>menu"),
    turn(2, "menu", "said", "cek_milik>minta_kode"),
    turn(2, "minta_kode", "pressed", "bantu", missed=True),
    turn(2, "bantu", "pressed", "menu"),
    turn(2, "menu", "said", "cek_milik>minta_kode"),
]


def test_each_way_counts_calls_once_and_says_what_led_along_it() -> None:
    numbers = counted(DAY, ONE + TWO)
    assert numbers.calls == 2
    assert (
        numbers.along(START, "salam") == numbers.along("salam", "awal") == numbers.along("awal", "menu") == 2
    )
    assert numbers.along("menu", "cek_milik") == 2
    assert numbers.ways["menu", "cek_milik"].by == {How.KEY: 1, How.SPEECH: 2}
    assert numbers.ways["cek_milik", "minta_kode"].by == {How.LINE: 3}
    assert numbers.ways["minta_kode", "bantu"].by == {How.SILENCE: 1, How.UNCLEAR: 1}
    assert numbers.along("bantu", "menu") == 1
    assert numbers.along("menu", "bantu") == 0


def test_each_step_tells_who_had_trouble_there() -> None:
    numbers = counted(DAY, ONE + TWO)
    menu, code, help_ = numbers.at("menu"), numbers.at("minta_kode"), numbers.at("bantu")
    assert (menu.calls, menu.unclear, menu.silent, menu.hung_up) == (2, 1, 1, 0)
    assert (code.calls, code.unclear, code.silent) == (2, 1, 1)
    assert (help_.calls, help_.hung_up) == (2, 1)
    assert numbers.at("rekam").calls == 0


def test_a_day_is_the_mpps_own(database: Database, office: Office) -> None:
    with database.write() as session:
        contact = contact_for(session, database.vault, "081234567890", at=datetime.now(UTC))
        call = Call(provider_id="CA1", contact_id=contact.id, started_at=datetime.now(UTC))
        session.add(call)
        session.flush()
        midnight = datetime(2026, 11, 22, 17, tzinfo=UTC)  # in Jakarta
        for number, (at, way) in enumerate(
            [
                (midnight - timedelta(seconds=1), "early"),
                (midnight, "first"),
                (midnight + timedelta(hours=23, minutes=59), "last"),
                (midnight + timedelta(hours=24), "late"),
                (midnight, None),
            ]
        ):
            session.add(
                CallTurn(call_id=call.id, number=number, step="", heard_kind="started", said="", voiced="",
                         waits_for="ask", way=way, at=at)
            )  # fmt: skip
    with database.read() as session:
        assert of_day(session, office.mpp, DAY).steps.keys() == {"first", "last"}
