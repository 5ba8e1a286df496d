"""Lets simulated callers telephone, and judges what came of each call.

A call has failed when it did not come to its goal, when the line did something that a carrier complains about, or
when the caller was left in silence. Prints nothing.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ivr.script import Script
from ivr.script_ways import TAKEN, ToldTurn, Way, taken, ways
from persona_line import PersonaLine
from persona_officers import FIRST, SECOND
from persona_room import Room
from simulator.call import Call
from simulator.callers import Callers, Persona, PlannedCall, Replies
from simulator.leg import Transfer
from simulator.outgoing import OVER, Does, Handset
from simulator.person import Person
from simulator.voice import SpokenVoice

LISTENED, KEYED = 16, 10
"""Calls with a media stream, and calls by keys alone, at a time; fewer where the machine does not keep up."""
MOST_ALONE = 10
"""So many callers whose call failed call once more, when nobody else does. If there were more, it was so."""
BUSY_SPEED = 4.0
"""Calls by keys are no faster where other programs keep the machine busy."""
LONGEST_CALL_S = 200.0
RINGS_WITHIN_S = 60.0
MOST_DEAD_AIR_S = 3.0
AGAIN = (
    "tidak_terdengar", "kurang_jelas", "tombol_lain", "pakai_satu_dua", "kode_belum_cocok", "kode_belum_lengkap",
    "akhir_kurang",
)  # fmt: skip
"""Lines with which a question is asked once more."""

OFFICERS: Mapping[str, Transfer] = {
    "takes": Transfer(ring_s=1.0, talk_s=1.0),
    "no-answer": Transfer(status="no-answer"),
    "busy": Transfer(status="busy", ring_s=1.0),
    "voicemail": Transfer(key="", ring_s=1.0),
    "hangs-up": Transfer(hangs_up=True, ring_s=1.0),
}
"""What an officer's telephone does."""
COMES_TO: Mapping[str, Sequence[tuple[str, str]]] = {
    "message": (("buka_kasus", ""),),
    "person": (("sambungkan", TAKEN),),
    "call-back": (
        ("hubungi_saya", "segera_ditelepon"), ("hubungi_saya", "akan_ditelepon"),
        ("telepon_nanti", "segera_ditelepon"), ("telepon_nanti", "akan_ditelepon"),
        ("simpan_giliran", "giliran_ditelepon"), ("simpan_giliran", "giliran_nanti"),
        ("simpan_giliran", "segera_ditelepon"), ("simpan_giliran", "akan_ditelepon"),
    ),
    "answer": (
        ("cari", "permohonan"), ("cari", "kasus"), ("cari_akhir", "permohonan"), ("cari_akhir", "kasus"),
        ("cari_bukti", "permohonan"), ("cari_bukti", "kasus"),
        ("jelaskan", ""), ("jelaskan_biaya", ""), ("jam", ""), ("darurat", ""),
        ("kabar_buka", "permohonan"), ("kabar_buka", "jawaban"),
        ("cari_tiket", "tiket_ada"), ("ambil_tiket", "tiket_jadi"), ("ambil_tiket", "tiket_jadi_sms"),
    ),
    "noted": (
        ("telepon_bersama", ""), ("jangan_sms", ""), ("telepon_jangan", ""), ("telepon_nanti", "tidak_ditelepon"),
    ),
    "resumed": (("lanjut_tadi", ""),),
}  # fmt: skip
"""What a call has come to, by the ways it went: a step and its outcome, or any outcome. The best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReport:
    """What came of one call."""

    persona: str
    goal: str
    completed: str
    """What it came to; empty: nothing."""
    turns: int
    seconds: float
    asked_again: int
    """How often a question had to be put once more."""
    dead_air_s: float
    went: tuple[Way, ...]
    problems: tuple[str, ...]
    told: str = field(repr=False)
    """The call in lines to read, for whoever looks for what went wrong."""


async def call_all(
    lines: Mapping[str, PersonaLine], personas: Sequence[Persona], voice: SpokenVoice, *, judged: bool = True
) -> list[CallReport]:
    """All calls of these callers, several at a time; those from one number one after the other. `judged`: dead air
    makes a call fail.
    """
    listened, keyed, room = asyncio.Semaphore(LISTENED), asyncio.Semaphore(KEYED), Room()
    series = [(persona, one) for persona in personas for one in _series(persona)]
    # What takes long begins first.
    series.sort(key=lambda one: (not any(call.rings for call in one[1]), one[0].manner_of(one[1][0]).speed))

    async def one_after_the_other(
        number: int, persona: Persona, calls: Sequence[PlannedCall]
    ) -> list[CallReport]:
        reports: list[CallReport] = []
        own = f"0812{number:08d}"
        heard: dict[str, str] = {"heard": "", "heard_end": ""}
        values: dict[str, str] = {}
        for call in calls:
            line, phone = lines[call.office], call.number or own
            runs = _Running(line, persona, call, phone, voice, heard, judged)
            if call.officers:
                line.counter.happens(call.officers)
            values = line.give(call.has, phone) if call.has or not values else values
            if call.rings:
                reports.append(await runs.rung(values))
            else:
                async with listened if persona.manner_of(call).stream else keyed:
                    await room.enter()
                    reports.append(await runs.calls(values))
        return reports

    async def in_turn(number: int) -> list[CallReport]:
        persona, calls = series[number]
        if any(call.officers for call in calls):
            async with lines[calls[0].office].alone:
                return await one_after_the_other(number, persona, calls)
        return await one_after_the_other(number, persona, calls)

    watching = asyncio.create_task(room.watch())
    every = await asyncio.gather(*map(in_turn, range(len(series))))
    failed = [number for number, reports in enumerate(every) if any(one.problems for one in reports)]
    for number in failed[:MOST_ALONE]:
        # A machine that does not keep up leaves callers in silence, or hears them late: alone it must not happen.
        every[number] = await one_after_the_other(len(series) * (1 + number), *series[number])
    watching.cancel()
    order = {persona.name: place for place, persona in enumerate(personas)}
    return sorted((one for reports in every for one in reports), key=lambda report: order[report.persona])


def undriven(script: Script, callers: Callers, reports: Sequence[CallReport]) -> tuple[list[str], list[str]]:
    """(ways that nobody went and that no reason is given for, ways that somebody went all the same)."""
    went = {str(way) for report in reports for way in report.went}
    every = {str(way) for way in ways(script)}
    return sorted(every - went - set(callers.not_driven)), sorted(
        way for way in callers.not_driven if way in went or way not in every
    )


def _series(persona: Persona) -> Iterator[list[PlannedCall]]:
    """The calls of this caller, in groups from one number."""
    group: list[PlannedCall] = []
    for call in persona.calls:
        if group and not call.again:
            yield group
            group = []
        group.append(call)
    if group:
        yield group


class _Running:
    """One call of one caller."""

    def __init__(self, line: PersonaLine, persona: Persona, planned: PlannedCall, number: str,
                 voice: SpokenVoice, heard: dict[str, str], judged: bool) -> None:  # fmt: skip
        self._line, self._persona, self._planned, self._number = line, persona, planned, number
        self._voice, self._heard = voice, heard
        usual = persona.manner_of(planned)
        self._manner = usual if judged else usual.model_copy(update={"speed": min(usual.speed, BUSY_SPEED)})
        self._judged = judged

    async def calls(self, values: dict[str, str]) -> CallReport:
        """They call us."""
        person = self._person(values)
        call = Call(
            self._line.carrier,
            caller=person,
            from_number=self._number,
            refuse_stream=not self._manner.stream,
            speed=self._manner.speed,
            officers={FIRST: OFFICERS[self._planned.officer], SECOND: OFFICERS["takes"]},
            longest_s=LONGEST_CALL_S,
            voice=self._voice,
        )
        await call.run()
        return self._report(person, call)

    async def rung(self, values: dict[str, str]) -> CallReport:
        """We ring them, as soon as what they are rung for is due."""
        person, switchboard = self._person(values), self._line.switchboard
        known = len(switchboard.calls(self._number))
        handset = Handset(
            does=Does.ANSWER,
            caller=person,
            refuse_stream=not self._manner.stream,
            speed=self._manner.speed,
        )
        switchboard.hold(self._number, handset)
        until = time.monotonic() + RINGS_WITHIN_S + LONGEST_CALL_S
        while time.monotonic() < until:
            placed = switchboard.calls(self._number)[known:]
            if placed and placed[0].status in OVER and placed[0].call is not None:
                return self._report(person, placed[0].call)
            if not placed and time.monotonic() > until - LONGEST_CALL_S:
                break
            await asyncio.to_thread(self._line.hurry, self._number_in_full())
            await asyncio.sleep(0.3)
        return self._report(person, None)

    def _person(self, values: dict[str, str]) -> Person:
        # The dictionary of what was heard is shared: a code told in this call can be said in it, and in the next.
        self._heard.update(
            {name: value for name, value in values.items() if name not in ("heard", "heard_end")}
        )

        def told(code: str) -> None:
            self._heard.update(heard=code, heard_end=code[4:])

        replies = Replies(persona=self._persona, call=self._planned, values=self._heard)
        return Person(self._manner, replies, told, self._line.counter.happens)

    def _report(self, person: Person, call: Call | None) -> CallReport:
        turns = list(call.captions) if call else []
        script = self._line.script
        told = [
            ToldTurn(
                step=one.step, kind=one.heard.kind, heard=one.heard.text, said=one.said, reached=one.reached
            )
            for one in turns
        ]
        went = taken(script, told)
        found = [
            what
            for what, known in COMES_TO.items()
            if any(way.step == step and outcome in ("", way.label) for way in went for step, outcome in known)
        ]
        hung_up = bool(turns) and turns[-1].heard.kind == "hung_up"
        if hung_up or (person.hung_up and not turns):
            found.append("hung up")
        if self._planned.rings and self._line.owes_call(self._number_in_full()):
            found.append("call-back")
        goal = self._planned.goal
        completed = goal if goal in found else next(iter(found), "")
        again = [script.lines[key].replace("|", " ").split() for key in AGAIN]
        dead, where = person.dead_air()
        problems = [] if completed == goal else [f"came to {completed or 'nothing'}"]
        problems += [f"{one.code} {one.text}" for one in call.violations] if call else ["was never rung"]
        if dead > MOST_DEAD_AIR_S and self._judged:
            problems.append(f"{dead:.1f} s of dead air at {where}")
        if goal != "hung up" and not turns:
            problems.append("nothing was heard")
        return CallReport(
            persona=self._persona.name,
            goal=goal,
            completed=completed,
            turns=len(turns),
            seconds=(person.ended - person.began) * (1.0 if self._manner.stream else self._manner.speed),
            asked_again=sum(any(" ".join(words) in turn.said for words in again) for turn in told),
            dead_air_s=max(0.0, dead),
            went=went,
            problems=tuple(problems),
            told="\n".join(
                f"    {one.step or '-'}: {one.heard.kind} {one.heard.text!r} -> {one.said}" for one in turns
            ),
        )

    def _number_in_full(self) -> str:
        return f"+62{self._number[1:]}" if self._number.startswith("0") else self._number
