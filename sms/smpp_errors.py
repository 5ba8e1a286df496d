"""What an SMPP carrier's refusals mean (SMPP 3.4, 5.1.3). Pure.

A refusal is an answer: the carrier does not have the text. It is for good when this number or this text would be
refused again, and passes when time, the carrier or somebody at our settings can change it.
"""

from collections.abc import Mapping

from sms.carrier import Refused

OK = 0x00
THROTTLED, QUEUE_FULL = 0x58, 0x14
ALREADY_BOUND = 0x05
TRY_AGAIN = 0x64
"""ESME_RX_T_APPN: what we answer when we could not keep what was brought. The carrier brings it again."""
NEVER = 0x65
"""ESME_RX_P_APPN: what we answer to what can never be read."""
UNKNOWN_COMMAND = 0x03
FOR_GOOD: Mapping[int, str] = {
    0x01: "the text is too long",
    0x0B: "no such number",
    0x33: "number of destinations",
    0x34: "name of a list",
    0x40: "destination flag",
    0x44: "a list, or several numbers",
    0x65: "the receiver's system refuses for good",
    0x66: "the receiver's system rejects",
}
"""Every other one passes: throttled (0x58), queue full (0x14), system error (0x08), not bound (0x04), our sender
(0x0A) or service type (0x15) not allowed: a setting, so texts wait until somebody corrects it, and a carrier's
own codes.
"""


def refusal(status: int) -> Refused:
    """What this refusal of a text means. `error` is the number as carriers write it in their manuals."""
    return Refused(error=f"0x{status:02X}"[:20], permanent=status in FOR_GOOD)
