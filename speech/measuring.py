"""Plays recordings to a recogniser as the line would hear them, and keeps what was heard and what it cost.

What is done to a recording is a value (`Condition`), so that every measurement can be repeated.
"""

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from speech import channels, corpus, listening
from speech.channels import Channel
from speech.corpus import CorpusError, Recording
from speech.grammar import DIGIT_WORDS, Band, Digits, Grammar, Phrases
from speech.hearing import UNKNOWN, Recognizer
from speech.scoring import Answer

NUMBER_WORDS = frozenset((*DIGIT_WORDS, "puluh", "belas", "ratus", "ribu", "se", "juta"))
BEFORE_S, AFTER_S = 0.3, 3.0
"""Near-silence around an answer; enough after it for every grammar to find its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What is done to every recording."""

    channel: Channel = Channel.MULAW
    noise_db: float | None = None
    babble_db: float | None = None
    level_db: float = 0.0
    front: bool = True
    seed: int = 1


@dataclass(slots=True, kw_only=True)
class Measured:
    """Answers, and what they cost."""

    answers: list[Answer]
    unheard: int = 0
    """Answers that the front end never took for speech."""
    accepted: int = 0
    """Answers that the line would act on, or ask whether they were meant."""
    cpu_s: float = 0.0
    sound_s: float = 0.0
    final_ms: list[float] = field(default_factory=list)


def measure(
    recognizer: Recognizer, grammar: Grammar, chosen: Sequence[Recording], condition: Condition,
    voices: Sequence[Recording] = (), progress: bool = False,
) -> Measured:  # fmt: skip
    """Plays every recording to the recogniser. `voices` talk in the background where the condition asks for it."""
    found = Measured(answers=[])
    chance = np.random.default_rng(condition.seed)
    talkers = [corpus.samples(voice) for voice in voices[:200]] if condition.babble_db is not None else []
    hear = listening.as_the_line if condition.front else listening.straight
    for number, recording in enumerate(chosen, start=1):
        pcm = sound_of(recording, condition, talkers, chance)
        began = time.process_time()
        heard = hear(recognizer, grammar, pcm)
        found.cpu_s += time.process_time() - began
        found.sound_s += heard.seconds
        found.unheard += not heard.began
        words = heard.transcript.words.split()
        known = tuple(word for word in words if word != UNKNOWN)
        found.accepted += bool(known) and heard.transcript.band is not Band.REFUSE
        found.final_ms.append(heard.final_ms)
        found.answers.append(
            Answer(
                speaker=recording.speaker,
                group=recording.gender,
                said=tuple(recording.text.split()),
                heard=known,
            )
        )
        if progress and number % 100 == 0:
            print(f"{number} of {len(chosen)}", file=sys.stderr)
    return found


def sound_of(
    recording: Recording, condition: Condition, talkers: Sequence[np.ndarray], chance: np.random.Generator
) -> bytes:
    """The recording as it arrives at the line, noise over the pauses too."""
    sound = channels.between_quiet(corpus.samples(recording), chance, BEFORE_S, AFTER_S)
    if condition.noise_db is not None:
        sound = channels.with_noise(sound, condition.noise_db, chance)
    if condition.babble_db is not None:
        sound = channels.with_babble(sound, talkers, condition.babble_db, chance)
    return channels.coded(channels.louder(sound, condition.level_db), condition.channel)


def grammar_of(name: str, recordings: Sequence[Recording]) -> tuple[Grammar, list[Recording]]:
    """The grammar and the recordings that it is for. Raises CorpusError for a file that cannot be read."""
    digits = [r for r in recordings if set(DIGIT_WORDS).issuperset(r.text.split())]
    others = [r for r in recordings if not set(DIGIT_WORDS).issuperset(r.text.split())]
    match name:
        case "digits":
            return Digits(length=8), digits
        case "words":
            alone = [r for r in others if " " not in r.text]
            return Phrases(phrases=_distinct(alone)), alone
        case "sentences":
            many = [r for r in others if " " in r.text]
            return Phrases(phrases=_distinct(many)), many
        case _:
            try:
                lines = Path(name).read_text(encoding="utf-8").splitlines()
            except OSError as error:
                raise CorpusError(f"the grammar {name} cannot be read: {error}") from error
            phrases = tuple(dict.fromkeys(" ".join(line.lower().split()) for line in lines if line.strip()))
            return Phrases(phrases=phrases), list(recordings)


def _distinct(recordings: Sequence[Recording]) -> tuple[str, ...]:
    return tuple(sorted({recording.text for recording in recordings}))


def talking(recordings: Sequence[Recording]) -> list[Recording]:
    """Those to talk in the background: people who say more than digits, where there are any."""
    return [r for r in recordings if not set(DIGIT_WORDS).issuperset(r.text.split())] or list(recordings)


def foreign(grammar: Grammar, recordings: Sequence[Recording]) -> list[Recording]:
    """The recordings in which no word of the grammar occurs."""
    words = (
        NUMBER_WORDS
        if isinstance(grammar, Digits)
        else set(" ".join(getattr(grammar, "phrases", ())).split())
    )
    return [recording for recording in recordings if not words.intersection(recording.text.split())]
