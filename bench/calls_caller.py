"""One of many callers at once, for bench/calls.py: what they do in each 20 ms, and what is read off the clock.

A caller asks for the status of a code by keys, says things at the menu over the prompts, leaves a message that
becomes a case, and hangs up; whoever has spoken for less than SPEAKS of the call speaks as soon as the line does. A
caller of a server without a dialogue only speaks. Times are of the monotonic clock, in seconds.
"""

import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from calls_socket import CallSocket

SPEAKS = 0.30
"""The share of the time in which a caller speaks."""
FRAME_S = 0.02
PAUSE_S = 0.15
"""After so long without media the next one begins a new answer."""
SAME_S = 1.0
"""Sound that goes on sooner was one prompt with a gap in it."""
ANSWER_S = 8.0
GREETING_S = 40.0
CODES = ("48213096", "51730424", "26094174")
MOST_SAID, LEAVE_MESSAGE = 8, 0.5
"""How many things a caller says at most, and how many of them leave a message: no two calls go in step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What a caller says: frames as the carrier writes them, and which of them are truly the first and last voice."""

    frames: list[bytes]
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """What callers say, and what is heard of them when they say nothing."""

    words: list[Utterance]
    story: list[Utterance]
    quiet: list[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer to something said."""

    call_sid: str
    at: float
    gap_ms: float


@dataclass(slots=True, kw_only=True)
class Measured:
    """What all callers measured while it counted."""

    answers: list[Heard] = field(default_factory=list)
    barge_in_ms: list[float] = field(default_factory=list)
    audio_gaps_ms: list[float] = field(default_factory=list)
    """Gaps inside a prompt."""
    unheard: int = 0
    """Things said to which nothing came in ANSWER_S."""
    lost: int = 0
    """Calls that ended without the caller's doing and without goodbye."""
    frames: int = 0
    spoken: int = 0


class Caller:
    """A call from its opened socket to its end. `tick` is called every 20 ms."""

    def __init__(self, voices: Voices, clock: Callable[[], float], *, number: int, dialogue: bool) -> None:
        self._voices, self._clock, self._dialogue = voices, clock, dialogue
        self._chance = random.Random(number)  # noqa: S311 - no secret
        self.socket: CallSocket | None = None
        self.call_sid = ""
        self.over = self._leaving = False
        self._measured = Measured()
        self._says: deque[bytes] = deque()
        self._marks: deque[tuple[float, str]] = deque()
        self._last_media = self._ends = 0.0
        self._onset = self._cleared = 0.0
        self._notice_heard = not dialogue
        self._in_prompt = False
        self._frames = self._spoken = 0
        self._life = self._lives()

    def heard(self, kind: str, value: Any) -> None:
        """What the line sent."""
        now = self._clock()
        if kind == "media":
            if self._in_prompt and 0.0 < now - self._ends < SAME_S:
                self._measured.audio_gaps_ms.append((now - self._ends) * 1000)
            if now - self._last_media > PAUSE_S:
                self._onset = now
            self._last_media, self._in_prompt = now, True
            self._ends = max(now, self._ends) + value / 1000
        elif kind == "mark":
            self._marks.append((self._ends, value))
            if value.startswith("turn"):
                self._in_prompt = False
        elif kind == "clear":
            self._cleared, self._ends, self._in_prompt = now, now, False
            self._marks = deque((now, name) for _, name in self._marks)
        elif kind == "closed":
            if not self.over and not self._leaving and self._dialogue:
                self._measured.lost += 1
            self.over = True

    def tick(self, measured: Measured) -> None:
        """Sends one frame, and decides what to do next."""
        if self.over or self.socket is None:
            return
        self._measured, now = measured, self._clock()
        self._frames += 1
        measured.frames += 1
        if self._says:
            self._spoken += 1
            measured.spoken += 1
            self.socket.frame(self._says.popleft())
        else:
            self.socket.frame(self._voices.quiet[self._frames % len(self._voices.quiet)])
        while self._marks and self._marks[0][0] <= now:
            name = self._marks.popleft()[1]
            self._notice_heard = self._notice_heard or name.startswith("protected")
            self.socket.mark(name)
        if next(self._life, None) is None:
            self.hang_up()

    def hang_up(self) -> None:
        """Ends the call."""
        self._leaving = True
        if self.socket is not None:
            self.socket.stop()
        self.over = True

    # What a caller does, one step each 20 ms: everything yields True until the call is over --------------------

    def _lives(self) -> Iterator[bool]:
        yield from self._until(lambda: self._last_media > 0 and self._notice_heard, GREETING_S)
        if self._dialogue:
            yield from self._wait(self._chance.uniform(0.2, 1.5))
            yield from self._keys("1", self._chance.choice(CODES), "1")
            yield from self._wait(self._chance.uniform(1.0, 3.0))
            yield from self._keys("2")
        for _ in range(self._chance.randint(1, MOST_SAID)):
            yield from self._says_something(self._chance.choice(self._voices.words))
            if self._dialogue:
                yield from self._wait(0.6)
                yield from self._keys("9")
        if self._dialogue and self._chance.random() < LEAVE_MESSAGE:
            yield from self._keys("0", "2", "1")
            yield from self._until(lambda: self._clock() > self._ends + 0.3, 12.0)
            self._say(self._chance.choice(self._voices.story))
            yield from self._until(lambda: not self._says, 30.0)
            yield from self._keys("#")
            yield from self._wait(6.0)

    def _says_something(self, said: Utterance) -> Iterator[bool]:
        yield from self._until(self._turn_to_speak, 12.0)
        self._say(said)
        hears = self._ends > self._clock() + 0.1
        before = self._cleared
        yield from self._until(lambda: len(self._says) < len(said.frames) - said.first, 5.0)
        onset = self._clock()
        yield from self._until(lambda: len(self._says) < len(said.frames) - said.last, 30.0)
        last = self._clock()
        if hears and self._cleared > max(before, onset):
            self._measured.barge_in_ms.append((self._cleared - onset) * 1000)
        yield from self._until(lambda: self._onset > last, ANSWER_S)
        if self._onset > last:
            gap_ms = (self._onset - last) * 1000
            self._measured.answers.append(Heard(call_sid=self.call_sid, at=self._onset, gap_ms=gap_ms))
        else:
            self._measured.unheard += 1

    def _turn_to_speak(self) -> bool:
        """The line has spoken for a moment or is quiet, and the caller has spoken for less than their share."""
        moment = 0.8 if self._spoken < SPEAKS * self._frames else 4.0
        return self._clock() > self._onset + moment and self._clock() > self._last_media - 10

    def _say(self, said: Utterance) -> None:
        self._says.extend(said.frames)

    def _keys(self, *every: str) -> Iterator[bool]:
        assert self.socket is not None  # noqa: S101 - for the type checker
        for keys in every:
            for key in keys:
                self.socket.key(key)
                yield from self._wait(0.3)
            yield from self._wait(1.2)

    def _wait(self, seconds: float) -> Iterator[bool]:
        for _ in range(round(seconds / FRAME_S)):
            yield True

    def _until(self, happened: Callable[[], bool], within_s: float) -> Iterator[bool]:
        until = self._clock() + within_s
        while not happened() and self._clock() < until:
            yield True
