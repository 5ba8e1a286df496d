"""What the pages of the content show: the sheets in a list, the fields of one, the changes of a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from casework import content_editions
from casework.content_editions import Change
from casework.content_fields import Field, Kind, braces
from casework.content_folder import Edits, Shipped
from casework.content_sheets import Sheet
from casework.gsm7 import septets
from deps import Services

if TYPE_CHECKING:
    from content_desk import ContentDesk

SHOWN = 110
"""Letters of a value in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sheet in the list."""

    id: str
    title: str
    first: str
    """How its first value begins."""
    changed: bool
    """Whether it says something else than what ships."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One value in a form."""

    id: str
    key: str
    label: str
    hint: str
    error: str
    value: str
    rows: int
    """Lines of its field; 1: a field of one line."""
    day: bool
    original: str
    """What ships, when that is something else."""
    line: str
    """The line of the call that can be heard, or ""."""
    preview: str
    """The SMS with its longest values, or ""."""
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """One value before and after."""

    sheet: str
    title: str
    label: str
    before: str
    after: str
    line: str


def desk_of(here: Services) -> "ContentDesk":
    """Where editors change the content. Raises RuntimeError where that cannot be done."""
    if here.content is None:
        raise RuntimeError("this process has no content to edit")
    return here.content


def rows(shipped: Shipped, edits: Edits, *, group: str, words: str) -> list[Row]:
    """The sheets of a group, or with these words in them."""
    wanted = words.lower().split()
    found = []
    for sheet in shipped.sheets.values():
        values = [shipped.text(field.key, edits) for field in sheet.fields]
        text = " ".join((sheet.title, *values)).lower()
        if all(word in text for word in wanted) if wanted else sheet.group == group:
            first = values[0].replace("|", " ")
            found.append(
                Row(
                    id=sheet.id,
                    title=sheet.title,
                    first=_short(" ".join(first.split())),
                    changed=any(field.key in edits for field in sheet.fields),
                )
            )
    return found


def fields(
    shipped: Shipped, sheet: Sheet, edits: Edits, typed: Mapping[str, str] | None, problems: Mapping[str, str]
) -> list[FieldView]:
    """The fields of a sheet: what was typed, else what the draft has, else what ships."""
    found = []
    for number, field in enumerate(sheet.fields):
        original = shipped.original(field.key)
        value = shipped.text(field.key, edits)
        if typed is not None:
            value = typed.get(field.key, value)
        preview = _preview(shipped, field, value) if field.key.startswith("texts.yaml:") else ""
        found.append(
            FieldView(
                id=f"isian-{number}",
                key=field.key,
                label=field.label,
                hint=_hint(field, original),
                error=problems.get(field.key, ""),
                value=value,
                rows=_height(field, value),
                day=field.kind is Kind.DAY,
                original=original if value != original else "",
                line=line_of(field.key),
                preview=preview,
                length=septets(preview) or 0,
            )
        )
    return found


def changes_of(session: Session, shipped: Shipped) -> list[ChangeView]:
    """What the draft changes of what the line says now."""
    published = content_editions.edits_of(content_editions.in_use(session))
    draft = content_editions.draft(session)
    return views(shipped, published, content_editions.edits_of(draft)) if draft is not None else []


def views(shipped: Shipped, before: Edits, after: Edits) -> list[ChangeView]:
    """What is different between two editions, in the order of the sheets."""
    known = {field.key: (sheet, field) for sheet in shipped.sheets.values() for field in sheet.fields}
    order = {key: place for place, key in enumerate(known)}

    def original(key: str) -> str:
        return shipped.original(key) if key in known else ""

    found = content_editions.changes(before, after, original)
    return [_change(known, one) for one in sorted(found, key=lambda one: order.get(one.key, len(order)))]


def line_of(key: str) -> str:
    """The line of the call at this place, or ""."""
    return key.removeprefix("call.yaml:ucapan/") if key.startswith("call.yaml:ucapan/") else ""


def _change(known: Mapping[str, tuple[Sheet, Field]], one: Change) -> ChangeView:
    sheet, field = known.get(one.key, (None, None))
    return ChangeView(
        sheet=sheet.id if sheet is not None else "",
        title=sheet.title if sheet is not None else "Sudah tidak ada di versi ini",
        label=field.label if field is not None else one.key,
        before=one.before,
        after=one.after,
        line=line_of(one.key),
    )


def _hint(field: Field, original: str) -> str:
    names = sorted(braces(original))
    return (
        f"{field.hint} Diisi otomatis: {', '.join(f'{{{name}}}' for name in names)}." if names else field.hint
    )


def _height(field: Field, value: str) -> int:
    if field.kind in (Kind.LINE, Kind.HOURS, Kind.DAY):
        return 1
    wrapped: Sequence[int] = [1 + len(line) // 60 for line in value.split("\n")]
    return max(2, min(14, sum(wrapped) + 1))


def _preview(shipped: Shipped, field: Field, value: str) -> str:
    """The text as a citizen would get it, with the longest values that there can be."""
    document = shipped.documents["texts.yaml"]
    longest = {**document["contoh_terpanjang"], "mpp": shipped.documents["mpp.yaml"]["nama_sms"]}
    try:
        return value.format(**longest)
    except (KeyError, ValueError, IndexError):
        return ""


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"
