"""The carrier that only prints."""

from datetime import UTC, datetime

import pytest

from sms.carrier import Found, Sent
from sms.console_carrier import ConsoleCarrier

TO = "+6281234567890"


def test_a_text_is_one_line_with_the_number_masked(capsys: pytest.CaptureFixture[str]) -> None:
    ConsoleCarrier().send(TO, "Silakan datang.\nBawa KTP. -MPP Contoh", 7)
    assert capsys.readouterr().out == "sms 7 -> +62812****7890: Silakan datang. Bawa KTP. -MPP Contoh\n"


def test_every_text_gets_an_id_of_its_own() -> None:
    carrier = ConsoleCarrier()
    first, second = carrier.send(TO, "a", 1), carrier.send(TO, "a", 2)
    assert isinstance(first, Sent)
    assert first != second


def test_nothing_is_found_again() -> None:
    assert ConsoleCarrier().find(TO, "a", datetime.now(UTC)) == Found(provider_ids=())
