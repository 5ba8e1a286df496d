"""What came in: by channel, service, hour of the day, and day."""

from typing import Any

from sqlalchemy import CompoundSelect, Subquery, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from casework.office import Office
from casework.reports.period import Period
from casework.reports.sql import local_day, local_hour
from casework.reports.table import Column, Picture, Row, Table, guarded
from models import Call, Case, Direction, Message

CALL, TEXT, CASE = "call", "text", "case"
KINDS = (CALL, TEXT, CASE)
COLUMNS = (Column(name="Panggilan"), Column(name="SMS masuk"), Column(name="Kasus"), Column(name="Orang"))
NO_SERVICE = "Layanan belum disebut"
HOURS = tuple(f"{hour:02}" for hour in range(24))


def tables(session: Session, office: Office, period: Period) -> tuple[Table, ...]:
    """The four of them."""
    came = _came_in(period)
    hours = _rows(session, came, local_hour(came.c.at, period.offset_minutes))
    days = _rows(session, came, local_day(came.c.at, period.offset_minutes))
    services = _rows(session, came, came.c.service_id)
    names = {service.id: service.name for service in office.catalogue.services}
    busiest = sorted(services, key=lambda key: (-sum(services[key][:3]), key or ""))
    busy = [hour for hour in HOURS if hour in hours]
    open_hours = HOURS[HOURS.index(busy[0]) : HOURS.index(busy[-1]) + 1] if busy else ()
    return (
        _by_channel(session, came),
        Table(
            key="layanan",
            title="Menurut layanan",
            told="Panggilan dan kasus yang menyebut layanan ini. SMS dihitung kalau menjadi kasus. Gambar hanya "
            "memuat sembilan layanan tersering.",
            heading="Layanan",
            columns=(COLUMNS[0], *COLUMNS[2:]),
            rows=guarded(
                [
                    _row(names.get(key, key) if key else NO_SERVICE, _without_texts(services[key]))
                    for key in busiest
                    if services[key][0] or services[key][2]
                ]
            ),
            picture=Picture.BARS,
            drawn=(0, 1),
        ),
        Table(
            key="jam",
            title="Menurut jam",
            told="Jam setempat ketika warga menelepon, mengirim SMS, atau kasusnya dibuka, semua hari bersama-sama.",
            heading="Jam",
            columns=COLUMNS,
            rows=guarded([_row(f"{hour}.00", hours.get(hour, (0, 0, 0, 0))) for hour in open_hours]),
            picture=Picture.COLUMNS,
            drawn=(0, 1),
        ),
        Table(
            key="hari",
            title="Menurut hari",
            told="Setiap hari dalam masa laporan.",
            heading="Tanggal",
            columns=COLUMNS,
            rows=guarded([_row(str(day), days.get(str(day), (0, 0, 0, 0))) for day in period.days]),
            picture=Picture.LINE,
            drawn=(0, 1, 2),
        ),
    )


def _by_channel(session: Session, came: Subquery) -> Table:
    found = _rows(session, came, came.c.channel)
    rows = []
    for channel, name, kind in ((CALL, "Telepon", 0), (TEXT, "SMS", 1)):
        counts = found.get(channel, (0, 0, 0, 0))
        rows.append(Row(name=name, values=(counts[kind], counts[2], counts[3]), people=counts[3]))
    return Table(
        key="saluran",
        title="Menurut saluran",
        told="Panggilan (termasuk yang kami buat) dan SMS masuk, dan kasus yang berasal dari saluran itu.",
        heading="Saluran",
        columns=(Column(name="Panggilan atau SMS"), Column(name="Kasus"), Column(name="Orang")),
        rows=guarded(rows),
        picture=Picture.BARS,
        drawn=(0, 1),
    )


def _came_in(period: Period) -> Subquery:
    """Every call, text and case of the period, a row each."""
    calls = select(
        literal(CALL).label("kind"),
        literal(CALL).label("channel"),
        Call.service_id.label("service_id"),
        Call.contact_id.label("contact_id"),
        Call.started_at.label("at"),
    ).where(Call.started_at >= period.begins, Call.started_at < period.ends)
    texts = select(literal(TEXT), literal(TEXT), null(), Message.contact_id, Message.created_at).where(
        Message.created_at >= period.begins,
        Message.created_at < period.ends,
        Message.direction == Direction.IN,
    )
    cases = select(literal(CASE), Case.channel, Case.service_id, Case.contact_id, Case.opened_at).where(
        Case.opened_at >= period.begins, Case.opened_at < period.ends
    )
    everything: CompoundSelect[Any] = union_all(calls, texts, cases)
    return everything.subquery()


def _rows(session: Session, came: Subquery, group: Any) -> dict[Any, tuple[int, int, int, int]]:
    """By group: (calls, texts, cases, people)."""
    counts = [func.count().filter(came.c.kind == kind) for kind in KINDS]
    rows = session.execute(select(group, *counts, func.count(came.c.contact_id.distinct())).group_by(group))
    return {key: (calls, texts, cases, people) for key, calls, texts, cases, people in rows}


def _without_texts(counts: tuple[int, int, int, int]) -> tuple[int, int, int]:
    return counts[0], counts[2], counts[3]


def _row(name: str, counts: tuple[int, ...]) -> Row:
    return Row(name=name, values=counts, people=counts[-1])
