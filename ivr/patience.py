"""How long one question is waited for. Pure: it is told the time and what happens, in seconds of any clock.

After a prompt the caller has the question's patience; between keys a little; while somebody speaks there is no limit
but LONGEST_ANSWER_S, so that a television cannot keep a call open. A caller who had us wait ("tunggu") gets a sign of
life every so often, however much is heard meanwhile.
"""

from ivr.values import Ask

BETWEEN_KEYS_S = 5.0
"""How long to wait for the next key of a longer answer."""
LONGEST_ANSWER_S = 30.0
"""Whoever speaks longer is understood as far as they have come: a code read with long pauses takes less."""
SIGN_S = 10.0
"""While the caller has us wait, a soft sound so often."""
NOISES = 3
"""Noises let the time of a question run anew; all in all it is never more than so many times as long."""
AFTER_NOISE = 0.5
"""Share of its patience that a question has after a noise: that may have stopped our voice, or have been a word that
we do not know, and the caller now waits for us."""
LATE_HELD_S = 8.0
"""Speech that began so shortly before a sign of life is heard to its end first: it may be the caller's answer."""


class Patience:
    """For one question. A caller who had us wait, and of whom only a noise was heard, is waited for `until` the time
    that was set before."""

    def __init__(self, ask: Ask, *, until: float | None = None) -> None:
        self._ask = ask
        self.until = until if ask.hold else None
        """When the question has waited long enough; None while the time does not run."""
        self.sign: float | None = None
        """When a soft sound is due."""
        self.spoken_since: float | None = None
        self._keyed = False
        self._last: float | None = None
        self._due = self.until
        self._short = False

    def idle(self, now: float) -> None:
        """Our voice is quiet: the time runs, unless it does already, or a caller speaks who did not have us wait."""
        if self.until is None and (self.spoken_since is None or self._ask.hold):
            if self._last is None:
                self._last = now + NOISES * self._ask.patience_s
            patience_s = self._ask.patience_s * (AFTER_NOISE if self._short else 1)
            self.until = self._due = min(now + patience_s, self._last)
        if not self._ask.hold or self.spoken_since is not None or self._keyed:
            self.sign = None
        elif self.sign is None:
            self.sign = now + min(SIGN_S, self._ask.patience_s / 2)

    def pressed(self, now: float) -> None:
        """A key that does not complete the answer yet."""
        self._keyed, self.sign, self.spoken_since = True, None, None
        self.until = now + BETWEEN_KEYS_S

    def began(self, now: float) -> None:
        """Somebody begins to speak."""
        self.spoken_since, self.sign = now, None
        if not self._ask.hold:
            self.until = now + LONGEST_ANSWER_S
        elif self._due is not None:
            self.until = max(self._due, min(self._due, now) + LATE_HELD_S)

    def was_nothing(self) -> None:
        """What was heard was no answer. A caller who had us wait has the same time as before; any other may have said
        something that we do not know, and is told soon that we are still there."""
        self.spoken_since, self._short = None, True
        if not self._ask.hold:
            self.until = None

    def wakes(self) -> float | None:
        """When there is something to do though nothing comes in."""
        return min((at for at in (self.until, self.sign) if at is not None), default=None)

    def signs(self, now: float) -> bool:
        """Whether the soft sound is due now; the next one then is not yet."""
        if self.sign is None or now < self.sign:
            return False
        self.sign = None
        return True

    def over(self, now: float) -> bool:
        """Whether the question has waited long enough."""
        return self.until is not None and now >= self.until
