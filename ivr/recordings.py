"""Fetching a story that the carrier recorded (keypad calls) and keeping it where all recordings lie.

The address comes from a signed webhook, and still only the carrier's own host is asked, without redirects, with
a limit of size and time: our credentials go nowhere else.
"""

import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2
import structlog

from casework import jobs, recordings
from casework.office import Office
from config import Settings
from models import Database, Job, Recording
from speech import audio

log = structlog.get_logger()

FETCH = "fetch_recording"
"""The kind of job that fetches one."""
MAX_BYTES = 8 * 1024 * 1024
TIMEOUT_S = 20.0
"""How long nothing may come."""
WHOLE_S = 60.0
"""How long all of it may take: who sends a byte now and then keeps no thread of ours."""


class FetchFailed(RuntimeError):
    """The carrier did not give the sound; the job tries again later."""


def is_carriers(settings: Settings, url: str) -> bool:
    """Whether this address is the carrier's own."""
    here, there = urlsplit(settings.twilio_api), urlsplit(url)
    return (there.scheme, there.netloc) == (here.scheme, here.netloc)


def fetch_recording(settings: Settings, database: Database, office: Office, job: Job) -> None:
    """Fetches the sound and finishes the job with it. Raises FetchFailed."""
    with database.read() as session:
        recording = session.get_one(Recording, job.payload["recording"])
        url, done = recording.provider_url, recording.file is not None or recording.deleted_at is not None
    if done or url is None:
        with database.write() as session:
            jobs.finish(session, job)
        return
    mulaw = audio.read_wav(_get(settings, url))
    name, key = recordings.write(office.recordings, audio.wav(mulaw))
    with database.write() as session:
        if not jobs.finish(session, job):
            (office.recordings / name).unlink(missing_ok=True)
            return
        recording = session.get_one(Recording, job.payload["recording"])
        recording.file, recording.data_key, recording.seconds = name, key, audio.seconds(mulaw)
    log.info("recording fetched", recording=job.payload["recording"], at=datetime.now(UTC).isoformat())


def _get(settings: Settings, url: str) -> bytes:
    if not is_carriers(settings, url):
        raise FetchFailed("the address is not the carrier's")
    auth = (settings.twilio_account_sid, settings.twilio_auth_tokens[0])
    content, until = b"", time.monotonic() + WHOLE_S
    plain = {"Accept-Encoding": "identity"}  # a small answer must not become a large one here
    try:
        with httpx2.stream(
            "GET", f"{url}.wav", auth=auth, headers=plain, timeout=TIMEOUT_S, follow_redirects=False
        ) as answer:
            if answer.status_code != 200:
                raise FetchFailed(f"status {answer.status_code}")
            for part in answer.iter_raw():
                content += part
                if len(content) > MAX_BYTES:
                    raise FetchFailed("too large")
                if time.monotonic() > until:
                    raise FetchFailed("too slow")
    except httpx2.HTTPError as error:
        raise FetchFailed(type(error).__name__) from error
    return content
