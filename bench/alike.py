"""Which words the recogniser takes for one another, among those that it listens for at once.

    python bench/alike.py [--out content/alike.tsv] [--corpus DIR] [--voices N] [--quick]

Every word of every menu, of yes and no, and of the commands is said by synthetic speakers (espeak-ng in many
variants, and each natural voice that is installed), clean and with white noise, through 8 kHz mu-law and the line's
front end, to the grammar of its question: the shipped words, and those of each region. With a corpus also by its
people that the model was not trained on, where they say exactly such a word; of what they said only shares are kept.
Prints what was mistaken and writes the table that the content check reads: make it anew after changing words or
model. Half an hour of one core; --quick is less than half of it.
"""

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from casework.catalogue import load_catalogue
from casework.content import load
from casework.words import WordsFile, load_words
from ivr import alike_table
from ivr.alike import MOST_CONFUSED, UNMEASURED
from ivr.alike_table import Confusion
from ivr.position import Position
from ivr.questions import wait_for
from ivr.script import Script
from ivr.script_file import load_script
from ivr.standing import answered
from ivr.together import Together, together
from ivr.values import Ask
from speech import audio, corpus, listening, reading, voices
from speech.grammar import Band, Grammar
from speech.hearing import UNKNOWN
from speech.measuring import Condition, arriving
from speech.recognizer import VoskRecognizer
from speech.synthesizer import Pace, Pyttsx3Synthesizer, SynthesisError, Synthesizer

ROOT = Path(__file__).resolve().parents[1]
VOICES = ROOT / "var" / "voices"
ESPEAK = (("id", 50), ("id+f2", 60), ("id+m3", 30), ("id+f4", 70), ("id+m7", 45))
"""Variants and pitches: two women, two men and the usual voice."""
CONDITIONS = (Condition(noise_db=10.0), Condition())
"""Commands, which are heard at every question, are said in the first only."""
FEWEST = 2
"""Mistakes; a single one is chance."""
LONGEST = 4
"""Words of the longest answer that may be one of a menu's."""
QUICK = 2
"""Speakers of a quick run."""


@dataclass(slots=True)
class Counted:
    """How often each word was said to one grammar, and what else was heard for it."""

    tries: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[tuple[str, str]] = field(default_factory=Counter)


class Speakers:
    """Synthetic speakers, and what people of a corpus say; each word of each is made once."""

    def __init__(self, count: int, pronunciation: Mapping[str, str]) -> None:
        found: list[tuple[str, partial[Synthesizer]]] = [
            (f"{variant}@{pitch}", partial(Pyttsx3Synthesizer, voice=variant, pitch=pitch))
            for variant, pitch in ESPEAK[:count]
        ]
        for name in voices.NAMES:
            if name != voices.ROBOT:
                found.append((name, partial(voices.opened, name, VOICES)))
        self._voices: dict[str, Synthesizer] = {}
        for name, opened in found:
            try:
                self._voices[name] = opened()
            except voices.VoiceError as error:
                print(f"without {name}: {error}", file=sys.stderr)
        self._pronunciation = pronunciation
        self._said: dict[tuple[str, str], np.ndarray | None] = {}
        self.people: dict[str, list[tuple[str, np.ndarray]]] = defaultdict(list)

    def saying(self, word: str) -> Iterator[tuple[str, np.ndarray]]:
        """(speaker, sound at 8 kHz) of everybody who says this."""
        for name in self._voices:
            if (name, word) not in self._said:
                self._said[name, word] = self._sound(name, word)
            sound = self._said[name, word]
            if sound is not None:
                yield name, sound
        yield from self.people[word]

    def _sound(self, name: str, word: str) -> np.ndarray | None:
        spoken = reading.spoken(word, self._pronunciation)
        try:
            mulaw = self._voices[name].render(spoken, Pace.NORMAL)
        except SynthesisError as error:
            print(f"{name} cannot say {word}: {error}", file=sys.stderr)
            return None
        return np.frombuffer(audio.decode(mulaw), "<i2").astype(np.float32) / 32768


def main() -> None:
    """The command."""
    given = _arguments()
    content, recognizer = given.content, VoskRecognizer(given.model)
    plain = _script(content, ())
    speakers = Speakers(QUICK if given.quick else given.voices, plain.words.pronunciation)
    if given.corpus is not None:
        everything = corpus.read(given.corpus)
        untrained = corpus.development_speakers(everything)
        for said in everything:
            if said.speaker in untrained and len(said.text.split()) <= LONGEST:
                speakers.people[said.text].append((said.speaker, corpus.samples(said)))
    found: list[Confusion] = []
    regions = sorted(load(content / "words.yaml", WordsFile).ya.keys() - {"indonesia"})
    for region in (None, *regions):
        script = plain if region is None else _script(content, (region,))
        regional = script.words.regional_yes | script.words.regional_no
        for each in together(script):
            grammar = _grammar(script, each)
            if grammar is None or (region is not None and not regional & each.meaning.keys()):
                continue
            chosen = sorted(each.meaning if region is None else regional & each.meaning.keys())
            counted = _measured(recognizer, grammar, each, chosen, speakers)
            found += _shares(counted, region or each.where)
            print(
                f"{region or '':15} {each.where:28} {sum(counted.tries.values()):6d}",
                file=sys.stderr,
                flush=True,
            )
    worst: dict[tuple[str, str], Confusion] = {}
    for one in found:
        before = worst.get((one.said, one.heard))
        if before is None or one.share > before.share:
            worst[one.said, one.heard] = one
    alike_table.save(given.out, worst.values())
    for one in sorted(worst.values(), key=lambda one: -one.share):
        print(f"{one.said:24} heard as {one.heard:24} {one.share:6.1%} of {one.tries}")
    refused = sum(one.share > MOST_CONFUSED for one in worst.values())
    print(f"{len(worst)} pairs, {refused} of them more often than one time in ten: {given.out}")


def _measured(
    recognizer: VoskRecognizer, grammar: Grammar, each: Together, words: list[str], speakers: Speakers
) -> Counted:
    counted = Counted()
    for word in words:
        conditions = CONDITIONS if word in each.own else CONDITIONS[:1]
        for speaker, sound in speakers.saying(word):
            for number, condition in enumerate(conditions):
                pcm = arriving(sound, condition, f"{speaker}/{word}/{number}", speaker)
                heard = listening.as_the_line(recognizer, grammar, pcm).transcript
                known = " ".join(one for one in heard.words.split() if one != UNKNOWN)
                counted.tries[word] += 1
                taken = grammar.bands.of(heard.confidence) is not Band.REFUSE
                other = each.meaning.get(known)
                if taken and other is not None and other != each.meaning[word]:
                    counted.mistaken[word, known] += 1
    return counted


def _shares(counted: Counted, where: str) -> Iterator[Confusion]:
    for (said, heard), count in counted.mistaken.items():
        if count < FEWEST:
            continue
        tries = counted.tries[said]
        print(f"  {where}: {said} -> {heard}: {count} of {tries}", file=sys.stderr)
        yield Confusion(said=said, heard=heard, share=count / tries, tries=tries)


def _grammar(script: Script, each: Together) -> Grammar | None:
    if each.step is None:
        return None
    position = answered(Position(step=each.step), kode="48213096", layanan="ktp_hilang")
    wait = wait_for(script, position)
    return wait.speech if isinstance(wait, Ask) else None


def _script(content: Path, regions: tuple[str, ...]) -> Script:
    """With what was measured before left aside: it must not keep anybody from measuring anew."""
    words = load_words(content / "words.yaml", regions)
    catalogue = load_catalogue(content / "services.yaml")
    return load_script(content / "call.yaml", catalogue, words, confused=UNMEASURED)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--content", type=Path, default=ROOT / "content")
    parser.add_argument("--out", type=Path, default=ROOT / "content" / alike_table.FILE)
    parser.add_argument("--model", type=Path, default=ROOT / "speech" / "model")
    parser.add_argument("--corpus", type=Path, help="holds transcripts.tsv and recordings of people")
    parser.add_argument("--voices", type=int, default=len(ESPEAK), help="so many variants of espeak-ng")
    parser.add_argument("--quick", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
