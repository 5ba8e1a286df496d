"""What citizens think of the service: SKM and IKM as Permenpan RB 14/2017 reckons them, from casework/survey.py."""

from sqlalchemy.orm import Session

from casework import survey
from casework.office import Office
from casework.reports.period import Period
from casework.reports.table import Column, Picture, Row, Table, Unit, guarded
from casework.survey import ELEMENTS, WEIGHT, Element, Overall


def table(session: Session, office: Office, period: Period) -> Table:
    """The nine elements, and the index of all."""
    report = survey.report(session, office.mpp, period.first, period.last)
    asked = {element.name: element for element in report.elements}
    whole = survey.overall(report)
    rows = guarded([_row(name, asked.get(name)) for name in ELEMENTS.values()])
    return Table(
        key="ikm",
        title="Kepuasan masyarakat (SKM)",
        told="Sembilan unsur Permenpan RB 14/2017, masing-masing berbobot 1/9. Indeks adalah nilai kali 25. Mutu "
        "menurut batas bawah: A dari 88,31; B dari 76,61; C dari 65,00; D di bawahnya.",
        heading="Unsur",
        columns=(
            Column(name="Jawaban"),
            Column(name="Nilai rata-rata", unit=Unit.MARK),
            Column(name="Nilai kali 1/9", unit=Unit.MARK),
            Column(name="Indeks", unit=Unit.MARK),
            Column(name="Mutu", unit=Unit.WORDS),
        ),
        rows=(*rows, _total(whole, told=not any(row.hidden for row in rows))),
        picture=Picture.BARS,
        drawn=(3,),
        marked=_marked(whole),
    )


def _row(name: str, element: Element | None) -> Row:
    if element is None:
        return Row(name=name, values=(0, None, None, None, "Tidak ditanyakan"))
    grade = element.grade or f"Belum cukup jawaban, kurang {element.needed - element.answers} lagi"
    values = (
        element.answers,
        round(element.mean, 2),
        round(float(element.exact * WEIGHT), 3),
        round(element.index, 2),
        grade,
    )
    return Row(name=name, values=values, people=element.answers)


def _total(whole: Overall, *, told: bool) -> Row:
    if whole.index is None or not told:
        return Row(name="IKM", values=(None, None, None, None, "Belum lengkap"), total=True)
    grade = whole.grade or "Belum cukup jawaban"
    values = (whole.answers, round(whole.mean, 2), round(whole.mean, 3), round(whole.index, 2), grade)
    return Row(name="IKM", values=values, total=True)


def _marked(whole: Overall) -> str:
    if whole.index is None:
        return (
            f"Jawaban sebagian: {whole.asked} dari sembilan unsur ada jawabannya, jadi belum ada IKM. Unsur lain "
            "ditanyakan di loket."
        )
    if whole.grade is None:
        return "Jawaban sebagian: belum setiap unsur punya cukup jawaban, jadi mutunya belum ditetapkan."
    return ""
