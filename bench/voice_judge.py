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
ROW_S = 26.0
"""Lines that follow each other as in a call: as much as fits into what Whisper hears in one go (30 s)."""
GAP_S = 0.8
"""Silence between them."""
ROW_TOKENS = 224
"""Of so much speech, at most; a row that comes to this is one in which Whisper lost its way."""
LEAST_LETTERS_S = 4.0
"""A row of which it wrote fewer letters a second, about half the usual, is one in which it stopped on the way."""
LETTERS_OF_A_DIGIT = 4
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


def in_rows(said: Said) -> list[Said]:
    """The lines, each at the line's level, in rows of ROW_S at most."""
    rows: list[Said] = []
    so_far = ROW_S
    for text, sound in said:
        level = channels.louder(sound, LEVEL_DB - channels.active_db(sound))
        so_far += GAP_S + len(sound) / audio.RATE
        if so_far > ROW_S:
            rows.append([])
            so_far = len(sound) / audio.RATE
        rows[-1].append((text, level))
    return rows


def one_after_another(row: Said) -> tuple[str, np.ndarray]:
    """A row as one text and one sound."""
    gap = np.zeros(int(GAP_S * audio.RATE), row[0][1].dtype)
    sounds = [part for _, sound in row for part in (gap, sound)][1:]
    return " ".join(text for text, _ in row), np.concatenate(sounds)


class Judge:
    """Whisper, asked once about each sound."""

    def __init__(self, whisper: WhisperRecognizer, known: Kept, pronunciation: Mapping[str, str]) -> None:
        self._whisper, self._known, self._pronunciation = whisper, known, pronunciation

    def hears(self, said: Said, noise_db: float | None) -> Heard:
        """What was heard of these lines, each by itself."""
        return self._compared([(text, self._written(sound, text, noise_db)) for text, sound in said])

    def hears_in_rows(self, said: Said, noise_db: float | None) -> Heard:
        """What was heard of these lines when several follow each other."""
        rows = in_rows(said)
        return self._compared([(one_after_another(row)[0], self._row_written(row, noise_db)) for row in rows])

    def in_all_ways(self, said: Said) -> dict[str, Heard]:
        """By itself and in rows, clean and with noise, as a row of the table names them."""
        return {
            "clean": self.hears(said, None),
            "noisy": self.hears(said, NOISE_DB),
            "clean_rows": self.hears_in_rows(said, None),
            "noisy_rows": self.hears_in_rows(said, NOISE_DB),
        }

    def _written(self, sound: np.ndarray, name: str, noise_db: float | None) -> str:
        arrived = on_the_line(sound, noise_db, name)
        return self._known.get(_hash(arrived), lambda: self._whisper.transcribed(arrived, PROMPT).text)

    def _row_written(self, row: Said, noise_db: float | None) -> str:
        """A row in which Whisper repeats itself without end, or stops on the way, is heard again in halves: digits
        lead it astray."""
        text, sound = one_after_another(row)
        arrived = on_the_line(sound, noise_db, text)

        def hear() -> tuple[str, bool]:
            heard = self._whisper.transcribed(arrived, PROMPT, ROW_TOKENS)
            return heard.text, heard.lost

        written, lost = self._known.get(f"row-{_hash(arrived)}", hear)
        stopped = letters_of(written) < LEAST_LETTERS_S * len(sound) / audio.RATE
        if not (lost or stopped) or len(row) == 1:
            return written
        half = len(row) // 2
        return " ".join(self._row_written(part, noise_db) for part in (row[:half], row[half:]))

    def _compared(self, heard: Sequence[tuple[str, str]]) -> Heard:
        words, letters, each = [], [], []
        for number, (text, written) in enumerate(heard):
            right = fair_words.reference(text)
            found = fair_words.heard(written, right, self._pronunciation)
            words.append((number, fair_words.distance(right, found), len(right)))
            right_letters, found_letters = fair_words.letters(right), fair_words.letters(found)
            letters.append((number, fair_words.distance(right_letters, found_letters), len(right_letters)))
            each.append((letters[-1][1] / len(right_letters), " ".join(right), " ".join(found)))
        each.sort(reverse=True)
        return Heard(wer=share(words), cer=share(letters), worst=tuple(each[:8]))


def letters_of(written: str) -> int:
    """Letters of what Whisper wrote, a figure for as many as its word has."""
    return sum(LETTERS_OF_A_DIGIT if sign.isdigit() else sign.isalpha() for sign in written)


def _hash(arrived: np.ndarray) -> str:
    return hashlib.sha256(arrived.tobytes()).hexdigest()


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
