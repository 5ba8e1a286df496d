"""Which ways a call went is found again from what is stored of it."""

from dataclasses import dataclass, field, replace

import pytest

from casework.commands import (
    NobodyReachable,
    NothingFound,
    OfficerReachable,
    OpeningFound,
    Outcome,
    OwnFound,
    OwnUnclear,
)
from casework.waiting_commands import NobodyAnswered, StandsInLine, StaysInLine, StillWaiting, TurnCame
from ivr import lines
from ivr.dialogue import advance
from ivr.position import Position
from ivr.script import Script
from ivr.script_check import leads_to
from ivr.script_ways import ToldTurn, taken, ways
from ivr.values import Heard, HungUp, Pressed, Said, Silence, Started, TransferEnded
from tests.ivr.talk import READY, said

TURN, SECOND = TurnCame(again=False), StandsInLine(place=2, minutes=5)


@dataclass
class Told:
    """A conversation, kept as calls are stored: outcomes belong to the turn that asked for them."""

    script: Script
    position: Position = field(default_factory=Position)
    turns: list[ToldTurn] = field(default_factory=list)

    def hear(self, heard: Heard, *outcomes: Outcome) -> "Told":
        step, shown = self.position.step, []
        self.position = replace(self.position, way=())
        for one in (heard, *outcomes):
            turn = advance(self.script, self.position, one)
            self.position = turn.position
            shown += [lines.shown(self.script, line) for line in turn.say]
        kind = {Started: "started", Pressed: "pressed", Said: "said", Silence: "silence", HungUp: "hung_up"}
        words = heard.keys if isinstance(heard, Pressed) else heard.words if isinstance(heard, Said) else ""
        if isinstance(heard, TransferEnded):
            words = "answered" if heard.answered else "unanswered"
        told = ToldTurn(
            step=step,
            kind=kind.get(type(heard), "transfer_ended"),
            heard=words,
            said=" ".join(shown),
            reached=self.position.way,
        )
        self.turns.append(told)
        return self

    @property
    def ways(self) -> list[str]:
        return [str(way) for way in taken(self.script, self.turns)]


@pytest.fixture
def told(script: Script) -> Told:
    return Told(script).hear(Started())


def test_every_step_that_follows_another_is_a_way(script: Script) -> None:
    found = {(way.step, way.to) for way in ways(script)}
    for name, step in script.steps.items():
        assert {(name, to) for to in leads_to(step)} <= found


def test_a_call_for_a_status(told: Told) -> None:
    told.hear(Pressed(keys="1"), OwnUnclear()).hear(Pressed(keys="48213096"))
    told.hear(Pressed(keys="1"), READY).hear(Pressed(keys="3")).hear(HungUp())
    assert told.ways[:2] == ["salam -lalu-> awal", "awal -lainnya-> menu"]
    assert "pastikan_kode -ya-> cari" in told.ways
    assert told.ways[-2:] == ["cari -permohonan-> sesudah_status", "sesudah_status -3-> nilai_mudah"]


@pytest.mark.parametrize(
    ("heard", "outcomes", "wanted"),
    [
        (said("jam berapa buka"), (OpeningFound(is_open=True, opens_at=None),), "jam -buka-> ada_lagi"),
        (said("berapa biaya bikin katepe"), (), "jawab -biaya-> jelaskan_biaya"),
        (said("berapa lama kartu keluarga"), (), "jawab -waktu-> jelaskan_biaya"),
        (said("syarat kartu keluarga apa saja"), (), "jawab -lainnya-> jelaskan"),
        (said("kartu keluarga"), (), "menu -maksud?-> tanya_maksud"),
        (said("berapa biaya"), (), "menu -layanan?-> pilih_layanan"),
        (said("untuk orang lain"), (), "menu -untuk orang lain-> pendamping"),
        (said("kebakaran"), (), "darurat -lalu-> menu"),
        (Pressed(keys="2"), (), "menu -2-> pilih_layanan"),
        (Pressed(keys="0"), (OfficerReachable(), TURN), "petugas -petugas_ada-> antre_petugas"),
        (Pressed(keys="0"), (OfficerReachable(), SECOND), "antre_petugas -urutan-> tunggu_petugas"),
        (Pressed(keys="3"), (NobodyReachable(opens_at=None),), "petugas -petugas_sibuk-> tanpa_petugas"),
    ],
)
def test_the_way_is_the_one_whose_lines_were_said(
    told: Told, heard: Heard, outcomes: tuple[Outcome, ...], wanted: str
) -> None:
    told.hear(heard, *outcomes).hear(HungUp())
    assert wanted in told.ways
    if isinstance(heard, Pressed) and heard.keys == "0":
        assert not any(way.startswith("menu ") for way in told.ways), "a command is no way of the question"


def test_a_question_asked_again_is_no_way_but_giving_up_is(told: Told) -> None:
    begun = 2  # into the menu
    for _ in range(3):
        told.hear(Silence())
    assert len(told.ways) == begun
    told.hear(Silence()).hear(HungUp())
    assert told.ways[begun:] == ["menu -gagal-> bantu"]


def test_two_choices_that_lead_to_the_same_step_are_two_ways(told: Told) -> None:
    told.hear(Pressed(keys="4")).hear(Pressed(keys="1")).hear(said("tetangga")).hear(HungUp())
    assert told.ways[-1] == "pendamping -2-> izin"


def test_a_wrong_code_and_an_officer_who_does_not_answer(told: Told) -> None:
    told.hear(Pressed(keys="1"), OwnUnclear()).hear(Pressed(keys="48213096"))
    told.hear(Pressed(keys="1"), NothingFound(code="48213096"))
    told.hear(Pressed(keys="2"), OfficerReachable(), TURN)
    rung = replace(told, turns=[*told.turns])
    told.hear(TransferEnded(answered=False), NobodyAnswered()).hear(HungUp())
    assert "cari -tidak_ada-> kode_lagi" in told.ways
    assert told.ways[-2:] == [
        "sambungkan -tidak_diangkat-> antre_petugas",
        "antre_petugas -tidak_diangkat-> tanpa_petugas",
    ]
    assert rung.hear(TransferEnded(answered=True)).ways[-1] == "sambungkan -diangkat-> end"


def test_whoever_waits_goes_on_when_there_is_news(told: Told) -> None:
    """Their silence has no words of its own; the key 0 asks where they stand."""
    told.hear(Pressed(keys="0"), OfficerReachable(), SECOND)
    told.hear(Pressed(keys="0"), SECOND)
    told.hear(Pressed(keys="1"), StaysInLine(), StillWaiting())
    told.hear(Silence(), TURN).hear(TransferEnded(answered=True))
    assert told.ways[-8:] == [
        "antre_petugas -urutan-> tunggu_petugas",
        "antre_petugas -urutan-> tunggu_petugas",
        "tunggu_petugas -1-> simpan_giliran",
        "simpan_giliran -tetap_antre-> antre_petugas",
        "antre_petugas -menunggu-> tunggu_petugas",
        "tunggu_petugas -gagal-> antre_petugas",
        "antre_petugas -giliran-> sambungkan",
        "sambungkan -diangkat-> end",
    ]


def test_who_has_one_matter_is_asked_for_the_end_of_its_code(told: Told) -> None:
    told.hear(Pressed(keys="1"), OwnFound()).hear(HungUp())
    assert told.ways[-2:] == ["menu -1-> cek_milik", "cek_milik -satu-> milik_akhir"]
