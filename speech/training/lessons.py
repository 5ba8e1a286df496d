"""What the network is trained on: recordings, carried over the telephone anew each time, as batches of features.

A batch is made of utterances of like length. Everything follows from the seed.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from speech import audio
from speech import corpus as recordings
from speech.corpus import Recording
from speech.pronunciation import sounds_of
from speech.training.features import WARPS, cepstra
from speech.training.telephone import RATE, SPEECH_RMS, Telephone

Lesson = tuple[np.ndarray, list[int]]
"""Features (frames, 32) float16, and the units that were said."""

SHORTEST_FRAMES, LONGEST_FRAMES = 25, 1300
ROUND_TO = 120


def rounded(frames: int) -> int:
    """The length that an utterance of so many frames is padded to."""
    return -(-frames // ROUND_TO) * ROUND_TO


@dataclass(slots=True, kw_only=True)
class Source:
    """Recordings of one kind and how often they are taken. `apart` by speaker, so that joins have one voice."""

    share: float
    texts: list[str] = field(default_factory=list)
    sounds: list[list[np.ndarray]] = field(default_factory=list)
    """For each recording its versions at several speeds: int16 at SPEECH_RMS."""
    by_speaker: dict[str, list[int]] = field(default_factory=dict)
    speakers: list[str] = field(default_factory=list)


def source(share: float, chosen: Sequence[Recording], *, speeds: int, seed: int) -> Source:
    """Reads recordings into memory, each also at `speeds` other speeds (and pitches)."""
    choose = random.Random(seed)  # noqa: S311  (a choice, not a secret)
    made = Source(share=share)
    for recording in chosen:
        sound = recordings.samples(recording)
        versions = [sound, *(_faster(sound, choose.uniform(0.84, 1.19)) for _ in range(speeds))]
        made.by_speaker.setdefault(recording.speaker, []).append(len(made.texts))
        made.texts.append(recording.text)
        made.speakers.append(recording.speaker)
        made.sounds.append([_levelled(version) for version in versions])
    return made


def _faster(sound: np.ndarray, speed: float) -> np.ndarray:
    return audio.resampled(sound, RATE * speed, RATE)


def _levelled(sound: np.ndarray) -> np.ndarray:
    peak = np.abs(sound).max() + 1e-9
    active = sound[np.abs(sound) > 0.02 * peak]
    return np.clip(sound / np.sqrt((active**2).mean() + 1e-12) * SPEECH_RMS, -32767, 32767).astype(np.int16)


class Lessons:
    """Batches without end for one worker."""

    def __init__(self, sources: Sequence[Source], seed: int, batch_frames: int) -> None:
        self._sources = [one for one in sources if one.texts]
        self._choose = random.Random(seed)  # noqa: S311  (a choice, not a secret)
        self._chance = np.random.default_rng(seed)
        every = [version[0] for one in self._sources for version in one.sounds]
        voices = [sound for sound in every if len(sound) > 6000] or every
        self._telephone = Telephone(voices, seed)
        self._batch_frames = batch_frames

    def batches(self) -> Iterator[list[Lesson]]:
        """Lists of lessons whose lengths round up to the same number of frames, `batch_frames` of them in all.

        Few shapes, because PyTorch on a CPU prepares each new shape anew.
        """
        waiting: dict[int, list[Lesson]] = {}
        while True:
            lesson = self._lesson()
            if not SHORTEST_FRAMES < len(lesson[0]) < LONGEST_FRAMES:
                continue
            size = rounded(len(lesson[0]))
            batch = waiting.setdefault(size, [])
            batch.append(lesson)
            if len(batch) >= max(1, self._batch_frames // size):
                del waiting[size]
                yield batch

    def _lesson(self) -> Lesson:
        text, speech = self._said()
        sound = self._telephone.carry(speech)
        warp = None if self._choose.random() < 0.35 else self._choose.randrange(len(WARPS))
        features = cepstra(sound, self._chance, warp)
        if len(features) > SHORTEST_FRAMES:
            self._mask(features)
        return features.astype(np.float16), sounds_of(text)

    def _said(self) -> tuple[str, np.ndarray]:
        choose = self._choose
        if choose.random() < 0.03:
            return "", np.zeros(0, np.float32)
        (chosen,) = choose.choices(self._sources, [one.share for one in self._sources])
        place = choose.randrange(len(chosen.texts))
        text, versions = chosen.texts[place], chosen.sounds[place]
        version = choose.randrange(len(versions))
        speech = versions[version].astype(np.float32)
        if choose.random() < 0.2:  # the same speaker goes on after a pause
            other = choose.choice(chosen.by_speaker[chosen.speakers[place]])
            pause = np.zeros(int(choose.uniform(0.02, 0.5) * RATE), np.float32)
            more = chosen.sounds[other][version].astype(np.float32) * choose.uniform(0.6, 1.4)
            speech, text = np.concatenate((speech, pause, more)), f"{text} {chosen.texts[other]}"
        return text, speech

    def _mask(self, features: np.ndarray) -> None:
        """Hides up to two short stretches and shifts the spectrum a little: another handset."""
        choose = self._choose
        mean = features.mean(axis=0)
        for _ in range(choose.choice((0, 1, 1, 2))):
            width = choose.randint(2, 10)
            start = choose.randrange(max(1, len(features) - width))
            features[start : start + width] = mean
        if choose.random() < 0.5:
            features[:, 1:12] += self._chance.normal(0, 2.0, 11).astype(np.float32)
