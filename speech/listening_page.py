"""A page to look at and listen to everything that the line says: one HTML file with its WAV files beside it.

For an MPP that chooses a voice, and for whoever changes one. The page needs no network and no script. What is said
comes from outside as sections of lines; this module knows nothing of calls and of content files.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from speech import audio, loudness, mastering, sound_picture
from speech.sound_picture import Picture
from speech.synthesizer import Pace, SynthesisError

PACE_NAMES = {Pace.NORMAL: "biasa", Pace.SLOW: "pelan", Pace.SLOWEST: "paling pelan"}

LOUDNESS_OFF = 1.0
"""LU from the line's loudness at which a sound is worth a look."""
CLIPPED = 0.97
"""A share of full scale that mastering never reaches; of the steps of mu-law only the highest is above it."""
LONG_S = 25.0

Say = Callable[[str, Pace], bytes]
"""A voice: a line in words for the voice, with its pauses, as mu-law. Raises SynthesisError when it cannot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`name` is what the line is called in its content file; `spoken` are the words as they are read."""

    name: str
    written: str
    spoken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines that belong together."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """One line in one voice and pace; without a `file` it could not be said."""

    voice: str
    pace: str
    file: str = ""
    seconds: float = 0.0
    lufs: float = loudness.SILENCE
    picture: Picture | None = None
    remark: str = ""
    """What is worth a look, "" for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A line and how it sounds."""

    anchor: str
    line: Line
    sounds: Sequence[Sound]


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """One voice at one pace, over all lines."""

    voice: str
    pace: str
    count: int
    seconds: float
    lufs: float
    softest: float
    loudest: float
    missing: int


def write_page(
    folder: Path,
    sections: Sequence[Section],
    voices: Mapping[str, Say],
    paces: Sequence[Pace] = (Pace.NORMAL,),
) -> Path:
    """Writes index.html and its sounds into this folder, which is made; returns the page. Raises OSError."""
    sounds = folder / "suara"
    sounds.mkdir(parents=True, exist_ok=True)
    shown: list[tuple[str, list[Shown]]] = []
    count = 0
    for section in sections:
        each = []
        for line in section.lines:
            count += 1
            each.append(_shown(f"u{count}", line, voices, paces, sounds))
        shown.append((section.title, each))
    everything = [one for _, each in shown for one in each]
    page = folder / "index.html"
    page.write_text(
        _template().render(
            sections=shown,
            totals=_totals(everything),
            remarks=[(one, sound) for one in everything for sound in one.sounds if sound.remark],
            target=mastering.LOUDNESS,
            art=sound_picture,
        ),
        encoding="utf-8",
    )
    return page


def _shown(anchor: str, line: Line, voices: Mapping[str, Say], paces: Sequence[Pace], folder: Path) -> Shown:
    said: list[tuple[str, Pace, bytes, str]] = []
    for voice, say in voices.items():
        for pace in paces:
            try:
                said.append((voice, pace, say(line.spoken, pace), ""))
            except SynthesisError as error:
                said.append((voice, pace, b"", str(error)))
    scale_s = max(1.0, *(audio.seconds(sound) for _, _, sound, _ in said), 0.0)
    return Shown(
        anchor=anchor,
        line=line,
        sounds=[
            _sound(voice, pace, sound, scale_s, folder / f"{anchor}-{_plain(voice)}-{pace}.wav")
            if sound
            else Sound(voice=voice, pace=PACE_NAMES[pace], remark=f"tidak bisa diucapkan: {problem}")
            for voice, pace, sound, problem in said
        ],
    )


def _sound(voice: str, pace: Pace, mulaw: bytes, scale_s: float, file: Path) -> Sound:
    file.write_bytes(audio.wav(mulaw))
    samples = audio.samples(mulaw)
    lufs = loudness.loudness(samples)
    return Sound(
        voice=voice,
        pace=PACE_NAMES[pace],
        file=f"{file.parent.name}/{file.name}",
        seconds=audio.seconds(mulaw),
        lufs=lufs,
        picture=sound_picture.picture(samples, scale_s),
        remark=_remark(samples, lufs),
    )


def _remark(samples: np.ndarray, lufs: float) -> str:
    found = []
    if abs(lufs - mastering.LOUDNESS) > LOUDNESS_OFF:
        found.append("kurang keras" if lufs < mastering.LOUDNESS else "terlalu keras")
    if np.abs(samples).max(initial=0.0) > CLIPPED:
        found.append("terpotong karena terlalu keras")
    if samples.size > LONG_S * audio.RATE:
        found.append("terlalu panjang untuk didengar sekali")
    return ", ".join(found)


def _totals(shown: Sequence[Shown]) -> list[Total]:
    found = []
    for voice, pace in dict.fromkeys((sound.voice, sound.pace) for one in shown for sound in one.sounds):
        all_of_it = [s for one in shown for s in one.sounds if (s.voice, s.pace) == (voice, pace)]
        said = [sound for sound in all_of_it if sound.file]
        lufs = [sound.lufs for sound in said] or [loudness.SILENCE]
        found.append(
            Total(
                voice=voice,
                pace=pace,
                count=len(said),
                seconds=sum(sound.seconds for sound in said),
                lufs=sum(lufs) / len(lufs),
                softest=min(lufs),
                loudest=max(lufs),
                missing=len(all_of_it) - len(said),
            )
        )
    return found


def _plain(name: str) -> str:
    """A voice's name as a part of a file's name."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _decimal(value: float, places: int = 1) -> str:
    """As it is written in Indonesia."""
    return f"{value:.{places}f}".replace(".", ",").replace("-", "−")


def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["decimal"] = _decimal
    return environment.get_template("listening_page.html")
