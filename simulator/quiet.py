"""How long a caller was left in silence: from the sound that came, what the caller did, and what the line waits for.

While the line waits for the caller's answer, or for more of it, silence is the caller's turn and not dead air.
Times are of the monotonic clock, in seconds. Knows no protocol.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from simulator.ear import Sound


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The caller has said or pressed something, which ended `at`; so long the line may wait for more of it."""

    at: float
    waits_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """From `at` on the line waits so long for the caller before it speaks again by itself."""

    at: float
    patience_s: float


@dataclass(slots=True)
class Silences:
    """Whose turn it was, as the caller noted it."""

    acts: list[Act] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def dead_air(self, sounds: Sequence[Sound], *, began: float, ended: float) -> tuple[float, float]:
        """(the longest time in which nothing was heard and it was not the caller's turn, when it was over). `ended`:
        by the line; for a call that the caller has hung up give the end of the last sound."""
        longest, at = 0.0, began
        before = heard_until = began
        for starts, until in (*((one.at, one.until) for one in sounds if one.mulaw), (ended, ended)):
            dead = self._dead(before, heard_until, starts)
            if dead > longest:
                longest, at = dead, starts
            before, heard_until = starts, max(heard_until, until)
        return longest, at

    def _dead(self, since: float, quiet_from: float, until: float) -> float:
        """Of the silence between `quiet_from` and `until`; the sound before it began at `since`."""
        acts = [act for act in self.acts if since < act.at <= until]
        if acts:
            return until - max(quiet_from, acts[-1].at) - acts[-1].waits_s
        patience = next((asked.patience_s for asked in reversed(self.asked) if asked.at <= until), 0.0)
        return until - quiet_from - patience
