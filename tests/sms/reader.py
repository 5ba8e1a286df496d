"""Reads texts one after the other, as the pure core does: what was asked before is kept between them."""

from dataclasses import replace

from casework.gsm7 import fits
from casework.letters import write
from casework.matters import Matter
from casework.office import Office
from sms.reading import Context, read
from sms.turn import TextTurn

CODE = "48213096"
CASE_CODE = "71550426"
CASE = Matter(code=CASE_CODE, service_id=None, is_case=True)
KTP = Matter(code=CODE, service_id="ktp_hilang", is_case=False)
KK = Matter(code="51730424", service_id="kk", is_case=False)


def reply(office: Office, turn: TextTurn) -> tuple[str, str]:
    """The key and the words of a turn that only replies."""
    assert turn.command is None
    assert turn.reply is not None
    text = write(office, turn.reply)
    assert fits(text)
    return turn.reply.key, text


class Talk:
    """One sender's texts."""

    def __init__(self, office: Office, *matters: Matter) -> None:
        self.office, self.context = office, Context(matters=matters)

    def say(self, text: str) -> TextTurn:
        """The turn for the next text."""
        turn = read(self.office, text, self.context)
        misses = self.context.misses + 1 if turn.loose else 0
        self.context = replace(self.context, waiting=turn.waiting, misses=misses)
        return turn

    def reply(self, text: str) -> tuple[str, str]:
        """The key and the words of the reply to the next text."""
        return reply(self.office, self.say(text))
