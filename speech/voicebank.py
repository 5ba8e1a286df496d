"""The phrases that the line has already spoken, in memory and on disk, and the pauses between them.

A line is cut into phrases, so that each is rendered once and shared by every line that uses it, and joined
again with exact silence. Phrases with a citizen's data are asked for with keep=False and never reach the disk.
It knows nothing of calls, and not how words are said (see `speech.reading`).
"""

import hashlib
import logging
import os
import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import assert_never

from speech import audio, mastering
from speech.synthesizer import RATES, Pace, SynthesisError, Synthesizer

MEMORY_BYTES = 64 * 1024 * 1024
"""Sounds held in memory, about two hours and twenty minutes of speech."""

SENTENCE_MS, BREATH_MS, REST_MS = 450, 300, 700
"""After a sentence, at "|" and at "||"."""

STRETCH: Mapping[Pace, float] = MappingProxyType({Pace.NORMAL: 1.0, Pace.SLOW: 1.5, Pace.SLOWEST: 2.0})
"""How much longer pauses get when the line speaks slower."""

_BREAK = re.compile(r"\|+|\n+|(?<=[.?!])(?![.?!])")
_DIGEST_BYTES = hashlib.sha256().digest_size

__all__ = ["Pace", "Pause", "Phrase", "Piece", "Voicebank", "VoicebankError"]

log = logging.getLogger(__name__)


class VoicebankError(RuntimeError):
    """The phrases cannot be kept; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words spoken in one go."""

    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence, at the normal pace."""

    milliseconds: int


Piece = Phrase | Pause


def _add_phrase(found: list[Piece], words: str) -> None:
    words = " ".join(words.split())
    if any(character.isalnum() for character in words):
        found.append(Phrase(words))


class Voicebank:
    """Sounds of phrases in one voice. May be used from any thread; blocks while a phrase is rendered."""

    def __init__(
        self, directory: Path, synthesizer: Synthesizer, *, memory_bytes: int = MEMORY_BYTES
    ) -> None:
        """Raises VoicebankError when the directory cannot be made or written to."""
        self._directory = directory
        self._synthesizer = synthesizer
        self._lock = threading.Lock()
        self._memory: OrderedDict[str, bytes] = OrderedDict()
        self._memory_bytes = memory_bytes
        self._held = 0
        self._rendering: dict[str, Future[bytes]] = {}
        self._closed = False
        try:
            directory.mkdir(parents=True, exist_ok=True)
            probe = directory / f"{secrets.token_hex(4)}.part"
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise VoicebankError(
                f"The phrases of the line cannot be kept in {directory}: {error.strerror or error}. Give the "
                "line's user the right to write there, or choose another directory."
            ) from error

    @staticmethod
    def pieces(text: str) -> tuple[Piece, ...]:
        """A line's text as phrases and the pauses after them.

        A pause follows every ".", "?", "!" and new line, and stands where "|" (short) or "||" (long) stands. Of
        several pauses in a row the longest is kept. Numbers and abbreviations must have become words before: every
        full stop ends a sentence.
        """
        found: list[Piece] = []

        def pause(milliseconds: int) -> None:
            last = found[-1] if found else None
            if isinstance(last, Pause):
                found[-1] = Pause(max(last.milliseconds, milliseconds))
            else:
                found.append(Pause(milliseconds))

        start = 0
        for mark in _BREAK.finditer(text):
            _add_phrase(found, text[start : mark.start()])
            pause({"|": BREATH_MS, "||": REST_MS}.get(mark[0][:2], SENTENCE_MS))
            start = mark.end()
        _add_phrase(found, text[start:])
        return tuple(found)

    def sound(self, phrase: str, pace: Pace, keep: bool = True) -> bytes:
        """One phrase as mu-law, rendered at most once however many ask for it. Raises SynthesisError.

        With keep=False it stays in memory only: for phrases that hold a citizen's data.
        """
        key = self._key(phrase, pace)
        with self._lock:
            known = self._memory.get(key)
            if known is not None:
                self._memory.move_to_end(key)
                return known
            coming = self._rendering.get(key)
            if coming is None:
                mine: Future[bytes] = Future()
                self._rendering[key] = mine
        if coming is not None:
            return coming.result()
        try:
            sound = self._stored(key) if keep else None
            if sound is None:
                sound = self._synthesizer.render(phrase, pace)
                if keep:
                    self._store(key, sound)
        except BaseException as error:
            with self._lock:
                del self._rendering[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._remember(key, sound)
            del self._rendering[key]
        mine.set_result(sound)
        return sound

    def speech(self, said: Sequence[Piece], pace: Pace, keep: bool = True) -> Iterator[bytes]:
        """The mu-law of each piece in turn, each made when it is asked for. Raises SynthesisError on the way."""
        for piece in said:
            match piece:
                case Phrase(text):
                    yield self.sound(text, pace, keep)
                case Pause(milliseconds):
                    yield audio.silence(round(milliseconds * STRETCH[pace]))
                case _:
                    assert_never(piece)

    def line_sound(self, text: str, pace: Pace, keep: bool = True) -> bytes:
        """A whole line as one mu-law sound. Raises SynthesisError."""
        return b"".join(self.speech(self.pieces(text), pace, keep))

    def warm(self, phrases: Iterable[str], pace: Pace) -> list[str]:
        """Makes these phrases ready. Returns those that could not be spoken; the others are ready all the same.

        Stops early when the voicebank is closed. Raises SynthesisError when there is no voice at all.
        """
        log.info("making phrases ready in the voice %s", self._synthesizer.voice)
        failed = []
        for phrase in phrases:
            if self._closed:
                break
            try:
                self.sound(phrase, pace)
            except SynthesisError as error:
                log.warning("a phrase cannot be spoken: %s", error)
                failed.append(phrase)
        return failed

    def close(self) -> None:
        """Lets go of the voice; what is in memory or on disk can still be had."""
        self._closed = True
        self._synthesizer.close()

    def _key(self, phrase: str, pace: Pace) -> str:
        named = (self._synthesizer.voice, f"{pace}-{RATES[pace]}", mastering.VERSION, phrase)
        return hashlib.sha256("\0".join(named).encode()).hexdigest()

    def _remember(self, key: str, sound: bytes) -> None:
        self._memory[key] = sound
        self._held += len(sound)
        while self._held > self._memory_bytes:
            self._held -= len(self._memory.popitem(last=False)[1])

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.sound"

    def _stored(self, key: str) -> bytes | None:
        """A file holds the sha256 of the sound, then the sound; anything else is no sound of ours."""
        try:
            content = self._path(key).read_bytes()
        except OSError:
            return None
        digest, sound = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        return sound if sound and hashlib.sha256(sound).digest() == digest else None

    def _store(self, key: str, sound: bytes) -> None:
        """A full disk must not cost the caller the sentence: then the sound stays in memory only."""
        part = self._directory / f"{key}.{secrets.token_hex(4)}.part"
        try:
            part.write_bytes(hashlib.sha256(sound).digest() + sound)
            os.replace(part, self._path(key))
        except OSError as error:
            log.warning("a phrase cannot be kept on disk: %s", error.strerror)
            with suppress(OSError):
                part.unlink()
