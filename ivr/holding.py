"""A caller who has us wait ("tunggu"): for how long, and what does not end it. Pure.

Behind somebody who looks for a paper a television may be on: what it says neither ends the waiting nor prolongs it.
"""

from dataclasses import replace

from ivr import universal
from ivr.position import Position
from ivr.script import EnterCode, Step
from ivr.values import Said
from speech.grammar import Band
from speech.numbers import read_digits

HOLD_S = 30.0
"""So often the line says that it is still there."""
HOLDS = 10
"""So often, then it offers another way: five minutes."""
MOST_WAITED = 20
"""So often in one call, every "tunggu" counted too: a television that says it now and then cannot keep it open."""


def begun(position: Position) -> Position | None:
    """Waiting from now on; None: this call has waited enough."""
    if position.waited >= MOST_WAITED:
        return None
    return replace(position, held=1, waited=position.waited + 1)


def longer(position: Position) -> Position | None:
    """Waiting on after one more silence; None: long enough."""
    if position.held >= HOLDS or position.waited >= MOST_WAITED:
        return None
    return replace(position, held=position.held + 1, waited=position.waited + 1)


def is_noise(step: Step, said: Said, band: Band) -> bool:
    """Whether this may be anything: no word of ours, or none that is sure. Digits are read back in any case."""
    words = universal.known(said)
    coded = isinstance(step, EnterCode) and bool(read_digits(words))
    return not words or (not coded and band is Band.REFUSE)
