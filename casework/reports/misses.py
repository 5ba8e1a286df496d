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
    by_call = (
        select(
            CallTurn.step,
            CallTurn.call_id,
            func.count().label("answers"),
            func.count().filter(CallTurn.missed, CallTurn.heard_kind != "silence").label("unclear"),
            func.count().filter(CallTurn.missed, CallTurn.heard_kind == "silence").label("silent"),
        )
        .where(CallTurn.at >= period.begins, CallTurn.at < period.ends, CallTurn.heard_kind.in_(ANSWERS))
        .group_by(CallTurn.step, CallTurn.call_id)
        .subquery()
    )
    answers, unclear, silent = (
        func.sum(column) for column in (by_call.c.answers, by_call.c.unclear, by_call.c.silent)
    )
    rows = session.execute(
        select(by_call.c.step, answers, unclear, silent, func.count(Call.contact_id.distinct()))
        .join(Call, Call.id == by_call.c.call_id)
        .group_by(by_call.c.step)
        .having(unclear + silent > 0)
        .order_by((unclear + silent).desc(), by_call.c.step)
        .limit(MOST)
    )
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
            Column(name="Orang"),
        ),
        rows=guarded([_row(*row) for row in rows]),
        picture=Picture.BARS,
        drawn=(1,),
    )


def _row(step: str, answers: int, unclear: int, silent: int, people: int) -> Row:
    counts = (int(answers), share(int(unclear + silent), int(answers)), int(unclear), int(silent), people)
    return Row(name=step, values=counts, people=people)
