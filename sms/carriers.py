"""The text carriers of this installation, opened from its settings. The only place that knows them all."""

from collections.abc import Mapping
from typing import assert_never

from config import Settings, TextCarrierName
from sms.carrier import TextCarrier
from sms.console_carrier import ConsoleCarrier
from sms.gammu_carrier import GammuCarrier
from sms.kannel_carrier import KannelCarrier
from sms.smpp_carrier import SmppCarrier
from sms.twilio_carrier import TwilioCarrier


def opened(settings: Settings) -> Mapping[str, TextCarrier]:
    """Each named carrier, in the order in which the settings prefer them."""
    return {str(name): _opened(name, settings) for name in settings.text_carriers}


def _opened(name: TextCarrierName, settings: Settings) -> TextCarrier:
    match name:
        case TextCarrierName.TWILIO:
            return TwilioCarrier(settings)
        case TextCarrierName.KANNEL:
            return KannelCarrier(settings)
        case TextCarrierName.SMPP:
            return SmppCarrier(settings)
        case TextCarrierName.GAMMU:
            return GammuCarrier(settings)
        case TextCarrierName.CONSOLE:
            return ConsoleCarrier()
        case _:
            assert_never(name)
