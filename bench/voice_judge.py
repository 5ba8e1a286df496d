"""What is heard of a voice at the other end of the line: by Whisper, by our own recogniser, by a loudness meter."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import voice_fair_words as fair_words
from voice_sounds import Kept, Said, key_of

from speech import audio, channels, listening
from speech.channels import Channel
from speech.engines.whisper import RATE as WHISPER_RATE
from speech.engines.whisper import WhisperRecognizer
from speech.grammar import Digits, Phrases
from speech.hearing import UNKNOWN, Recognizer
from speech.measuring import Condition, arriving
from speech.numbers import read_digits
from speech.scoring import Answer, Rate, rate

PROMPT = "Layanan telepon Mal Pelayanan Publik, bahasa Indonesia."
"""What Whisper is told, the same for every voice and for people."""
NOISE_DB = 10.0
"""White noise so far below the speech."""
LEVEL_DB = -18.0
"""Level of the active speech, so that mu-law does the same to all."""
QUIET_S = 0.3
"""Near-silence before and after a line, for Whisper."""
SYLLABLE = re.compile(r"(?:ai|au|oi)(?![a-z])|[aiueo]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What Whisper got wrong, as shares with 95 % intervals by line."""

    wer: Rate
    cer: Rate
    worst: tuple[tuple[float, str, str], ...]
    """(share of letters wrong, said, heard)."""


def on_the_line(sound: np.ndarray, noise_db: float | None, name: str) -> np.ndarray:
    """Float32 samples at 16 kHz: the sound at the line's level, with noise, through mu-law, as Whisper takes it."""
    level = channels.louder(sound, LEVEL_DB - channels.active_db(sound))
    chance = np.random.default_rng([1, int(key_of(name)[:8], 16)])
    padded = channels.between_quiet(level, chance, QUIET_S, QUIET_S)
    if noise_db is not None:
        padded = channels.with_noise(padded, noise_db, chance)
    pcm = np.frombuffer(channels.coded(padded, Channel.MULAW), "<i2")
    return audio.resampled(pcm.astype(np.float32) / 32768, audio.RATE, WHISPER_RATE)


class Judge:
    """Whisper, asked once about each sound."""

    def __init__(self, whisper: WhisperRecognizer, known: Kept, pronunciation: Mapping[str, str]) -> None:
        self._whisper, self._known, self._pronunciation = whisper, known, pronunciation

    def hears(self, said: Said, noise_db: float | None) -> Heard:
        """What was heard of these lines."""
        words, letters, each = [], [], []
        for number, (text, sound) in enumerate(said):
            arrived = on_the_line(sound, noise_db, text)
            written = self._known.get(
                hashlib.sha256(arrived.tobytes()).hexdigest(),
                lambda arrived=arrived: self._whisper.transcribed(arrived, PROMPT).text,
            )
            right = fair_words.reference(text)
            found = fair_words.heard(written, right, self._pronunciation)
            words.append((number, fair_words.distance(right, found), len(right)))
            right_letters, found_letters = fair_words.letters(right), fair_words.letters(found)
            letters.append((number, fair_words.distance(right_letters, found_letters), len(right_letters)))
            each.append((letters[-1][1] / len(right_letters), " ".join(right), " ".join(found)))
        each.sort(reverse=True)
        return Heard(wer=share(words), cer=share(letters), worst=tuple(each[:8]))


def share(counted: Iterable[tuple[int, int, int]]) -> Rate:
    """(line, errors, of how many): the share wrong, with its interval by line. A line is all wrong at most."""
    cases = {number: (min(errors, most), most) for number, errors, most in counted}
    answers = [Answer(speaker=str(number), group="", said=(), heard=()) for number in cases]
    return rate(answers, lambda answer: cases[int(answer.speaker)])


def digits_right(ours: Recognizer, code: str, sound: np.ndarray, noise_db: float | None) -> bool:
    """Whether our own recogniser hears just these digits."""
    grammar = Digits(length=len(code))
    pcm = arriving(sound, Condition(noise_db=noise_db), code, "voice")
    return read_digits(listening.as_the_line(ours, grammar, pcm).transcript.words) == code


def phrase_right(
    ours: Recognizer, phrase: str, others: Sequence[str], sound: np.ndarray, noise_db: float | None
) -> bool:
    """Whether it hears this phrase, with all the others in its grammar."""
    pcm = arriving(sound, Condition(noise_db=noise_db), phrase, "voice")
    heard = listening.as_the_line(ours, Phrases(phrases=tuple(others)), pcm).transcript.words
    return " ".join(word for word in heard.split() if word != UNKNOWN) == phrase


def lufs(sound: np.ndarray) -> float | None:
    """Integrated loudness (BS.1770) of a line at 8 kHz; None where it is too short or nothing measures it."""
    try:
        import pyloudnorm
    except ImportError:
        return None
    if len(sound) < 0.4 * audio.RATE:
        return None
    found = float(pyloudnorm.Meter(audio.RATE).integrated_loudness(sound))
    return found if np.isfinite(found) else None


def syllables(text: str) -> int:
    """Vowels; ai, au and oi at the end of a word are one."""
    return len(SYLLABLE.findall(" ".join(fair_words.reference(text))))
