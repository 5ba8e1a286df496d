"""A running call's way to the database: each method one transaction, blocking, to be run in a thread."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import update

from casework import recordings
from casework.office import Office
from ivr.script import Script
from ivr.turns import Taken, take_turn
from ivr.values import Heard, Recorded
from models import Call, CallTurn, Database
from speech import audio


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStore:
    """For one call."""

    database: Database
    office: Office
    script: Script
    call_id: int

    def take(self, heard: Heard) -> Taken:
        """Takes a turn and commits it: what was heard is stored before anything is answered."""
        with self.database.write() as session:
            call = session.get_one(Call, self.call_id)
            return take_turn(session, self.office, self.script, call, heard, at=datetime.now(UTC))

    def keep_recording(self, mulaw: bytes) -> Recorded:
        """Stores the caller's free speech."""
        wav, seconds = audio.wav(mulaw), audio.seconds(mulaw)
        with self.database.write() as session:
            recording = recordings.keep(
                session,
                self.office.recordings,
                call_id=self.call_id,
                wav=wav,
                seconds=seconds,
                at=datetime.now(UTC),
            )
            return Recorded(recording_id=recording.id, seconds=seconds)

    def note_delay(self, number: int, milliseconds: int) -> None:
        """How long the caller waited for the first sound of this turn."""
        with self.database.write() as session:
            turn = (CallTurn.call_id == self.call_id) & (CallTurn.number == number)
            session.execute(update(CallTurn).where(turn).values(ms_to_first_audio=milliseconds))


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A call whose stream may be used; `going_on` is the turn to say first when it was used before."""

    store: CallStore
    going_on: Taken | None
