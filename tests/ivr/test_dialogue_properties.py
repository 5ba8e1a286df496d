"""Whatever a caller does and whatever casework answers: the dialogue never breaks, always ends, and always has a
person within reach.
"""

import json
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.commands import FindOfficer, Outcome
from casework.waiting_commands import JoinLine
from ivr import lines
from ivr.dialogue import advance
from ivr.outcomes import COMMANDS
from ivr.position import Position, dump, load
from ivr.script import Do, Script
from ivr.values import (
    Ask,
    Heard,
    HungUp,
    Pressed,
    Record,
    Recorded,
    Said,
    Silence,
    Started,
    StreamLost,
    TooBusy,
    Transfer,
    TransferEnded,
    Turn,
)
from speech.grammar import DIGIT_WORDS, expected
from tests.ivr.outcomes import by_name

MOST_SILENT = 45
"""Silences in a row after which a caller who says nothing any more has been let go, from anywhere."""
IN_LINE = frozenset(
    {"menunggu", "urutan", "urutan_belum_pasti", "berikutnya", "berikutnya_belum_pasti", "tetap_antre"}
)
"""Outcomes by which a caller waits on: how long that lasts casework decides, and the dialogue cannot."""
OUTCOMES = by_name()
KEYS = st.text("0123456789*", max_size=9)
WORDS = st.lists(
    st.one_of(
        st.sampled_from((*DIGIT_WORDS, "[unk]", "ya", "tidak", "petugas", "kembali", "menu", "tunggu", "ulangi")),
        st.text(max_size=6),
    ),
    max_size=9,
).map(" ".join)  # fmt: skip
SURE = st.sampled_from((0.0, 0.35, 0.6, 0.8, 1.0))


@dataclass
class Caller:
    """A call in which hypothesis is both the caller and casework."""

    script: Script
    data: st.DataObject
    position: Position = field(default_factory=Position)
    turn: Turn | None = None

    def hear(self, heard: Heard, *, but: frozenset[str] = frozenset()) -> Turn:
        """Takes the turn and answers its commands, as `ivr.turns` does."""
        turn = self._advance(heard)
        for _ in range(6):
            if turn.command is None:
                return turn
            turn = self._advance(self._outcome(but))
        raise AssertionError(f"command after command at {self.position.step}")

    def _advance(self, heard: Heard) -> Turn:
        self.turn = advance(self.script, self.position, heard)
        self.position = load(json.loads(json.dumps(dump(self.turn.position))))
        assert self.position == self.turn.position
        assert all(lines.text(self.script, line).strip() for line in self.turn.say), "every line has words"
        return self.turn

    def _outcome(self, but: frozenset[str]) -> Outcome:
        step = self.script.steps[self.position.step]
        assert isinstance(step, Do)
        name = self.data.draw(st.sampled_from(sorted(step.results.keys() - but)), label="outcome")
        return self.data.draw(st.sampled_from(OUTCOMES[name]), label="of casework")

    def anything(self) -> Heard:
        """Something that can come while this is waited for."""
        assert self.turn is not None
        match self.turn.wait:
            case Ask(speech=grammar):
                phrases = expected(grammar) if grammar is not None else None
                words = st.one_of(WORDS, st.sampled_from(sorted(phrases))) if phrases else WORDS
                said = st.builds(
                    Said, words=words, confidence=SURE, alternatives=st.lists(words, max_size=2).map(tuple)
                )
                pressed = st.builds(Pressed, keys=st.one_of(st.sampled_from("0123456789*"), KEYS))
                rare = st.sampled_from((Silence(), StreamLost(), TooBusy()))
                return self.data.draw(st.one_of(said, pressed, rare), label="heard")
            case Record():
                told = Recorded(recording_id=7, seconds=9.0)
                return self.data.draw(st.sampled_from((told, Silence(), Pressed(keys="9"), StreamLost())))
            case Transfer():
                return self.data.draw(st.builds(TransferEnded, answered=st.booleans()))
            case None:
                return HungUp()

    def go_on(self, most: int) -> "Caller":
        """A call of up to so many turns."""
        self.hear(Started(speech=self.data.draw(st.booleans(), label="speech")))
        for _ in range(self.data.draw(st.integers(0, most), label="turns")):
            if self.position.ended:
                break
            self.hear(self.anything())
        return self


def test_an_outcome_of_every_name_is_tried() -> None:
    assert {name for names in COMMANDS.values() for name in names} <= OUTCOMES.keys()


@pytest.mark.parametrize("start", ["usual", "call_back", "notice"])
@given(data=st.data())
def test_nothing_breaks_a_call(script: Script, start: str, data: st.DataObject) -> None:
    at = "" if start == "usual" else getattr(script, start)
    caller = Caller(script, data, Position(start=at)).go_on(40)
    assert caller.turn is not None
    assert caller.position.ended == (caller.turn.wait is None), "who is not told goodbye is listened to"


@given(data=st.data())
def test_who_says_nothing_any_more_is_led_to_an_end(script: Script, data: st.DataObject) -> None:
    caller = Caller(script, data).go_on(15)
    for _ in range(MOST_SILENT):
        if caller.position.ended:
            return
        assert caller.turn is not None
        over = isinstance(caller.turn.wait, Transfer)
        caller.hear(TransferEnded(answered=False) if over else Silence(), but=IN_LINE)
    raise AssertionError(f"still at {caller.position.step}")


@pytest.mark.parametrize("by_key", [True, False])
@given(data=st.data())
def test_a_person_is_one_key_or_word_away_at_every_question(
    script: Script, data: st.DataObject, by_key: bool
) -> None:
    caller = Caller(script, data).go_on(20)
    assert caller.turn is not None
    if not isinstance(caller.turn.wait, Ask):
        return
    deaf = caller.turn.wait.speech is None  # only keys are waited for
    asked = Pressed(keys="0") if by_key or deaf else Said(words="petugas", confidence=1.0)
    turn = advance(script, caller.position, asked)
    told_place = isinstance(turn.command, JoinLine) and turn.command.tell  # who waits already
    assert told_place or turn.command == FindOfficer(), f"at {caller.position.step}"


@given(data=st.data())
def test_hanging_up_ends_it_anywhere_and_nothing_is_said_after_it(
    script: Script, data: st.DataObject
) -> None:
    caller = Caller(script, data).go_on(20)
    if not caller.position.ended:
        caller.hear(HungUp())
    assert caller.position.ended
    turn = advance(script, caller.position, Pressed(keys="1"))
    assert (turn.say, turn.wait, turn.command) == ((), None, None)
