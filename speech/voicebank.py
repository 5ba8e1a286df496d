"""The phrases that one voice has already spoken, in memory and on disk.

A line is cut into phrases (`speech.phrases`), so that each is rendered once and shared by every line that uses it,
and joined again with exact silence. Phrases with a citizen's data are asked for with keep=False and never reach the
disk. It knows nothing of calls, of other voices (see `speech.speaker`), and not how words are said (see
`speech.reading`).
"""

import hashlib
import logging
import os
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import assert_never

from speech import audio, mastering
from speech.phrases import STRETCH, Pause, Phrase, Piece, pieces
from speech.synthesizer import RATES, Pace, Synthesizer

MEMORY_BYTES = 64 * 1024 * 1024
"""Sounds held in memory, about two hours and twenty minutes of speech."""

UNUSED_DAYS = 90
"""After so many days without use a sound is forgotten, unless it is still wanted."""

_DIGEST_BYTES = hashlib.sha256().digest_size

log = logging.getLogger(__name__)


class VoicebankError(RuntimeError):
    """The phrases cannot be kept; the message says what to do."""


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
        self._voice: str | None = None
        try:
            directory.mkdir(parents=True, exist_ok=True)
            probe = directory / f"{secrets.token_hex(4)}.part"
            probe.write_bytes(b"")
            probe.unlink()
            self._on_disk = {path.stem for path in directory.glob("*.sound")}
        except OSError as error:
            raise VoicebankError(
                f"The phrases of the line cannot be kept in {directory}: {error.strerror or error}. Give the "
                "line's user the right to write there, or choose another directory."
            ) from error

    def has(self, phrase: str, pace: Pace) -> bool:
        """Whether this phrase is already spoken, on disk or in memory. Never renders or waits for the voice."""
        key = self._known_key(phrase, pace)
        return key is not None and (key in self._on_disk or key in self._memory)

    def ready(self, phrase: str, pace: Pace) -> bytes | None:
        """The mu-law of a phrase that is already spoken; None when it is not, or its file is broken."""
        key = self._known_key(phrase, pace)
        if key is None:
            return None
        with self._lock:
            sound = self._memory.get(key)
            if sound is not None:
                self._memory.move_to_end(key)
                return sound
        if key not in self._on_disk:
            return None
        sound = self._stored(key)
        with self._lock:
            if sound is not None:
                self._remember(key, sound)
            else:
                self._on_disk.discard(key)
        return sound

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
                    yield pause_sound(milliseconds, pace)
                case _:
                    assert_never(piece)

    def line_sound(self, text: str, pace: Pace, keep: bool = True) -> bytes:
        """A whole line as one mu-law sound. Raises SynthesisError."""
        return b"".join(self.speech(pieces(text), pace, keep))

    def voice(self) -> str:
        """The name of the voice. May wait for it to start; raises SynthesisError."""
        if self._voice is None:
            self._voice = self._synthesizer.voice
        return self._voice

    def forget(self, wanted: Iterable[tuple[str, Pace]]) -> int:
        """Removes files that nobody read in UNUSED_DAYS, of any voice: lines edited since, a voice no longer chosen,
        what a crash left half written. These phrases of this voice stay. Returns how many; raises SynthesisError.
        """
        stay = {self._key(phrase, pace) for phrase, pace in wanted}
        before = time.time() - UNUSED_DAYS * 24 * 3600
        gone = 0
        for path in (*self._directory.glob("*.sound"), *self._directory.glob("*.part")):
            with suppress(OSError):
                if path.stem not in stay and path.stat().st_mtime < before:
                    path.unlink()
                    self._on_disk.discard(path.stem)
                    gone += 1
        return gone

    def rest(self) -> None:
        """Lets the voice give its memory back until it is needed again, if it can."""
        rest = getattr(self._synthesizer, "rest", None)
        if rest is not None:
            rest()

    def close(self) -> None:
        """Lets go of the voice; what is in memory or on disk can still be had."""
        self._synthesizer.close()

    def _known_key(self, phrase: str, pace: Pace) -> str | None:
        return None if self._voice is None else self._key(phrase, pace)

    def _key(self, phrase: str, pace: Pace) -> str:
        named = (self.voice(), f"{pace}-{RATES[pace]}", mastering.VERSION, phrase)
        return hashlib.sha256("\0".join(named).encode()).hexdigest()

    def _remember(self, key: str, sound: bytes) -> None:
        if key in self._memory:
            return
        self._memory[key] = sound
        self._held += len(sound)
        while self._held > self._memory_bytes:
            self._held -= len(self._memory.popitem(last=False)[1])

    def _path(self, key: str) -> Path:
        return self._directory / f"{key}.sound"

    def _stored(self, key: str) -> bytes | None:
        """A file holds the sha256 of the sound, then the sound; anything else is no sound of ours."""
        path = self._path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)  # it is in use: see forget()
        digest, sound = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
        return sound if sound and hashlib.sha256(sound).digest() == digest else None

    def _store(self, key: str, sound: bytes) -> None:
        """A full disk must not cost the caller the sentence: then the sound stays in memory only."""
        part = self._directory / f"{key}.{secrets.token_hex(4)}.part"
        try:
            part.write_bytes(hashlib.sha256(sound).digest() + sound)
            os.replace(part, self._path(key))
            self._on_disk.add(key)
        except OSError as error:
            log.warning("a phrase cannot be kept on disk: %s", error.strerror)
            with suppress(OSError):
                part.unlink()


def pause_sound(milliseconds: int, pace: Pace) -> bytes:
    """mu-law silence so that this much is heard between two phrases, whose sounds have a little at their ends."""
    return audio.silence(max(0, round(milliseconds * STRETCH[pace]) - 2 * mastering.MARGIN_MS))
