"""Makes the voices ready, so that no caller waits: the robot voice for the lines without values, at once, and the
natural voice for everything that is known beforehand, in the background.
"""

import structlog

from ivr.phone_service import PhoneService
from ivr.voice_script import fixed_lines
from speech.synthesizer import Pace

log = structlog.get_logger()


def warm_lines(phone: PhoneService) -> None:
    """Every line without values, in the normal pace. Failing only means that it is rendered when needed."""
    phone.speaker.start()
    try:
        phone.speaker.warm(fixed_lines(phone.script).values(), Pace.NORMAL)
    except RuntimeError as error:
        log.warning("lines could not be rendered ahead", error=type(error).__name__)
