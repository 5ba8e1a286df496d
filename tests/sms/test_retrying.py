"""When a text is tried again, by what the carrier said."""

import pytest

from sms.retrying import JITTER, WAITS, ErrorClass, class_of, waits


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ("20429", "busy"), ("429", "busy"), ("503 full", "busy"), ("0x00000058", "busy"), ("0x14", "busy"),
        ("ESME_RTHROTTLED", "busy"), ("unreachable", "away"), ("500", "away"), ("", "away"), ("?", "away"),
        ("20003", "settings"), ("401", "settings"), ("403 route", "settings"), ("0x0000000E", "settings"),
    ],
)  # fmt: skip
def test_each_refusal_has_its_class(error: str, kind: str) -> None:
    assert class_of(error) == kind


@pytest.mark.parametrize("kind", ErrorClass)
def test_waits_grow_and_are_never_the_same_twice(kind: ErrorClass) -> None:
    given, again, plain = waits(kind), waits(kind), WAITS[kind]
    assert list(given) != list(again)
    assert list(plain) == sorted(plain)
    for wait, meant in zip(given, plain, strict=True):
        assert meant * (1 - JITTER) <= wait <= meant * (1 + JITTER)
