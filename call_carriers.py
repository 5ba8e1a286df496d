"""The carriers of calls that these settings name, wired. Holds no logic."""

from config import CallCarrierName, Settings
from ivr.asterisk_calling import AsteriskCalling
from ivr.calling import CallCarrier
from ivr.twilio_calling import TwilioCalling


def call_carriers(settings: Settings) -> dict[CallCarrierName, CallCarrier]:
    """Those that can be asked about calls, by name."""
    found: dict[CallCarrierName, CallCarrier] = {}
    if settings.twilio:
        found[CallCarrierName.TWILIO] = TwilioCalling(settings)
    if settings.asterisk and settings.asterisk_ari and settings.asterisk_ari_password:
        found[CallCarrierName.ASTERISK] = AsteriskCalling(settings)
    return found
