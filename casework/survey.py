"""What callers think of the service: marks for elements of the satisfaction survey (SKM) that every MPP must hold.

Reckoned as Permenpan RB 14/2017 says: a mark is 1 to 4, an element's index is its mean times 25, and the grade goes
by lower bounds, so that nothing falls between two of them. How many answers are enough is the sample of Krejcie and
Morgan that its annex gives, reckoned instead of looked up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from fractions import Fraction

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
WEIGHT = Fraction(1, len(ELEMENTS))
"""Of each element in the index of all. The regulation's own example rounds it to 0.111 or 0.11."""
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
    def exact(self) -> Fraction:
        """The mean of all marks, 1 to 4."""
        return Fraction(
            sum(mark * count for mark, count in zip(MARKS, self.counts, strict=True)), self.answers
        )

    @property
    def mean(self) -> float:
        """The same, for reading."""
        return float(self.exact)

    @property
    def index(self) -> float:
        """25 to 100."""
        return self.mean * 25

    @property
    def grade(self) -> str | None:
        """ "B (baik)"; None while there are too few answers."""
        if self.answers < self.needed:
            return None
        return graded(self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A period of whole days in the MPP's own time, both included: calls that began then, and what was answered."""

    first: date
    last: date
    calls: int
    elements: tuple[Element, ...]
    """Those that somebody was asked about, in the order of ELEMENTS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """All nine together (IKM). `asked`: how many of them have answers; without all nine there is no index."""

    asked: int
    answers: int
    """Of the element with the fewest."""
    mean: float
    index: float | None
    grade: str | None
    """None while an element has too few answers."""


def overall(found: Report) -> Overall:
    """The index of all elements, each with a weight of exactly one ninth."""
    elements = [element for element in found.elements if element.name in ELEMENTS.values()]
    if len(elements) < len(ELEMENTS):
        return Overall(asked=len(elements), answers=0, mean=0.0, index=None, grade=None)
    mean = sum((element.exact * WEIGHT for element in elements), Fraction())
    enough = all(element.answers >= element.needed for element in elements)
    index = float(mean * 25)
    return Overall(
        asked=len(elements),
        answers=min(element.answers for element in elements),
        mean=float(mean),
        index=index,
        grade=graded(index) if enough else None,
    )


def graded(index: float) -> str:
    """ "B (baik)": by the index as it is written, with two decimals."""
    return next(f"{grade} ({means})" for least, grade, means in GRADES if round(index, 2) >= least)


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
