"""The dialogue as one drawing (SVG): its steps as boxes in columns, the ways between them as curves. Pure.

Steps stand in the column of how many steps lead to them. Ways to one of the next columns are drawn; a way that goes
back or far is written under its step, because lines across the drawing would hide the rest. With the numbers of a day
each way says how many calls took it, and is as thick as that; each step says where callers had trouble.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from casework.call_ways import Numbers
from ivr import graph_numbers, script
from ivr.graph_numbers import LONGEST
from ivr.script import Script, Step
from ivr.script_check import leads_to

WIDTH, HEIGHT = 210, 58
ACROSS, DOWN = 300, 112
MARGIN, TOP = 40, 130
FAR = 2
"""Columns that a line may cross."""
LINE = 36
"""Letters in a line under a step."""

COLOURS: Mapping[type, tuple[str, str]] = {
    script.AskFreely: ("#0b5d3b", "#e3f4ea"),
    script.Menu: ("#1d4e89", "#e6f0fa"),
    script.YesNo: ("#1d4e89", "#e6f0fa"),
    script.EnterCode: ("#1d4e89", "#e6f0fa"),
    script.PickService: ("#1d4e89", "#e6f0fa"),
    script.RecordStory: ("#8a4b08", "#fdf1e0"),
    script.Connect: ("#8a4b08", "#fdf1e0"),
    script.Do: ("#5b3a8c", "#f1ebfa"),
    script.Goodbye: ("#444444", "#eeeeee"),
}
TROUBLE = "#8a1f11"
PLAIN = ("#666666", "#ffffff")
KINDS: Mapping[type, str] = {
    script.AskFreely: "pertanyaan bebas", script.Menu: "pilihan", script.YesNo: "ya atau tidak",
    script.EnterCode: "kode", script.PickService: "pilih layanan", script.RecordStory: "rekam",
    script.Connect: "sambungkan", script.Do: "lakukan", script.Goodbye: "selesai", script.Say: "ucap",
    script.Branch: "menurut jawaban", script.Resume: "lanjut yang tadi",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Where a step is drawn: the upper left corner, in pixels."""

    x: int
    y: int


def drawing(found: Script, numbers: Numbers | None = None) -> str:
    """The whole dialogue as an SVG document, with the numbers of a day if they are given."""
    boxes = placed(found)
    width = max(box.x for box in boxes.values()) + WIDTH + MARGIN
    height = max(box.y for box in boxes.values()) + HEIGHT + MARGIN
    arrived: dict[str, int] = {}
    ways = []
    for name, step in found.steps.items():
        for to, label in _ways(found, step):
            if to in boxes and _near(boxes[name], boxes[to]):
                counted = None if numbers is None else numbers.along(name, to)
                thick = graph_numbers.thickness(numbers, counted)
                words = graph_numbers.labelled(label, counted)
                ways.append(_way(boxes[name], boxes[to], words, arrived.get(to, 0), thick))
                arrived[to] = arrived.get(to, 0) + bool(label or counted)
    steps = "\n".join(_box(found, name, boxes, numbers) for name in found.steps)
    title, described = graph_numbers.title(numbers)
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" \
viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="13" \
role="img" aria-labelledby="judul-gambar uraian-gambar">
<title id="judul-gambar">{title}</title>
<desc id="uraian-gambar">{described}</desc>
<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="10" markerHeight="10" \
markerUnits="userSpaceOnUse" orient="auto">\
<path d="M0 0 8 4 0 8z" fill="#555"/></marker></defs>
<rect width="100%" height="100%" fill="#fff"/>
<text x="{MARGIN}" y="46" font-size="24" font-weight="600" fill="#222">{title}</text>
<text x="{MARGIN}" y="72" fill="#555">Tombol yang ditekan, atau hasilnya. Tidak digambar: 0 petugas, \
9 ulangi, * kembali, dan yang lain yang berlaku di mana-mana.</text>
<text x="{MARGIN}" y="94" fill="#555">Hijau: pertanyaan bebas. Biru: pertanyaan. Ungu: yang dikerjakan sistem. \
Cokelat: orang atau pesan. Abu-abu: akhir.</text>
<g fill="none">
{"".join(ways)}
</g>
{steps}
</svg>
"""


def placed(found: Script) -> dict[str, Box]:
    """Each step's place: its column says how many steps come before it at least, its row keeps ways short."""
    column: dict[str, int] = {}
    for start in (found.start, found.call_back, found.notice, found.crowded, found.officer, found.emergency):
        waiting = [start] if start not in column else []
        if waiting:
            column[start] = 0
        while waiting:
            name = waiting.pop(0)
            for to in leads_to(found.steps[name]):
                if to not in column and to in found.steps:
                    column[to] = column[name] + 1
                    waiting.append(to)
    before: dict[str, list[str]] = {}
    for name, step in found.steps.items():
        for to in leads_to(step):
            before.setdefault(to, []).append(name)
    rows: dict[str, float] = {}
    boxes: dict[str, Box] = {}
    for at in range(max(column.values()) + 1):
        here = [name for name in found.steps if column.get(name) == at]
        wished = {
            name: sum(known) / len(known) if (known := _known(rows, before.get(name, []))) else len(rows)
            for name in here
        }
        last = -1.0
        for name in sorted(here, key=lambda name: wished[name]):
            last = max(last + 1, min(wished[name], last + 3))
            rows[name] = last
            boxes[name] = Box(x=MARGIN + at * ACROSS, y=TOP + int(last * DOWN))
    return boxes


def _known(rows: Mapping[str, float], names: list[str]) -> list[float]:
    return [rows[name] for name in names if name in rows]


def _ways(found: Script, step: Step) -> list[tuple[str, str]]:
    """The steps that follow, each once, with the keys or outcomes that lead there."""
    labels: dict[str, list[str]] = {}
    match step:
        case script.Menu(choices=choices, on_failure=failed):
            for choice in choices:
                labels.setdefault(choice.then, []).append(choice.key)
            labels.setdefault(failed, [])
        case script.AskFreely():
            for choice in step.choices:
                labels.setdefault(choice.then, []).append(choice.key)
            for to in (step.then, step.which_service, step.which_intent, *(one.then for one in step.others)):
                labels.setdefault(to, []).append("kata")
            labels.setdefault(step.on_failure, [])
        case script.YesNo(yes=yes, no=no):
            labels.setdefault(yes, []).append("ya")
            labels.setdefault(no, []).append("tidak")
        case script.Do(results=results):
            for name, result in results.items():
                labels.setdefault(result.then, []).append(name.replace("_", " "))
        case script.Branch(ways=ways, otherwise=otherwise):
            for answer, to in ways.items():
                labels.setdefault(to, []).append(answer)
            labels.setdefault(otherwise, []).append("lainnya")
        case _:
            labels = {to: [] for to in leads_to(step)}
    found_labels = [(to, ", ".join(dict.fromkeys(label))) for to, label in labels.items()]
    return [(to, label) for to, label in found_labels if to != found.officer or label]


def _near(start: Box, end: Box) -> bool:
    return start.x < end.x <= start.x + FAR * ACROSS


def _way(start: Box, end: Box, label: str, place: int, thick: float) -> str:
    """A curve; its label stands at its end, above those that stand there already."""
    x, y = start.x + WIDTH, start.y + HEIGHT // 2
    to_x, to_y = end.x, end.y + HEIGHT // 2
    bend = max(40, (to_x - x) // 2)
    path = f"M{x} {y}C{x + bend} {y} {to_x - bend} {to_y} {to_x} {to_y}"
    drawn = f'<path d="{path}" stroke="#888" stroke-width="{thick:.1f}" marker-end="url(#tip)"/>'
    if not label:
        return drawn
    words = escape(label if len(label) <= LONGEST else label[: LONGEST - 1] + "…")
    return f'{drawn}<text x="{to_x - 10}" y="{to_y - 6 - 13 * place}" text-anchor="end" fill="#333" \
stroke="#fff" stroke-width="3" paint-order="stroke" font-size="11">{words}</text>'


def _elsewhere(found: Script, name: str, boxes: Mapping[str, Box], numbers: Numbers | None) -> list[str]:
    """The ways that are not drawn, in lines of text."""
    ways = _ways(found, found.steps[name])
    told = [
        f"{label} → {to}".strip() + graph_numbers.counted(numbers, name, to)
        for to, label in ways
        if to in boxes and not _near(boxes[name], boxes[to])
    ]
    lines = [""]
    for each in told:
        if lines[-1] and len(lines[-1]) + len(each) > LINE:
            lines.append("")
        lines[-1] += f"   {each}" if lines[-1] else each
    return lines[:3]


def _box(found: Script, name: str, boxes: Mapping[str, Box], numbers: Numbers | None) -> str:
    step, box = found.steps[name], boxes[name]
    others = "".join(
        f'<text x="{box.x + 4}" y="{box.y + HEIGHT + 13 * at}" font-size="10" fill="#595959">{escape(words)}</text>'
        for at, words in enumerate(_elsewhere(found, name, boxes, numbers), start=1)
        if words
    )
    line, fill = COLOURS.get(type(step), PLAIN)
    full = _says(found, step)
    short = full if len(full) <= LONGEST else full[: LONGEST - 1] + "…"
    calls, trouble = graph_numbers.came(numbers, name), graph_numbers.trouble(numbers, name)
    above = 4 if calls else 0
    counts = "".join(
        f'<text x="{box.x + 10}" y="{y}" font-size="10" font-weight="600" fill="{colour}">{words}</text>'
        for y, colour, words in ((box.y + 52, "#222", calls), (box.y - 5, TROUBLE, trouble))
        if words
    )
    return f"""<g><title>{escape(name)}: {escape(full)}</title>
<rect x="{box.x}" y="{box.y}" width="{WIDTH}" height="{HEIGHT}" rx="8" fill="{fill}" stroke="{line}"/>
<text x="{box.x + 10}" y="{box.y + 20 - above // 2}" font-weight="600" fill="{line}">{escape(name)}</text>
<text x="{box.x + WIDTH - 10}" y="{box.y + 20 - above // 2}" text-anchor="end" font-size="10" fill="#666">\
{KINDS[type(step)]}</text>
<text x="{box.x + 10}" y="{box.y + 42 - above}" font-size="11" fill="#333">{escape(short)}</text>\
{counts}{others}</g>"""


def _says(found: Script, step: Step) -> str:
    """The first words of the step, as a person reads them."""
    match step:
        case (
            script.Say(lines=(first, *_))
            | script.Goodbye(lines=(first, *_))
            | script.Connect(lines=(first, *_))
        ):
            return _plain(found.lines.get(first, first))
        case script.Do(command=command):
            return command.replace("_", " ")
        case script.Branch(answer=answer):
            return f"menurut {answer}"
        case _:
            return _plain(found.lines.get(getattr(step, "prompt", ""), ""))


def _plain(text: str) -> str:
    return " ".join(text.replace("|", " ").split())
