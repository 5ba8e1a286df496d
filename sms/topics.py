"""What a text is about: a topic such as status or fees, the services that it names, an emergency. Pure."""

from dataclasses import dataclass

from casework.catalogue import Service
from casework.office import Office
from sms.body import Body, read_body

TOPICS = ("status", "syarat", "biaya", "jam", "petugas")
"""Names in content/words.yaml (maksud). Where two are as likely, the one that is named first is meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`sure` is false for a lone word in the middle of a text: "jadi" often asks nothing."""

    name: str
    sure: bool
    named: bool
    """The topic's own name or a whole phrase was used, not just a word that often goes with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A text and everything that could be made out in it."""

    text: str
    body: Body
    services: tuple[Service, ...]
    """Several when the words do not tell which."""
    topic: Topic | None
    emergency: bool

    def begins_with(self, words: frozenset[str]) -> bool:
        """Whether the first word (or phrase) is one of these."""
        return any(self.body.says(word) == 0 for word in words)


def make_out(office: Office, text: str) -> Request:
    """Everything that the text says, before anything is decided."""
    body = read_body(text, office.words.abbreviations)
    return Request(
        text=text.strip(),
        body=body,
        services=_services(office, body, text),
        topic=_topic(office, body),
        emergency=any(body.says(phrase) is not None for phrase in office.words.emergency),
    )


def _topic(office: Office, body: Body) -> Topic | None:
    found = [
        (-len(phrase.split()) - (phrase == name), at, name)
        for name in TOPICS
        for phrase in _phrases(office, name)
        if (at := body.says(phrase)) is not None
    ]
    if not found:
        return None
    weight, at, name = min(found)
    return Topic(name=name, sure=weight < -1 or at == 0, named=weight < -1)


def _phrases(office: Office, name: str) -> set[str]:
    """What is said of this topic; also what callers say to reach a person, except lone words such as "orang"."""
    spoken = {phrase for phrase in office.words.universal.get(name, ()) if " " in phrase}
    return spoken | office.words.intents.get(name, frozenset())


def _services(office: Office, body: Body, text: str) -> tuple[Service, ...]:
    words = " ".join(body.words)
    found = office.catalogue.by_words(words) or office.catalogue.by_words(text)
    if len(found) == 1:
        return found
    candidates = found or office.catalogue.services
    spoken = set(body.words)
    exact = tuple(
        service
        for service in candidates
        if any(
            len(phrase.split()) > 1 and spoken.issuperset(phrase.split())
            for phrase in (service.sms_name.lower(), *service.words)
        )
    )
    return exact or found
