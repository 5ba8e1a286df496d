"""Follows TwiML: asks the line what to do, does it verb by verb, and asks again where a verb says so.

The end of a document is the end of the call. A media stream that has ended leads to the next verb.
"""

import asyncio
import contextlib
from enum import Enum
from typing import assert_never

import httpx2

from simulator import dialling, verbs
from simulator.collecting import KeyCollector, Recorder
from simulator.documents import Documents, Fetch
from simulator.leg import HungUp, Leg
from simulator.media import MediaStream, StreamRefused
from simulator.prompts import Prompts
from simulator.recordings import hand_over
from simulator.sids import new_sid
from simulator.tones import BEEP
from speech import audio

MOST_DOCUMENTS = 1000
"""A line that only ever redirects must not keep us forever."""


class _Then(Enum):
    NEXT_VERB = "next verb"
    END = "end"


_Next = Fetch | _Then


class Following:
    """One call."""

    def __init__(self, leg: Leg) -> None:
        self.documents = Documents(leg)
        self._leg = leg
        self._prompts = Prompts(leg, self.documents)
        self.hung_up = False
        """Whether a document said so; else the last one came to its end."""

    async def follow(self, url: str) -> None:
        """Follow the line from this address to the end of the call. Raises HungUp when the caller ends it."""
        fetch = Fetch(url=url)
        for _ in range(MOST_DOCUMENTS):
            following = await self._perform(await self._leg.while_connected(self.documents.fetch(fetch)))
            if not isinstance(following, Fetch):
                return
            fetch = following
        self._leg.journal.violation(12100, f"more than {MOST_DOCUMENTS} documents in one call")

    async def _perform(self, document: list[verbs.Verb]) -> _Next:
        if self.documents.status == "ringing":
            if document and isinstance(document[0], verbs.Reject):
                self.documents.status = "busy"
                return _Then.END
            self.documents.status = "in-progress"
            self._leg.journal.note("answered")
        for verb in document:
            self._leg.journal.note("verb", name=type(verb).__name__)
            following = await self._do(verb)
            if following is not _Then.NEXT_VERB:
                return following
        return _Then.END

    async def _do(self, verb: verbs.Verb) -> _Next:
        match verb:
            case verbs.Say() | verbs.Play() | verbs.Pause():
                await self._leg.while_connected(self._prompts.play([verb]))
                return _Then.NEXT_VERB
            case verbs.Gather():
                return await self._gather(verb)
            case verbs.Record():
                return await self._record(verb)
            case verbs.Dial():
                return await self._dial(verb)
            case verbs.Connect():
                return await self._connect(verb)
            case verbs.Redirect():
                return self._action(verb.url, verb.method)
            case verbs.Hangup() | verbs.Reject():
                self.hung_up = True
                return _Then.END
        assert_never(verb)

    def _action(self, action: str, method: str, params: dict[str, str] | None = None) -> Fetch:
        return Fetch(url=self.documents.absolute(action), method=method, params=params or {})

    # Keys ---------------------------------------------------------------------------------------------------

    async def _gather(self, gather: verbs.Gather) -> _Next:
        collector = KeyCollector(gather, self._leg.ear)
        self._leg.listen(collector)
        try:
            await self._leg.while_connected(self._collect(gather, collector))
        finally:
            self._leg.listen(None)
        if not collector.keys and not gather.action_on_empty:
            return _Then.NEXT_VERB
        params = {"Digits": collector.keys, "FinishedOnKey": collector.finish_key}
        return self._action(gather.action, gather.method, params)

    async def _collect(self, gather: verbs.Gather, collector: KeyCollector) -> None:
        prompts = asyncio.ensure_future(self._prompts.play(gather.prompts))
        pressed = asyncio.ensure_future(collector.next())
        try:
            await asyncio.wait({prompts, pressed}, return_when=asyncio.FIRST_COMPLETED)
            if prompts.done():
                prompts.result()  # so that its error is not lost
        finally:
            for task in (prompts, pressed):
                task.cancel()
            await asyncio.gather(prompts, pressed, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            while not collector.finished:
                await asyncio.wait_for(collector.next(), gather.timeout / self._leg.pace)

    # Recordings ---------------------------------------------------------------------------------------------

    async def _record(self, record: verbs.Record) -> _Next:
        leg = self._leg
        if record.beep:
            leg.ear.play(BEEP)
            await leg.while_connected(leg.ear.heard_all())
        recorder = Recorder(record)
        leg.listen(recorder)
        try:
            await leg.while_connected(recorder.finished())
        except HungUp:
            # What was said before hanging up is delivered all the same.
            if recorder.voiced:
                await self.documents.tell(record.action, await self._recorded(record, recorder, "hangup"))
            raise
        finally:
            leg.listen(None)
        if not recorder.voiced:
            return _Then.NEXT_VERB
        params = await self._recorded(record, recorder, recorder.ended_by)
        return self._action(record.action, record.method, params)

    async def _recorded(self, record: verbs.Record, recorder: Recorder, digits: str) -> dict[str, str]:
        sound = bytes(recorder.sound)
        try:
            sid, url = await hand_over(self._leg.settings, audio.wav(sound))
        except httpx2.HTTPError as error:
            self._leg.journal.violation(11200, f"the recording could not be kept: {error}")
            sid, url = new_sid("RE"), ""
        params = {
            "RecordingSid": sid,
            "RecordingUrl": url,
            "RecordingDuration": str(round(audio.seconds(sound))),
        }
        if record.status_callback:
            status = {"RecordingStatus": "completed", "RecordingChannels": "1"}
            await self.documents.tell(record.status_callback, params | status)
        return params | {"Digits": digits}

    # Transfers ----------------------------------------------------------------------------------------------

    async def _dial(self, dial: verbs.Dial) -> _Next:
        try:
            dialled = await dialling.dial(self._leg, dial, self._screened)
        except dialling.CallerGone as gone:
            if dial.action:
                await self.documents.tell(dial.action, gone.params)
            raise HungUp from gone
        if not dial.action:
            return _Then.NEXT_VERB
        return self._action(dial.action, dial.method, dialled)

    async def _screened(self, officer: Leg, number: verbs.Number) -> bool:
        """Follows the document for whoever answered: whether they are connected at its end."""
        following = Following(officer)
        await following.follow(self.documents.absolute(number.url))
        return not following.hung_up

    # Media streams ------------------------------------------------------------------------------------------

    async def _connect(self, connect: verbs.Connect) -> _Next:
        leg = self._leg
        stream = MediaStream(
            settings=leg.settings,
            call_sid=leg.sid,
            url=connect.url,
            parameters=connect.parameters,
            ear=leg.ear,
            journal=leg.journal,
            stopwatch=leg.stopwatch,
        )
        try:
            await leg.while_connected(self._open(stream))
        except StreamRefused as error:
            leg.journal.note("stream_refused", code=error.code, reason=str(error))
            if not leg.refuse_stream:
                leg.journal.violation(error.code, f"media stream: {error}")
            await self._tell_stream(connect, stream, "stream-error", str(error))
        else:
            leg.listen(stream)
            try:
                await self._tell_stream(connect, stream, "stream-started")
                await leg.while_connected(stream.run())
            except HungUp:
                await stream.stop()
                raise
            finally:
                leg.listen(None)
                await stream.close()
            await self._tell_stream(connect, stream, "stream-stopped")
        return self._action(connect.action, connect.method) if connect.action else _Then.NEXT_VERB

    async def _open(self, stream: MediaStream) -> None:
        ours = self._leg.settings.ws_url
        if self._leg.refuse_stream:
            raise StreamRefused(31920, "refused on purpose")
        if not stream.url.startswith("wss:") and not ours.startswith("ws:"):
            raise StreamRefused(31922, "the address of a stream must begin with wss:")
        if not stream.url.startswith(ours):
            raise StreamRefused(31902, f"{stream.url} is not an address of the line")
        await stream.open()

    async def _tell_stream(
        self, connect: verbs.Connect, stream: MediaStream, event: str, error: str = ""
    ) -> None:
        if connect.status_callback:
            params = {"StreamSid": stream.sid, "StreamName": connect.name or stream.sid, "StreamEvent": event}
            await self.documents.tell(
                connect.status_callback, params | ({"StreamError": error} if error else {})
            )
