"""The little of PromQL that deploy/alerts.yaml keeps to, evaluated on two scrapes of a real line."""

import operator
import re
from collections.abc import Callable, Mapping

from prometheus_client.parser import text_string_to_metric_families

Series = frozenset[tuple[str, str]]
Values = Mapping[Series, float]
Scrape = Mapping[str, Values]

_TERM = re.compile(r"(increase\()?([a-z_]+)(?:\{([^}]*)\})?(?:\[\w+\]\))?$")
_RULE = re.compile(r"(.+) (<|>) ([0-9.e]+)$")
COMPARE: Mapping[str, Callable[[float, float], bool]] = {"<": operator.lt, ">": operator.gt}


def scraped(text: str) -> Scrape:
    """What /metrics says, by name and labels."""
    found: dict[str, dict[Series, float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name, {})[frozenset(sample.labels.items())] = sample.value
    return found


def fires(expression: str, before: Scrape, now: Scrape) -> bool:
    """Whether this rule is true of any series."""
    rule = _RULE.match(expression)
    assert rule is not None, expression
    left, *divided = rule[1].split(" / ")
    values = _values(left, before, now)
    if divided:
        below = sum(_values(divided[0], before, now).values())
        values = {series: value / below for series, value in values.items() if below}
    return any(COMPARE[rule[2]](value, float(rule[3])) for value in values.values())


def names(expression: str) -> set[str]:
    """The metrics that an expression speaks of."""
    return set(re.findall(r"\b(?:suara_[a-z_]+|up)\b", expression))


def _values(term: str, before: Scrape, now: Scrape) -> Values:
    read = _TERM.match(term)
    assert read is not None, term
    wanted = dict(re.findall(r'(\w+)="([^"]*)"', read[3] or ""))
    found = {
        series: value
        for series, value in now.get(read[2], {}).items()
        if wanted.items() <= dict(series).items()
    }
    if read[1]:
        earlier = before.get(read[2], {})
        return {series: value - earlier.get(series, 0.0) for series, value in found.items()}
    return found
