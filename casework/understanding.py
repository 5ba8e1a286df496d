"""What a citizen asks for in their own words, spoken or typed: a service, what about it, or a question. Pure.

Every answer can be traced to phrases of content/requests.yaml and content/services.yaml. Whatever two readings fit
about as well becomes one short question; whatever fits none is refused. Knows no clock, database, call or text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from casework.understanding_file import OTHER, Requests, Weight
from casework.understanding_phrases import Found, before, beside, meant
from casework.understanding_words import Word

_LENGTH = 0.25
"""What each further word of a phrase counts, in weights."""
_DOUBT = 0.6
"""Two intents that are nearer than this, in weights, are as likely."""
_MOST_CHOICES = 4
_STORY = {Weight.WEAK: 3, Weight.USUAL: 4}
"""So many words that nothing explains, beside so slight an intent: somebody tells a story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing that may be meant."""

    service: str | None
    intent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """What a sentence asks for, as far as it can be told."""

    service: str | None = None
    intent: str | None = None
    sure: bool = False
    """Answer at once."""
    between: tuple[Reading, ...] = ()
    """What one short question offers; a single one asks for a yes."""
    nearby: tuple[str, ...] = ()
    """Services of the same name that may be offered after the answer: "if it was lost, ...". """

    @property
    def asks(self) -> Literal["choice", "service", "intent"] | None:
        """What must be asked; None when it is clear, or when nothing was understood."""
        if self.sure or self.refused:
            return None
        if self.between:
            return "choice"
        return "service" if self.service is None else "intent"

    @property
    def refused(self) -> bool:
        """Nothing was understood; a guess would be worse than to ask again."""
        return not self.sure and not self.between and self.service is None and self.intent is None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Services:
    ids: tuple[str, ...]
    sure: bool
    at: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intents:
    names: tuple[str, ...]
    """Those that are about as likely, the likeliest first."""
    weight: Weight
    sure: bool
    at: frozenset[int]


def understand(requests: Requests, text: str) -> Understood:
    """What this sentence asks for. Codes, emergencies and commands such as "ulangi" are for others to see."""
    words = requests.vocabulary.read(text)
    services = _services(requests, words)
    intents = _intents(requests, words, services)
    rest = sum(
        not (word.filler or at in services.at or at in intents.at or word.means & requests.actions)
        for at, word in enumerate(words)
    )
    return _decided(requests, words, services, intents, rest)


def _decided(
    requests: Requests, words: tuple[Word, ...], services: _Services, intents: _Intents, rest: int
) -> Understood:
    if not intents.names:
        return _about(services)
    intent = intents.names[0]
    clear = len(intents.names) == 1 and intents.sure
    if not services.ids:
        slight = intents.weight is not Weight.STRONG or not intents.sure
        if slight and (rest or (intent in requests.alone and not intents.sure)):
            return Understood()
        if clear and slight and intent in requests.alone:
            return Understood(intent=intent, between=_choices((None,), intents.names))
        if clear:
            return Understood(intent=intent, sure=intent in requests.alone)
        return (
            Understood(between=_choices((None,), intents.names)) if len(intents.names) > 1 else Understood()
        )
    service, nearby = _one(requests, services.ids, words)
    if nearby and rest and intents.weight is not Weight.STRONG:
        service, nearby = None, ()  # something happened to it, and that decides which of them it is
    if clear and service is None and intent in requests.alone:
        return Understood(intent=intent, sure=True, nearby=services.ids)
    story = rest >= _STORY.get(intents.weight, rest + 1)
    if clear and service is not None and services.sure and not story:
        return Understood(service=service, intent=intent, sure=True, nearby=nearby)
    if service is not None:
        return Understood(service=service, between=_choices((service,), intents.names))
    if len(intents.names) == 1:
        return Understood(intent=intent, between=_choices(services.ids, intents.names))
    return Understood(between=_choices(services.ids, (None,)))


def _about(services: _Services) -> Understood:
    """A service, or several, and not a word of what about it."""
    if len(services.ids) == 1 and services.sure:
        return Understood(service=services.ids[0])
    return Understood(between=_choices(services.ids, (None,)))


def _choices(services: tuple[str | None, ...], intents: tuple[str | None, ...]) -> tuple[Reading, ...]:
    every = tuple(Reading(service=service, intent=intent) for service in services for intent in intents)
    return every[:_MOST_CHOICES]


def _one(
    requests: Requests, ids: tuple[str, ...], words: tuple[Word, ...]
) -> tuple[str | None, tuple[str, ...]]:
    """The service that is meant, and others of the same name."""
    if len(ids) == 1:
        return ids[0], ()
    for family in requests.families:
        if family.services == set(ids) and not any(word.means & family.otherwise for word in words):
            return family.usual, tuple(service for service in ids if service != family.usual)
    return None, ()


def _services(requests: Requests, words: tuple[Word, ...]) -> _Services:
    found = meant(requests, requests.services, words)
    everything = frozenset(at for one in found for at in one.at)
    for keep in (
        _with_joined(requests, words, found, _carried, wanted=False),
        lambda one: one.sure,
        _with_joined(requests, words, found, _says, wanted=True),
    ):
        found = list(filter(keep, found)) or found
    governed = _with_joined(requests, words, found, _governed, wanted=True)
    if any(map(governed, found)):
        found = list(filter(governed, found))
    elif len({name for one in found for name in one.meant}) > 1:
        longest = max(len(one.at) for one in found)
        fits = _with_joined(requests, words, found, lambda _, __, one: len(one.at) == longest, wanted=True)
        found = list(filter(fits, found))
    ids = dict.fromkeys(name for one in found for name in one.meant)
    common = set.intersection(*(set(one.meant) for one in found)) if found else set()
    if common:
        ids = dict.fromkeys(name for name in ids if name in common)
    return _Services(
        ids=tuple(name for name in ids if name != OTHER),
        sure=any(one.sure and max(one.meant.values()) is Weight.STRONG for one in found),
        at=everything,
    )


def _intents(requests: Requests, words: tuple[Word, ...], services: _Services) -> _Intents:
    found = meant(requests, requests.intents, words)
    scores: dict[str, float] = {}
    weights: dict[str, Weight] = {}
    sure: dict[str, bool] = {}
    for one in found:
        for name, weight in one.meant.items():
            if services.at.issuperset(one.at) and not _acts(requests, words, one):
                continue
            score = weight + _LENGTH * (len(one.at) - 1)
            if score > scores.get(name, 0.0):
                scores[name], weights[name], sure[name] = score, weight, one.sure
    best = max(scores.values(), default=0.0)
    if scores.pop(OTHER, 0.0) > best - _DOUBT:
        scores.clear()
    names = sorted((name for name in scores if scores[name] > best - _DOUBT), key=lambda name: -scores[name])
    return _Intents(
        names=tuple(names),
        weight=weights[names[0]] if names else Weight.WEAK,
        sure=bool(names) and sure[names[0]],
        at=frozenset(at for one in found for at in one.at),
    )


def _carried(requests: Requests, words: tuple[Word, ...], one: Found) -> bool:
    after = one.at[-1] + 1
    there = any(beside(phrase, words, after) for phrase in requests.at_hand)
    return there or before(words, one.at[0], requests.carried, 1)


def _governed(requests: Requests, words: tuple[Word, ...], one: Found) -> bool:
    return _acts(requests, words, one) or before(words, one.at[0], requests.actions, 1)


def _with_joined(
    requests: Requests,
    words: tuple[Word, ...],
    found: list[Found],
    holds: Callable[[Requests, tuple[Word, ...], Found], bool],
    *,
    wanted: bool,
) -> Callable[[Found], bool]:
    """Whether this holds of a phrase, or of another that is joined to it by "and": `wanted` is what passes."""
    those = [one for one in found if holds(requests, words, one)]
    for _ in found:
        those += [
            one
            for one in found
            if one not in those
            and any(
                _joined(requests, words, one, other) or _joined(requests, words, other, one)
                for other in those
            )
        ]
    return lambda one: (one in those) is wanted


def _joined(requests: Requests, words: tuple[Word, ...], one: Found, other: Found) -> bool:
    between = words[one.at[-1] + 1 : other.at[0]]
    return any(word.means & requests.joiners for word in between) and all(word.filler for word in between)


def _says(requests: Requests, words: tuple[Word, ...], one: Found) -> bool:
    return max(one.meant.values()) is Weight.STRONG


def _acts(requests: Requests, words: tuple[Word, ...], one: Found) -> bool:
    return any(words[place].means & requests.actions for place in one.at)
