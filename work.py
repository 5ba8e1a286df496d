"""Who does which kind of job, and in which thread. Wires handlers to what they need; holds no logic."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

import system_commands
from casework import (
    clocks,
    notices,
    purge,
    reminders,
    retention,
    sharing,
    ticket_reminders,
    waiting,
    waiting_sweep,
)
from casework.applications import REMIND, TELL_STATUS
from casework.call_tries import CHECK
from casework.callbacks import CALL
from casework.jobs import LEASE
from casework.messages import SEND
from casework.office import Office
from casework.recordings import TRANSCRIBE
from casework.route_state import RouteBook
from casework.webhook_events import DELIVER
from config import Settings, SettingsError
from deps import Services
from ivr import asterisk_calls, placing, recordings, sweeping
from ivr.transcribe import Dictate, transcribe
from lanes import Handler
from sms import parts
from sms.outbox import Outbox
from speech.dictation import dictated
from worker import Worker


def handlers(here: Services) -> dict[str, Handler]:
    """Who does which kind of job."""
    return {
        recordings.FETCH: partial(recordings.fetch_recording, here.settings, here.database, here.office),
        TRANSCRIBE: partial(transcribe, here.database, here.office, _dictate(here.settings)),
        DELIVER: partial(system_commands.courier_of(here.settings).deliver, here.database),
        clocks.CLOCK: partial(clocks.check, here.database, here.office),
        sharing.SHARE: partial(sharing.run, here.database, here.office, here.settings.share_cases),
        purge.PURGE: partial(purge.run, here.database, here.office, keep=keep_of(here.settings, here.office)),
        CALL: partial(placing.place_call, here.database, here.office, here.call_carrier),
        CHECK: partial(placing.check_call, here.database, here.office, here.call_carrier),
        placing.HANG_UP: partial(placing.hang_up, here.database, here.call_carrier),
        parts.JOIN: partial(parts.join_late, here.database, here.office),
        TELL_STATUS: partial(notices.tell_status, here.database, here.office),
        waiting.SWEEP: partial(waiting_sweep.sweep, here.database, here.office),
        sweeping.SWEEP: partial(sweeping.sweep, here.database, here.office, here.phone.script, here.carriers),
        ticket_reminders.KIND: partial(ticket_reminders.remind, here.database, here.office),
        REMIND: partial(reminders.remind, here.database, here.office),
        asterisk_calls.OVER: partial(
            asterisk_calls.end_silent_call, here.database, here.office, here.phone.script
        ),
    }


def keep_of(settings: Settings, office: Office) -> Mapping[str, int]:
    """For how many days each class of data is kept. Raises SettingsError."""
    try:
        return retention.days_of(settings.keep_days, recordings=office.mpp.recording_days)
    except retention.RetentionRefused as error:
        raise SettingsError(f"SUARA_KEEP_DAYS: {error}") from error


def worker(here: Services) -> Worker:
    """Texts in threads of their own: an answer never waits for a transcript, nor for another system."""
    outbox = Outbox(
        database=here.database,
        book=RouteBook(here.office.sending, tuple(here.text_carriers)),
        carriers=here.text_carriers,
    )
    stories = timedelta(seconds=here.settings.story_limit_s) + LEASE
    return Worker(
        here.database,
        handlers(here),
        steps={SEND: outbox},
        threads=here.settings.text_threads,
        slow={TRANSCRIBE: stories, DELIVER: LEASE},
    )


def _dictate(settings: Settings) -> Dictate:
    """Who writes drafts of stories."""
    name, folder = settings.recognizer, settings.model_dir
    if settings.story_recognizer and settings.story_model_dir is not None:
        name, folder = settings.story_recognizer, settings.story_model_dir
    return partial(dictated, name=name, directory=folder, limit_s=settings.story_limit_s)
