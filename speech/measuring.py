"""Plays recordings to a recogniser as the line would hear them, and keeps what was heard and what it cost.

What is done to a recording is a value (`Condition`), and its chance follows from the recording's name, so that every
measurement can be repeated: on fewer recordings, in another order, by several processes.
"""

import multiprocessing
import sys
import time
import zlib
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from speech import channels, corpus, listening
from speech.channels import Channel
from speech.corpus import CorpusError, Recording
from speech.grammar import DIGIT_WORDS, Band, Digits, Grammar, Phrases
from speech.hearing import UNKNOWN, Recognizer
from speech.recognizer import VoskRecognizer
from speech.scoring import Answer

NUMBER_WORDS = frozenset((*DIGIT_WORDS, "puluh", "belas", "ratus", "ribu", "se", "juta"))
BEFORE_S, AFTER_S = 2.0, 3.0
"""Near-silence around an answer; enough after it for every grammar to find its end."""
MOST_VOICES = 200
"""Recordings kept in memory to talk in the background."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What is done to every recording, in this order; None leaves it out."""

    room_s: float | None = None
    noise_db: float | None = None
    babble_db: float | None = None
    band_hz: tuple[float, float] | None = None
    clip_db: float | None = None
    level_db: float = 0.0
    lost: float = 0.0
    channel: Channel = Channel.MULAW
    front: bool = True
    seed: int = 1


@dataclass(slots=True, kw_only=True)
class Measured:
    """Answers, and what they cost."""

    answers: list[Answer] = field(default_factory=list)
    unheard: int = 0
    """Answers that the front end never took for speech."""
    cpu_s: float = 0.0
    sound_s: float = 0.0
    final_ms: list[float] = field(default_factory=list)
    """Wall time from the last of the sound to the words, of the answers that were heard."""

    def add(self, more: "Measured") -> None:
        """Counts others in."""
        self.answers += more.answers
        self.unheard += more.unheard
        self.cpu_s += more.cpu_s
        self.sound_s += more.sound_s
        self.final_ms += more.final_ms


def measure(
    recognizer: Recognizer, grammar: Grammar, chosen: Sequence[Recording], condition: Condition,
    voices: Sequence[Recording] = (), progress: bool = False,
) -> Measured:  # fmt: skip
    """Plays every recording to the recogniser. `voices` talk in the background where the condition asks for it."""
    found = Measured()
    talkers = talkers_of(voices) if condition.babble_db is not None else []
    for number, recording in enumerate(chosen, start=1):
        found.add(_one(recognizer, grammar, recording, condition, talkers))
        if progress and number % 100 == 0:
            print(f"{number} of {len(chosen)}", file=sys.stderr)
    return found


def measure_in_processes(
    model: Path, grammar: Grammar, chosen: Sequence[Recording], condition: Condition,
    voices: Sequence[Recording] = (), jobs: int = 2,
) -> Measured:  # fmt: skip
    """The same with a recogniser of this model in each of so many processes."""
    each = -(-len(chosen) // jobs)
    found = Measured()
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        parts = [
            pool.submit(_part, model, grammar, chosen[at : at + each], condition, voices)
            for at in range(0, len(chosen), each)
        ]
        for part in parts:
            found.add(part.result())
    return found


def _part(
    model: Path, grammar: Grammar, chosen: Sequence[Recording], condition: Condition,
    voices: Sequence[Recording],
) -> Measured:  # fmt: skip
    return measure(VoskRecognizer(model), grammar, chosen, condition, voices)


def talkers_of(voices: Sequence[Recording]) -> list[tuple[str, np.ndarray]]:
    """(speaker, sound) of some of them, from the first to the last, so that many people are among them."""
    some = voices[:: -(-len(voices) // MOST_VOICES) or 1]
    return [(voice.speaker, corpus.samples(voice)) for voice in some]


def _one(
    recognizer: Recognizer, grammar: Grammar, recording: Recording, condition: Condition,
    talkers: Sequence[tuple[str, np.ndarray]],
) -> Measured:  # fmt: skip
    pcm = sound_of(recording, condition, talkers)
    hear = listening.as_the_line if condition.front else listening.straight
    began = time.process_time()
    heard = hear(recognizer, grammar, pcm)
    cpu_s = time.process_time() - began
    words = heard.transcript.words.split()
    known = tuple(word for word in words if word != UNKNOWN)
    band = grammar.bands.of(heard.transcript.confidence)
    taken = bool(known) and band is not Band.REFUSE
    answer = Answer(
        speaker=recording.speaker,
        group=recording.gender,
        said=tuple(recording.text.split()),
        heard=known,
        unknown=UNKNOWN in words,
        confidence=heard.transcript.confidence,
        taken=taken,
        acted=taken and band is Band.ACCEPT,
    )
    return Measured(
        answers=[answer],
        unheard=int(not heard.began),
        cpu_s=cpu_s,
        sound_s=heard.seconds,
        final_ms=[heard.final_ms] if heard.began else [],
    )


def sound_of(
    recording: Recording, condition: Condition, talkers: Sequence[tuple[str, np.ndarray]] = ()
) -> bytes:
    """The recording as it arrives at the line."""
    name = f"{recording.speaker}/{recording.file.name}"
    return arriving(corpus.samples(recording), condition, name, recording.speaker, talkers)


def arriving(
    said: np.ndarray,
    condition: Condition,
    name: str,
    speaker: str,
    talkers: Sequence[tuple[str, np.ndarray]] = (),
) -> bytes:
    """What a speaker said, as it arrives at the line, noise over the pauses too. Nobody talks behind themselves; what
    happens by chance follows from the name."""
    chance = np.random.default_rng([condition.seed, zlib.crc32(name.encode())])
    sound = channels.between_quiet(said, chance, BEFORE_S, AFTER_S)
    if condition.room_s is not None:
        sound = channels.in_a_room(sound, condition.room_s, chance)
    if condition.noise_db is not None:
        sound = channels.with_noise(sound, condition.noise_db, chance)
    if condition.babble_db is not None:
        others = [voice for talker, voice in talkers if talker != speaker]
        sound = channels.with_babble(
            sound, others or [voice for _, voice in talkers], condition.babble_db, chance
        )
    if condition.band_hz is not None:
        sound = channels.within_band(sound, *condition.band_hz)
    if condition.clip_db is not None:
        sound = channels.clipped(sound, condition.clip_db)
    if condition.lost:
        sound = channels.with_lost_packets(sound, condition.lost, chance)
    return channels.coded(channels.louder(sound, condition.level_db), condition.channel)


def grammar_of(name: str, recordings: Sequence[Recording]) -> tuple[Grammar, list[Recording]]:
    """The grammar and the recordings that it is for. Raises CorpusError for a file that cannot be read."""
    others = [r for r in recordings if r.text and not is_digits(r.text)]
    match name:
        case "digits":
            return Digits(length=8), [r for r in recordings if is_digits(r.text)]
        case "words":
            alone = [r for r in others if " " not in r.text]
            return Phrases(phrases=_distinct(alone)), alone
        case "sentences":
            many = [r for r in others if " " in r.text]
            return Phrases(phrases=_distinct(many)), many
        case _:
            phrases = _lines(Path(name))
            return Phrases(phrases=phrases), [r for r in recordings if _is_made_of(r.text, phrases)]


def is_digits(text: str) -> bool:
    """Whether digits said one by one are all there is."""
    return bool(text) and set(DIGIT_WORDS).issuperset(text.split())


def _lines(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"the grammar {path} cannot be read: {error}") from error
    return tuple(dict.fromkeys(" ".join(line.lower().split()) for line in lines if line.strip()))


def _is_made_of(text: str, phrases: Sequence[str]) -> bool:
    """Whether it is one of the phrases or several in a row, as the recogniser can hear them."""
    words = text.split()
    parts = {tuple(phrase.split()) for phrase in phrases}
    reached = [True] + [False] * len(words)
    for end in range(1, len(words) + 1):
        reached[end] = any(
            len(part) <= end and reached[end - len(part)] and tuple(words[end - len(part) : end]) == part
            for part in parts
        )
    return bool(words) and reached[-1]


def _distinct(recordings: Sequence[Recording]) -> tuple[str, ...]:
    return tuple(sorted({recording.text for recording in recordings}))


def talking(recordings: Sequence[Recording]) -> list[Recording]:
    """Those to talk in the background: people who say more than digits, where there are any."""
    return [r for r in recordings if r.text and not is_digits(r.text)] or list(recordings)


def foreign(grammar: Grammar, recordings: Sequence[Recording]) -> list[Recording]:
    """The recordings in which no word of the grammar occurs."""
    words = (
        NUMBER_WORDS
        if isinstance(grammar, Digits)
        else set(" ".join(getattr(grammar, "phrases", ())).split())
    )
    return [recording for recording in recordings if not words.intersection(recording.text.split())]
