"""What an officer hears before they take a call: what it is about and what the caller needs, in eight seconds.

Nothing that the officers' pages do not show, no name and no number: somebody else may have picked up. What does not
fit is left out, the least important first.
"""

from collections.abc import Callable, Iterator, Sequence

from casework.officer_rings import ringing
from ivr import lines
from ivr.lines import line, lines_for
from ivr.phone_service import PhoneService
from ivr.position import Position, load
from ivr.script import Script
from ivr.values import Line
from models import Database, WaitingCaller
from speech import audio
from speech.phrases import pieces
from speech.synthesizer import Pace

LONGEST_S = 8.0

Part = tuple[int, Line]
"""How important it is, 0 most, and what is said."""


def sound(database: Database, phone: PhoneService, token: str) -> bytes | None:
    """The briefing in mu-law; None when this ring is over. Blocks while the voice speaks."""
    with database.read() as session:
        row = ringing(session, token)
        if row is None:
            return None
        told = parts(phone.script, row, load(row.call.position))
    return fitted(told, lambda said: _spoken(phone, said))


def parts(script: Script, row: WaitingCaller, position: Position) -> list[Part]:
    """Everything that there is to tell, in the order in which it is said."""
    return list(_parts(script, row, position))


def fitted(told: Sequence[Part], speak: Callable[[Sequence[Line]], bytes]) -> bytes:
    """As much of it as fits, as sound."""
    kept = list(told)
    while True:
        spoken = speak([said for _, said in kept])
        least = max(kept, key=lambda part: part[0])
        if audio.seconds(spoken) <= LONGEST_S or least[0] == 0:
            return spoken
        kept.remove(least)


def _parts(script: Script, row: WaitingCaller, position: Position) -> Iterator[Part]:
    if row.service_id is not None and script.catalogue.has(row.service_id):
        yield from ((0, said) for said in lines_for(script, {"layanan": row.service_id}, ("bisik_layanan",)))
    else:
        yield 0, line("bisik_penelepon")
    if row.asked and (key := f"maksud_{row.asked}") in script.lines:
        yield 2, line(key)
    if row.code:
        yield 1, line("bisik_kode", kode=row.code)
    if position.louder:
        yield 3, line("bisik_keras")
    if position.pace != "normal":
        yield 4, line("bisik_pelan")
    if not position.speech:
        yield 6, line("bisik_tombol")
    if position.answers.get("pendamping"):
        yield 5, line("bisik_orang_lain")
    yield 0, line("bisik_terima")


def _spoken(phone: PhoneService, said: Sequence[Line]) -> bytes:
    words = [pieces(lines.text(phone.script, one)) for one in said]
    return phone.speaker.turn_sound(words, Pace.NORMAL, keep=False, louder=False)
