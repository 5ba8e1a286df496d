"""Where callers are not understood: by the step of the dialogue that asked."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.reports.period import Period
from casework.reports.table import Column, Picture, Row, Table, Unit, guarded, share
from models import Call, CallTurn

MOST = 25
"""Steps in the table: those with the most misses."""
ANSWERS = ("pressed", "said", "silence")


def table(session: Session, period: Period) -> Table:
    """The steps, the one with the most misses first."""
    within = (CallTurn.at >= period.begins, CallTurn.at < period.ends)
    unclear = func.count().filter(CallTurn.missed, CallTurn.heard_kind != "silence")
    silent = func.count().filter(CallTurn.missed, CallTurn.heard_kind == "silence")
    rows = session.execute(
        select(CallTurn.step, func.count(), unclear, silent)
        .where(*within, CallTurn.heard_kind.in_(ANSWERS))
        .group_by(CallTurn.step)
        .having(unclear + silent > 0)
        .order_by((unclear + silent).desc(), CallTurn.step)
        .limit(MOST)
    ).all()
    missed = (
        select(CallTurn.step, CallTurn.call_id)
        .where(*within, CallTurn.missed, CallTurn.heard_kind.in_(ANSWERS))
        .distinct()
        .subquery()
    )
    counted = session.execute(
        select(missed.c.step, func.count(Call.contact_id.distinct()))
        .join(Call, Call.id == missed.c.call_id)
        .group_by(missed.c.step)
    )
    people = {step: count for step, count in counted}
    return Table(
        key="gagal-dengar",
        title="Pertanyaan yang sering gagal dijawab",
        told=f"Paling banyak {MOST} pertanyaan, yang paling sering gagal di atas. Nama pertanyaan seperti di halaman "
        "Percakapan.",
        heading="Pertanyaan",
        columns=(
            Column(name="Jawaban"),
            Column(name="Gagal", unit=Unit.PERCENT),
            Column(name="Tidak dipahami"),
            Column(name="Diam"),
            Column(name="Orang yang gagal"),
        ),
        rows=guarded([_row(*row, people[row[0]]) for row in rows]),
        picture=Picture.BARS,
        drawn=(1,),
    )


def _row(step: str, answers: int, unclear: int, silent: int, people: int) -> Row:
    counts = (answers, share(unclear + silent, answers), unclear, silent, people)
    return Row(name=step, values=counts, people=people)
