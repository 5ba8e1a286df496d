"""A conversation with the pure dialogue, for tests. Every turn goes through JSON and back."""

import json
from dataclasses import dataclass, field

from casework.commands import ApplicationFound, FindOwn, Outcome, OwnUnclear
from ivr import lines
from ivr.dialogue import advance
from ivr.position import Position, dump, load
from ivr.script import Script
from ivr.values import Heard, Pressed, Said, Started, Turn

READY = ApplicationFound(
    code="48213096", service_id="ktp_hilang", status="siap_diambil", missing=None, expected_on=None
)


def said(words: str, confidence: float = 1.0, *alternatives: str) -> Said:
    return Said(words=words, confidence=confidence, alternatives=alternatives)


@dataclass
class Talk:
    """A conversation: hears one thing after another and keeps the last turn."""

    script: Script
    position: Position = field(default_factory=Position)
    turn: Turn | None = None
    own: Outcome = field(default_factory=OwnUnclear)
    """What casework says to whether this number has a single matter; heard at once."""

    def hear(self, *heard: Heard) -> "Talk":
        for one in heard:
            self.turn = advance(self.script, self.position, one)
            self.position = load(json.loads(json.dumps(dump(self.turn.position))))
            assert self.position == self.turn.position
            if isinstance(self.turn.command, FindOwn):
                self.hear(self.own)
        return self

    def until(self, step: str) -> "Talk":
        assert self.position.step == step, f"at {self.position.step}: {self.words}"
        return self

    @property
    def words(self) -> str:
        assert self.turn is not None
        said = " ".join(lines.text(self.script, line) for line in self.turn.say)
        return said.replace(" |", "").translate(str.maketrans("éêÉÊ", "eeEE"))

    @property
    def keys(self) -> list[str]:
        assert self.turn is not None
        return [line.key for line in self.turn.say]


def at_code(talk: Talk) -> Talk:
    return talk.hear(Started(), Pressed(keys="1")).until("minta_kode")


def at_confirmed(talk: Talk) -> Talk:
    return at_code(talk).hear(Pressed(keys="48213096")).until("pastikan_kode")
