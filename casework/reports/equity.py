"""Who gets something from a call and who does not, by how they use the line: keys or speech, region, pace, attempt.

A call reached its end when its caller was told something, was handed to officers, or talked with one.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from casework.reports.period import Period
from casework.reports.table import Column, Picture, Row, Table, Unit, guarded, share
from models import Call, CameTo

COLUMNS = (
    Column(name="Panggilan"),
    Column(name="Berhasil", unit=Unit.PERCENT),
    Column(name="Dijawab"),
    Column(name="Dicatat untuk petugas"),
    Column(name="Bicara dengan petugas"),
    Column(name="Tidak berhasil"),
    Column(name="Tidak dipahami per panggilan", unit=Unit.MARK),
    Column(name="Orang"),
)
TOLD = (
    "Berhasil: penelepon mendapat jawaban, urusannya dicatat untuk petugas, atau ia bicara dengan petugas. "
    "Yang jauh lebih rendah dari yang lain perlu dicari sebabnya."
)
WAYS = {
    "keyed": "Tombol saja",
    "spoken": "Suara saja",
    "both": "Tombol dan suara",
    "none": "Tidak menjawab apa pun",
}
PACES = {"normal": "Biasa", "slow": "Pelan", "slowest": "Paling pelan"}
ATTEMPTS = {1: "Panggilan pertama hari itu", 2: "Kedua", 3: "Ketiga atau lebih"}
NO_REGION = "Tanpa kata daerah"


def tables(session: Session, period: Period) -> tuple[Table, ...]:
    """The four of them."""
    way = case(
        ((Call.keyed > 0) & (Call.spoken > 0), "both"),
        (Call.keyed > 0, "keyed"),
        (Call.spoken > 0, "spoken"),
        else_="none",
    )
    attempt = case((Call.attempt >= 3, 3), else_=Call.attempt)
    regions = _by(session, period, Call.region)
    return (
        _table("cara", "Berhasil menurut cara menjawab", "Cara", WAYS, _by(session, period, way)),
        _table(
            "daerah", "Berhasil menurut kata daerah", "Kata daerah yang terdengar",
            {None: NO_REGION, **{name: str(name).capitalize() for name in sorted(filter(None, regions))}}, regions,
        ),
        _table(
            "kecepatan", "Berhasil menurut kecepatan bicara kami", "Kecepatan", PACES,
            _by(session, period, Call.pace),
        ),
        _table(
            "ulangan", "Berhasil menurut panggilan keberapa", "Panggilan", ATTEMPTS,
            _by(session, period, attempt),
        ),
    )  # fmt: skip


def _by(session: Session, period: Period, group: ColumnElement[Any] | Any) -> dict[Any, tuple[int, ...]]:
    """By group: (calls, told, handed, talked, nothing, missed, people)."""
    ended = [func.count().filter(Call.came_to == end) for end in _ENDS]
    missed = func.coalesce(func.sum(Call.missed), 0)
    rows = session.execute(
        select(group, func.count(), *ended, missed, func.count(Call.contact_id.distinct()))
        .where(Call.started_at >= period.begins, Call.started_at < period.ends, Call.came_to.is_not(None))
        .group_by(group)
    )
    return {row[0]: tuple(int(number) for number in row[1:]) for row in rows}


_ENDS = (CameTo.TOLD, CameTo.HANDED, CameTo.TALKED, CameTo.NOTHING)


def _table(
    key: str, title: str, heading: str, names: Mapping[Any, str], found: Mapping[Any, tuple[int, ...]]
) -> Table:
    return Table(
        key=key,
        title=title,
        told=TOLD,
        heading=heading,
        columns=COLUMNS,
        rows=guarded([_row(name, found[group]) for group, name in names.items() if group in found]),
        picture=Picture.BARS,
        drawn=(1,),
    )


def _row(name: str, counts: tuple[int, ...]) -> Row:
    calls, told, handed, talked, nothing, missed, people = counts
    values = (
        calls,
        share(calls - nothing, calls),
        told,
        handed,
        talked,
        nothing,
        round(missed / calls, 2),
        people,
    )
    return Row(name=name, values=values, people=people)
