"""Puts together what a process of the line shares, and puts published content into it. Holds no logic."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from functools import partial

import commands
import published
import system_commands
import voice_commands
import work
from call_carriers import call_carriers
from casework.single_sign_on import Provider
from config import Settings
from content_desk import ContentDesk
from deps import Services
from installation import check_writable
from ivr.calling import NoCallCarrier
from ivr.phone_service import PhoneService
from ivr.script_graph import drawing
from ivr.voices import Samples, chosen_voice, learn, open_speaker
from migrate import migrate
from sms import carriers
from sms.inbox import Inbox
from speech import engines
from speech.workload import Workload
from worker import Worker


def build(settings: Settings) -> Services:
    """Everything that a process of the line shares. Raises one of CANNOT_START."""
    check_writable(settings.var_dir)
    database = commands.database_of(settings)
    migrate(database)
    system_commands.subscribe_all(database, settings)
    content = published.in_use(settings, database)
    office, script = content.office, content.script
    places = voice_commands.places_of(settings)
    speaker = open_speaker(
        settings.voice or office.mpp.voice,
        places,
        script,
        office.mpp,
        today=datetime.now(office.mpp.timezone).date(),
    )
    callers = call_carriers(settings)
    return Services(
        settings=settings,
        database=database,
        office=office,
        sign_on=_sign_on(settings),
        edition=content.edition,
        content=ContentDesk(
            settings.content_dir,
            settings.var_dir / "content",
            check=commands.check_folder,
            places=places,
            voice=chosen_voice(settings.voice or office.mpp.voice, places.voices)[0],
        ),
        phone=PhoneService(
            script=script,
            recognizer=engines.opened(settings.recognizer, settings.model_dir),
            speaker=speaker,
            threads=ThreadPoolExecutor(max_workers=16, thread_name_prefix="call"),
            workload=Workload(most_calls=settings.most_listening),
        ),
        text_carriers=carriers.opened(settings),
        call_carrier=callers.get(settings.call_carrier, NoCallCarrier()),
        carriers=tuple(callers.values()),
        hear_voice=voice_commands.hear(Samples(places, script)),
        voice=speaker.state.name,
        draw_dialogue=partial(drawing, script),
    )


def _sign_on(settings: Settings) -> Provider | None:
    if not settings.oidc_issuer:
        return None
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=settings.oidc_client_secret,
        back_to=f"{settings.base_url}/console/masuk/sso/kembali",
        claim=settings.oidc_claim,
    )


def refreshed(here: Services) -> Services:
    """The same with the content that is published now. Calls that go on keep what they began with. Raises
    ContentError.
    """
    content = published.in_use(here.settings, here.database)
    office, script, phone = content.office, content.script, here.phone
    places = voice_commands.places_of(here.settings)
    learn(phone.speaker, places, script, office.mpp, today=datetime.now(office.mpp.timezone).date())
    return replace(
        here,
        office=office,
        edition=content.edition,
        phone=replace(phone, script=script),
        hear_voice=voice_commands.hear(Samples(places, script)),
        draw_dialogue=partial(drawing, script),
    )


def take_over(here: Services, worker: Worker, inbox: Inbox) -> Services:
    """Published content for everything that a process does from now on."""
    now = refreshed(here)
    worker.use(work.handlers(now))
    inbox.office = now.office
    return now
