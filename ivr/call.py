"""A running call: speaks a turn, waits for its answer, takes the next turn, until goodbye.

Knows the clock and the sound, but neither the carrier (see `media`) nor the database (see `store`). One task
reads what comes in and decides; another speaks (`mouth`). Barge-in: a key or speech stops the voice at once, except
in protected lines. Nothing is lost in between: what comes while a turn is taken waits in the stream and belongs to
the next question (decision 21).
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

import structlog

from casework.codes import LENGTH
from ivr import universal
from ivr.ahead import code_ahead
from ivr.alarm import Alarm
from ivr.ear import Ear
from ivr.media import Gone, Key, MediaEvent, MediaLine, Played, Sound, StreamRefused
from ivr.mouth import SIGN, Mouth
from ivr.patience import Patience
from ivr.phone_service import PhoneService
from ivr.store import CallStore
from ivr.telling import Telling
from ivr.turns import Taken
from ivr.values import Ask, Heard, Pressed, Record, Recorded, Said, Silence, Started, TooBusy, Transfer
from speech.endpointing import Change
from speech.grammar import Band, Digits
from speech.hearing import Transcript

log = structlog.get_logger()

NOTICE_WORDS_MS = 600
"""Who spoke for so long while a protected line was said is told afterwards that they may speak now. A "halo" is
shorter: the question alone answers it."""
LATE_NOTICE_S = 2.0
"""Who begins to speak so shortly before the end of a protected line is heard; who spoke earlier begins anew."""

T = TypeVar("T")


class CallGone(Exception):
    """The stream ended."""


class RunningCall:
    """One live call. `run` returns when the stream may be closed, and the carrier goes on with the call."""

    def __init__(self, line: MediaLine, phone: PhoneService, store: CallStore) -> None:
        self._line, self._phone, self._store = line, phone, store
        self._ear = Ear(phone.recognizer, phone.workload)
        self._mouth = Mouth(line, phone, self._ear.echo, self._first_sound)
        self._loop = asyncio.get_running_loop()
        self._alarm = Alarm()
        self._notes: set[asyncio.Future[None]] = set()
        self._keys_ahead: list[str] = []
        """Keys pressed before their question could be answered."""
        self._code_ahead: Said | None = None
        """A code that was said together with the answer before it."""
        self._waited_until: float | None = None
        self._answered_at = self._loop.time()
        """When the caller's last answer ended."""
        self._took: dict[str, int] = {}
        self._spoke_over = False
        """Whether they said something while a protected line was said, and nothing was made of it."""

    async def run(self, going_on: Taken | None = None) -> None:
        """Takes turns until goodbye, a transfer, or the end of the stream; from this turn on, if one is given.

        Where the machine listens to as many calls as it can, this one is asked for keys from its beginning.
        """
        admitted = self._phone.workload.admit()
        try:
            taken = going_on if going_on else await self._take(Started(speech=admitted))
            while True:
                heard = await self._play_and_wait(taken)
                if heard is None:
                    return
                taken = await self._take(heard)
        except CallGone:
            log.info("stream ended", call=self._store.call_id)
        finally:
            if admitted:
                self._phone.workload.leave()
            self._alarm.close()
            self._mouth.close()
            await asyncio.gather(*self._notes, return_exceptions=True)

    async def _take(self, heard: Heard) -> Taken:
        """The next turn. The caller is told when finding it takes long."""
        began = self._loop.time()
        taken = await self._mouth.meanwhile(self._blocking(self._store.take, heard), self._answered_at)
        self._took["stored_ms"] = int((self._loop.time() - began) * 1000)
        if taken.say:
            self._waited_until = None
        return taken

    async def _play_and_wait(self, taken: Taken) -> Heard | None:
        self._mouth.start(taken)
        match taken.wait:
            case Ask():
                return await self._ask(taken.wait)
            case Record():
                return await self._record(taken.wait)
            case Transfer() | None:
                while self._mouth.speaking:
                    await self._next(None)
                return None

    def _first_sound(self, number: int) -> None:
        waited = int((self._loop.time() - self._answered_at) * 1000)
        log.info("turn", call=self._store.call_id, turn=number, first_sound_ms=waited, **self._took)
        self._took = {}
        note = self._blocking(self._store.note_delay, number, waited)
        self._notes.add(note)
        note.add_done_callback(self._notes.discard)

    async def _next(self, deadline: float | None) -> MediaEvent | None:
        """The next event, or None at the deadline. Marks are dealt with here.

        Raises CallGone, and whatever kept our voice from speaking: a call must not go on in silence.
        """
        self._mouth.check()
        limits = [at for at in (deadline, self._mouth.gives_up()) if at is not None]
        try:
            event = await self._alarm.wait(self._line.receive(), min(limits) if limits else None)
        except TimeoutError:
            if deadline is None or self._loop.time() < deadline:
                self._mouth.give_up()
            return None
        if isinstance(event, Gone):
            raise CallGone
        if isinstance(event, Played):
            self._mouth.played(event.mark)
        return event

    async def _ask(self, ask: Ask) -> Heard:
        """Waits for keys or speech."""
        self._listen(ask)
        if (code := self._code_said_ahead(ask)) is not None:
            await self._mouth.hush()
            return code
        patience, keys = Patience(ask, until=self._waited_until), ""
        while True:
            if self._keys_ahead and not self._mouth.protected:
                key = self._keys_ahead.pop(0)
                if key == "#" and ask.keys == 1:
                    continue  # it ended a recording that had ended by itself
                await self._mouth.hush()
                keys += key
                if (pressed := _pressed(keys, ask.keys)) is not None:
                    return pressed
                patience.pressed(self._loop.time())
                continue
            if not self._mouth.speaking:
                patience.idle(self._loop.time())
            if patience.over(self._loop.time()):
                self._answered_at = self._loop.time()
                if patience.spoken_since is not None and not ask.hold and not keys:
                    return await self._understood(ask) or Silence()
                return Pressed(keys=keys) if keys else Silence()
            event = await self._next(patience.wakes())
            if self._spoke_over and not self._mouth.protected:
                self._spoke_over = False
                ours = self._ear.echo.delay_frames is not None  # until it was known it was taken for a caller
                if not ours and not self._keys_ahead and patience.spoken_since is None:
                    await self._mouth.invite()
            if patience.signs(self._loop.time()):
                await self._mouth.send(SIGN)
            match event:
                case Key(key=key):
                    self._ear.mute_key()
                    self._keys_ahead.append(key)
                    self._answered_at = self._loop.time()
                case Sound(mulaw=mulaw) if ask.speech is not None and not keys:
                    if (heard := await self._heard(ask, patience, mulaw)) is not None:
                        return heard
                case Sound(mulaw=mulaw):
                    self._ear.let_pass(mulaw)
                case _:
                    pass

    def _listen(self, ask: Ask) -> None:
        self._ear.listen(ask.speech, more_ms=ask.more_ms)

    async def _heard(self, ask: Ask, patience: Patience, mulaw: bytes) -> Heard | None:
        """What this piece of sound completes: an answer, or nothing yet."""
        protected = self._mouth.protected
        self._ear.prompting(self._mouth.speaking)
        change = self._ear.hear(mulaw)
        now = self._loop.time()
        if protected:
            since = patience.spoken_since
            if change is Change.ENDED or self._ear.overrun or (since and now - since > LATE_NOTICE_S):
                self._spoke_over |= self._ear.said_something(NOTICE_WORDS_MS)
                self._listen(ask)
                patience.was_nothing()
            elif change is Change.BEGAN:
                patience.began(now)
            return None
        if self._ear.overrun:
            log.warning("too busy to listen", call=self._store.call_id)
            return TooBusy()
        if self._mouth.speaking and self._ear.interrupts:
            await self._mouth.hush()
        if change is Change.BEGAN:
            patience.began(now)
        elif change is Change.ENDED:
            self._answered_at = now - self._ear.quiet_ms / 1000
            said = await self._understood(ask)
            if said is not None:
                if ask.hold:
                    self._waited_until = patience.until
                await self._mouth.hush()
                return said
            self._listen(ask)
            patience.was_nothing()
        return None

    async def _understood(self, ask: Ask) -> Said | None:
        """What was said; None for a noise, and for anything without a word in it while we wait."""
        spoken, noise, began = self._ear.spoken_ms, self._ear.maybe_noise, self._loop.time()
        cough = self._ear.maybe_cough
        self._took = {"wait_ms": self._ear.quiet_ms}
        found = await self._ear.answer()
        if self._is_nothing(ask, found, noise=noise, cough=cough):
            return None
        least = min((word.confidence for word in found.each), default=None)
        said = Said(
            words=found.words, confidence=found.confidence, alternatives=found.alternatives, least=least
        )
        said, self._code_ahead = await code_ahead(self._ear, self._phone.script, ask, said, found, spoken)
        self._took["words_ms"] = int((self._loop.time() - began) * 1000)
        return said

    def _is_nothing(self, ask: Ask, found: Transcript, *, noise: bool, cough: bool) -> bool:
        """Whether nobody said anything to us. A recogniser finds a word in every cough, but is not sure of it."""
        if self._ear.no_voice:
            return True
        if found.words.replace(universal.UNKNOWN, "").strip() == "":
            return noise or ask.hold
        if ask.speech is None:
            return False
        band = ask.speech.bands.of(found.confidence)
        return (noise and band is Band.REFUSE) or (cough and band is not Band.ACCEPT)

    def _code_said_ahead(self, ask: Ask) -> Said | None:
        """The code that came with the last answer, where this question asks for one."""
        code, self._code_ahead = self._code_ahead, None
        asks = isinstance(ask.speech, Digits) and ask.speech.length == LENGTH
        return code if asks and not self._keys_ahead else None

    async def _record(self, record: Record) -> Heard:
        """A hang-up keeps what was told so far."""
        telling = Telling(self._ear, self._mouth, self._next)
        try:
            await telling.listen(record)
        except (CallGone, StreamRefused):
            if telling.enough:
                await self._blocking(self._store.take, await self._keep(telling))
            raise
        self._answered_at = self._loop.time()
        return await self._keep(telling) if telling.enough else Silence()

    async def _keep(self, telling: Telling) -> Recorded:
        return await self._blocking(self._store.keep_recording, telling.sound)

    def _blocking(self, work: Callable[..., T], *args: object) -> "asyncio.Future[T]":
        return self._loop.run_in_executor(self._phone.threads, work, *args)


def _pressed(keys: str, wanted: int) -> Pressed | None:
    """The answer, once these keys are one."""
    if keys.endswith("#"):
        return Pressed(keys=keys[:-1])
    if len(keys) >= wanted or keys.endswith("*"):
        return Pressed(keys=keys)
    return None
