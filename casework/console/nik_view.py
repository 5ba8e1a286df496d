"""The page of a case with every NIK hidden, until an officer who works on it asks to see it. Lays out nothing."""

from dataclasses import replace

from casework.console.case_view import CaseView
from casework.nik import holds_one, masked


def hides(case: CaseView) -> bool:
    """Whether something on this page would be hidden."""
    told = [case.told.original or ""] if case.told is not None else []
    words = [case.story, *told, *(one.body for one in case.texts), *(one.text for one in case.timeline)]
    return any(map(holds_one, [*words, *(one.heard for one in case.exchanges)]))


def hidden(case: CaseView) -> CaseView:
    """The same page, with 3273 **** **** **09 for each."""
    told = case.told
    return replace(
        case,
        story=masked(case.story),
        told=replace(told, original=masked(told.original)) if told is not None and told.original else told,
        texts=[replace(one, body=masked(one.body)) for one in case.texts],
        timeline=[replace(one, text=masked(one.text)) for one in case.timeline],
        exchanges=[replace(one, heard=masked(one.heard), said=masked(one.said)) for one in case.exchanges],
    )
