"""How callers who asked for an officer fared, and how long they waited."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.reports.period import Period
from casework.reports.sql import minutes_between
from casework.reports.table import Column, Picture, Row, Table, Unit, guarded
from models import WaitingCaller, WaitingState

NAMES = {
    WaitingState.TALKED: "Bicara dengan petugas",
    WaitingState.LEFT: "Pergi sebelum tersambung",
    WaitingState.MISSED: "Tidak ada petugas yang menerima",
    WaitingState.CALL_BACK: "Menunggu ditelepon balik",
    WaitingState.WAITING: "Masih menunggu",
    WaitingState.RINGING: "Petugas sedang ditelepon",
    WaitingState.CONNECTED: "Sedang bicara",
}


def table(session: Session, period: Period) -> Table:
    """By how it ended."""
    within = (WaitingCaller.since >= period.begins, WaitingCaller.since < period.ends)
    until = func.coalesce(WaitingCaller.connected_at, WaitingCaller.ended_at)
    waited = minutes_between(WaitingCaller.since, until)
    minutes: dict[WaitingState, list[tuple[int, int]]] = defaultdict(list)
    counted = session.execute(
        select(WaitingCaller.state, waited, func.count())
        .where(*within, until.is_not(None))
        .group_by(WaitingCaller.state, waited)
        .order_by(waited)
    )
    for state, minute, count in counted:
        minutes[state].append((minute, count))
    people = session.execute(
        select(WaitingCaller.state, func.count(), func.count(WaitingCaller.contact_id.distinct()))
        .where(*within)
        .group_by(WaitingCaller.state)
    )
    found = {state: (count, who) for state, count, who in people}
    return Table(
        key="menunggu",
        title="Penelepon yang menunggu petugas",
        told="Lama menunggu sampai tersambung, atau sampai penelepon pergi. Separuh menunggu paling lama sebanyak "
        "menit di kolom tengah; sembilan dari sepuluh sebanyak menit di kolom berikutnya.",
        heading="Bagaimana akhirnya",
        columns=(
            Column(name="Penelepon"),
            Column(name="Separuh menunggu", unit=Unit.MINUTES),
            Column(name="Sembilan dari sepuluh", unit=Unit.MINUTES),
            Column(name="Orang"),
        ),
        rows=guarded(
            [
                Row(
                    name=name,
                    values=(
                        found[state][0],
                        quantile(minutes[state], 0.5),
                        quantile(minutes[state], 0.9),
                        found[state][1],
                    ),
                    people=found[state][1],
                )
                for state, name in NAMES.items()
                if state in found
            ]
        ),
        picture=Picture.BARS,
    )


def quantile(counted: Sequence[tuple[int, int]], part: float) -> int | None:
    """The lowest minute within which so large a part of them lies; (minute, how many) in order. None of nothing."""
    whole, so_far = sum(count for _, count in counted), 0
    for minute, count in counted:
        so_far += count
        if so_far >= part * whole:
            return minute
    return None
