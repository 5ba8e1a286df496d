"""The MPP as casework sees it: its catalogue, words, texts, hours, and where its recordings lie."""

from dataclasses import dataclass
from pathlib import Path

from casework.agreements import recording_words
from casework.catalogue import Catalogue, load_catalogue
from casework.content import ContentError
from casework.counters import Counters, load_counters
from casework.gsm7 import SEGMENT, fits, septets
from casework.mpp import Mpp, load_mpp
from casework.needs import Needs, load_needs
from casework.opening import opening_hours
from casework.phrases import Phrases, load_phrases
from casework.sending_rules import SendingRules, load_sending
from casework.text_words import TextWords, load_text_words
from casework.texts import Texts, load_texts
from casework.triage import Triage, load_triage
from casework.understanding_file import Requests, load_requests
from casework.words import Words, load_words
from models import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that `perform` needs besides the database."""

    mpp: Mpp
    catalogue: Catalogue
    words: Words
    requests: Requests
    """What a sentence asks for, said or written."""
    text_words: TextWords
    texts: Texts
    triage: Triage
    """Where a case goes, and by when it is to be done."""
    sending: SendingRules
    """By which ways texts leave, what they cost, and when they wait."""
    counters: Counters
    """Which counters give numbers, and for which times."""
    needs: Needs
    """What citizens may need to come in."""
    phrases: Phrases
    """Ready answers for officers."""
    recording_notice: str
    """What callers hear of being recorded: what they agree to by telling their story."""
    vault: Vault
    recordings: Path


def load_office(content: Path, *, vault: Vault, recordings: Path) -> Office:
    """Reads the content. Raises ContentError with the file, the place and what to do."""
    mpp = load_mpp(content / "mpp.yaml")
    catalogue = load_catalogue(content / "services.yaml")
    words = load_words(content / "words.yaml", mpp.regions)
    office = Office(
        mpp=mpp,
        catalogue=catalogue,
        words=words,
        requests=load_requests(content / "requests.yaml", catalogue, words),
        text_words=load_text_words(content / "sms.yaml"),
        texts=load_texts(content / "texts.yaml", mpp.sms_name),
        triage=load_triage(content / "triage.yaml", catalogue),
        sending=load_sending(content / "sms_routes.yaml", mpp),
        counters=load_counters(content / "loket.yaml", catalogue),
        needs=load_needs(content / "kebutuhan.yaml"),
        phrases=load_phrases(content / "jawaban.yaml", catalogue, mpp.sms_name),
        recording_notice=recording_words(content / "call.yaml"),
        vault=vault,
        recordings=recordings,
    )
    _check_texts(office)
    return office


def _check_texts(office: Office) -> None:
    """What texts.yaml takes from the other files must fit too, longer though it may be than the examples there."""
    sent: list[tuple[str, dict[str, str]]] = [
        ("jam_buka", {"jam": opening_hours(office.mpp)}),
        ("antre", {"jam": opening_hours(office.mpp)}),
        ("tempat", {"alamat": office.mpp.address}),
    ]
    for service in office.catalogue.services:
        named = {"layanan": service.sms_name}
        sent.append(("layanan_syarat", {**named, "isi": service.sms_info}))
        sent.append(("layanan_biaya", {**named, "isi": service.sms_fee}))
        sent.append(("layanan_lama", {**named, "lama": service.time.text}))
        sent.append(("layanan_tempat", {**named, "loket": service.counter, "alamat": office.mpp.address}))
        if office.counters.get(service.counter) is not None:
            ticket = {"tiket": "A 100", "kapan": "Selasa 24 Nov jam 16.30", "loket": service.counter}
            sent += [(key, ticket) for key in ("antre_tawar", "antre_tawar_lain", "antre_tawar_lagi")]
            sent += [(key, {**ticket, **named}) for key in ("antre_tiket_syarat", "antre_pengingat_syarat")]
    for key, values in sent:
        text = office.texts.compose(key, **values)
        if not fits(text):
            raise ContentError(
                f'texts.yaml: teks.{key} becomes "{text}", {septets(text) or "more than plain"} characters; '
                f"shorten it, or what services.yaml or mpp.yaml put into it, to {SEGMENT}"
            )
