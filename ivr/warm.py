"""Renders the fixed lines ahead, so that no caller waits for the voice."""

import structlog

from ivr.lines import line, names, text
from ivr.phone_service import PhoneService
from speech.synthesizer import SynthesisError
from speech.voicebank import Pace, Phrase, VoicebankError

log = structlog.get_logger()


def warm_lines(phone: PhoneService) -> None:
    """Every line without values, in the normal pace. Failing only means that it is rendered when needed."""
    phrases = [
        piece.text
        for key, template in phone.script.lines.items()
        if not names(template)
        for piece in phone.voicebank.pieces(text(phone.script, line(key)))
        if isinstance(piece, Phrase)
    ]
    try:
        phone.voicebank.warm(phrases, Pace.NORMAL)
    except (SynthesisError, VoicebankError, RuntimeError) as error:
        log.warning("lines could not be rendered ahead", error=type(error).__name__)
