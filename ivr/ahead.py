"""A code said in one breath with what was asked before it: "status, empat delapan dua satu ...".

The question's own grammar hears the word and then something unknown. The same sound is then heard once more for a
code; only eight digits as said, whose check digit is right, are taken for one, and they are read back like any other.
Knows no clock and no carrier.
"""

from dataclasses import replace

from casework.codes import LENGTH, is_code
from ivr import universal
from ivr.ear import Ear
from ivr.questions import code
from ivr.script import Script
from ivr.values import Ask, Said
from speech.grammar import Digits
from speech.hearing import Transcript
from speech.repair import How, hear_code

CODE_MS = 1800
"""A word and eight digits are never said in less."""


async def code_ahead(
    ear: Ear, script: Script, ask: Ask, said: Said, found: Transcript, spoken_ms: int
) -> tuple[Said, Said | None]:
    """(the answer to the question, the code that followed it or None)."""
    words = found.words.removesuffix(universal.UNKNOWN).strip()
    if isinstance(ask.speech, Digits) or spoken_ms < CODE_MS or words in ("", found.words):
        return said, None
    again = await ear.again(code(script, LENGTH, whole=True, phrases=()))
    heard = hear_code(again.words, again.alternatives, length=LENGTH, passes=is_code)
    if not heard.usable or heard.how is not How.AS_SAID:
        return said, None
    before = [word.confidence for word in found.each if word.text != universal.UNKNOWN]
    answer = replace(said, words=words, confidence=found.before_unknown, least=min(before, default=None))
    return answer, Said(words=again.words, confidence=again.confidence, alternatives=again.alternatives)
