"""Fills a voicebank in the background: what every call may need first, then everything else that is known beforehand.

One thread, one phrase at a time; the voice itself works in a process that gives way to calls. A voice that fails
several times in a row is left alone for a while and then tried again; a phrase that fails alone is given up. Knows
nothing of calls.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from speech.joining import piece
from speech.synthesizer import Pace, SynthesisError
from speech.voicebank import Voicebank

FAILURES = 3
"""So many in a row, and it is the voice that fails, not the phrase."""
FIRST_REST_S, LONGEST_REST_S = 30.0, 900.0
"""How long a failing voice is left alone: doubled each time."""
MOST_WAITING = 500
"""Phrases that may wait to be made for next time; further ones are forgotten until they are missed again."""
CLOSING_S = 3.0
"""How long close() waits for the phrase that is being spoken; its process ends with ours in any case."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A piece to be made ready. `opening`: any call may meet it, so natural calls wait for it."""

    text: str
    pace: Pace
    opening: bool = False


_Sound = tuple[str, Pace]
"""What a wanted piece is, whoever wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """How far the filling is: pieces that are ready, of so many, and how many failed by themselves."""

    ready: int
    total: int
    refused: int
    problem: str
    """Why the voice does not speak at the moment; "" when it does."""


class Filling:
    """The work on one voicebank. Pieces are made in the order given; each text as `joining.piece` makes it."""

    def __init__(self, bank: Voicebank, wanted: Iterable[Wanted]) -> None:
        self._bank = bank
        self._missed: deque[Wanted] = deque()
        self._problem = ""
        self._change = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._list(wanted)

    def want(self, wanted: Iterable[Wanted]) -> None:
        """Makes these ready from now on, instead of those of before."""
        with self._change:
            self._list(wanted)
            self._change.notify_all()

    def _list(self, wanted: Iterable[Wanted]) -> None:
        self._todo = deque(dict.fromkeys(wanted))
        self._listed = frozenset(map(_sound, self._todo))
        self._opening_left = sum(item.opening for item in self._todo)
        self._suspects: list[Wanted] = []
        self._ready: set[_Sound] = set()
        self._refused: set[_Sound] = set()

    def start(self) -> None:
        """Begins in a thread of its own."""
        self._thread = threading.Thread(target=self._go_on, name="voice-filling", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stops, and closes the voicebank: the phrase that is being spoken may be lost, and is made next time."""
        with self._change:
            self._closed = True
            self._change.notify_all()
        closing = threading.Thread(target=self._bank.close, name="voice-closing", daemon=True)
        closing.start()
        closing.join(CLOSING_S)
        if self._thread is not None and not closing.is_alive():
            self._thread.join(CLOSING_S)

    @property
    def opened(self) -> bool:
        """Whether everything that any call may meet is ready, or will never be."""
        return self._opening_left <= 0

    @property
    def state(self) -> Filled:
        """How far it is."""
        return Filled(
            ready=len(self._ready), total=len(self._listed), refused=len(self._refused), problem=self._problem
        )

    def missed(self, text: str, pace: Pace) -> None:
        """This was missing in a call; to be made before what nobody has missed yet."""
        item = Wanted(text=piece(text), pace=pace)
        with self._change:
            if item not in self._missed and len(self._missed) < MOST_WAITING:
                self._missed.append(item)
                self._change.notify_all()

    def finish(self, progress: Callable[[Filled], None]) -> Filled:
        """Makes everything ready now, in this thread; `progress` is told after every piece.

        Ends early when the voice fails, with `problem` saying why.
        """
        while self._todo and not self._closed:
            if not self._one(self._todo.popleft()):
                break
            progress(self.state)
        self._give_up_suspects()
        return self.state

    def _go_on(self) -> None:
        with suppress(SynthesisError):
            self._bank.forget(self._listed)
        rest = FIRST_REST_S
        while True:
            with self._change:
                while not (self._closed or self._missed or self._todo):
                    self._give_up_suspects()
                    self._bank.rest()
                    self._change.wait()
                if self._closed:
                    return
                item = self._missed.popleft() if self._missed else self._todo.popleft()
            if self._one(item):
                rest = rest if self._suspects else FIRST_REST_S
                continue
            with self._change:
                self._change.wait_for(lambda: self._closed, rest)
            rest = min(2 * rest, LONGEST_REST_S)

    def _one(self, item: Wanted) -> bool:
        """Makes one piece ready. False when the voice has failed too often and should rest."""
        try:
            self._bank.voice()
            if not self._bank.has(item.text, item.pace):
                self._bank.sound(item.text, item.pace)
            elif item.opening:
                self._bank.ready(item.text, item.pace)  # into memory
        except SynthesisError as error:
            return self._failed(item, error)
        self._give_up_suspects()
        if self._problem:
            log.info("the natural voice speaks again")
            self._problem = ""
        if _sound(item) in self._listed:
            self._ready.add(_sound(item))
            self._refused.discard(_sound(item))
        self._opening_left -= item.opening
        return True

    def _failed(self, item: Wanted, error: SynthesisError) -> bool:
        self._suspects.append(item)
        if len(self._suspects) < FAILURES:
            return True
        if not self._closed and not self._problem:
            log.warning("the natural voice does not speak, calls go on without it: %s", error)
        self._problem = str(error)
        self._todo.extendleft(reversed(self._suspects))
        self._suspects.clear()
        return False

    def _give_up_suspects(self) -> None:
        """Another phrase could be spoken, so those that could not are the reason themselves."""
        for item in self._suspects:
            log.warning("a phrase of %d characters cannot be spoken in the natural voice", len(item.text))
            if _sound(item) in self._listed:
                self._refused.add(_sound(item))
            self._opening_left -= item.opening
        self._suspects.clear()


def _sound(item: Wanted) -> _Sound:
    return item.text, item.pace
