"""What callers think of the service: marks for elements of the satisfaction survey (SKM) that every MPP must hold.

Reckoned as Permenpan RB 14/2017 says: a mark is 1 to 4, an element's index is its mean times 25, and the grade goes
by lower bounds, so that nothing falls between two of them. How many answers are enough is the sample of Krejcie and
Morgan that its annex gives, reckoned instead of looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.mpp import Mpp
from models import Call, SurveyMark

ELEMENTS: Mapping[str, str] = {
    "persyaratan": "Persyaratan",
    "prosedur": "Kemudahan prosedur",
    "waktu": "Waktu penyelesaian",
    "biaya": "Biaya",
    "produk": "Hasil pelayanan",
    "kompetensi": "Kemampuan petugas",
    "petugas": "Perilaku petugas",
    "pengaduan": "Penanganan pengaduan",
    "sarana": "Sarana dan prasarana",
}
"""The nine, as call.yaml names them in `unsur`, and as officers read them."""

MARKS = (1, 2, 3, 4)
GRADES = (
    (88.31, "A", "sangat baik"),
    (76.61, "B", "baik"),
    (65.0, "C", "kurang baik"),
    (0.0, "D", "tidak baik"),
)
"""Lowest index, grade, and what it means."""
FEWEST = 30
"""Answers; from fewer nobody is graded, however few called."""
CHI_SQUARE, HALF, ERROR = 3.841, 0.5, 0.05
"""Of Krejcie and Morgan: for one degree of freedom at 95 %, an even split, and an error of five in a hundred."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of the survey in one period. `counts`: answers for each of MARKS."""

    name: str
    counts: tuple[int, ...]
    needed: int
    """Answers from which on it is graded."""

    @property
    def answers(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Of all marks, 1 to 4."""
        return sum(mark * count for mark, count in zip(MARKS, self.counts, strict=True)) / self.answers

    @property
    def index(self) -> float:
        """25 to 100."""
        return self.mean * 25

    @property
    def grade(self) -> str | None:
        """ "B (baik)"; None while there are too few answers."""
        if self.answers < self.needed:
            return None
        return next(f"{grade} ({means})" for least, grade, means in GRADES if self.index >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A period of whole days in the MPP's own time, both included: calls that began then, and what was answered."""

    first: date
    last: date
    calls: int
    elements: tuple[Element, ...]
    """Those that somebody was asked about, in the order of ELEMENTS."""


def keep(session: Session, call_id: int, element: str, mark: int, *, at: datetime) -> None:
    """One mark for each element and call; a second one replaces the first."""
    found = session.scalar(
        select(SurveyMark).where(SurveyMark.call_id == call_id, SurveyMark.element == element)
    )
    if found is None:
        session.add(SurveyMark(call_id=call_id, element=element, mark=mark, at=at))
    else:
        found.mark = mark


def report(session: Session, mpp: Mpp, first: date, last: date) -> Report:
    """What was answered from the first day to the last."""
    begins = datetime.combine(first, time(), mpp.timezone)
    ends = datetime.combine(last + timedelta(days=1), time(), mpp.timezone)
    calls = session.scalar(
        select(func.count(Call.id)).where(Call.started_at >= begins, Call.started_at < ends)
    )
    rows = session.execute(
        select(SurveyMark.element, SurveyMark.mark, func.count())
        .where(SurveyMark.at >= begins, SurveyMark.at < ends)
        .group_by(SurveyMark.element, SurveyMark.mark)
    )
    counted = {(element, mark): count for element, mark, count in rows}
    enough = needed(calls or 0)
    names = dict.fromkeys((*ELEMENTS, *sorted(element for element, _ in counted)))
    return Report(
        first=first,
        last=last,
        calls=calls or 0,
        elements=tuple(
            Element(
                name=ELEMENTS.get(name, name),
                counts=tuple(counted.get((name, mark), 0) for mark in MARKS),
                needed=enough,
            )
            for name in names
            if any((name, mark) in counted for mark in MARKS)
        ),
    )


def needed(population: int) -> int:
    """How many answers stand for so many callers."""
    spread = CHI_SQUARE * HALF * (1 - HALF)
    sample = spread * population / (ERROR**2 * (population - 1) + spread) if population else 0.0
    return max(FEWEST, round(sample))
