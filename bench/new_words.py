"""Words that an MPP adds: how well are they recognised, though nobody was ever trained on them?

    python bench/new_words.py --voices kokoro-js-1.2.1.tgz [--speakers 8]

Forty-five words that are in no vocabulary of ours are added to a copy of the model with speech.lexicon, and said by
synthetic speakers (Kokoro voices mixed anew, and espeak-ng) through 8 kHz mu-law and the line's front end, in three
menus of fifteen; and yes and no in every form, for false rejects. Needs requirements-training.txt. No people: hardly
any recording of such words exists. These voices, though not these words and mixtures, were in the training. Prints a
table.
"""

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from speech import audio, channels, lexicon, listening
from speech.channels import Channel
from speech.grammar import Grammar, Phrases, YesNo
from speech.hearing import UNKNOWN
from speech.recognizer import VoskRecognizer
from speech.synthesizer import Pace, Pyttsx3Synthesizer
from speech.training.kokoro import RATE, Kokoro, phonetic, voices_in
from speech.training.synthesise import ESPEAK_VARIANTS, trimmed

ROOT = Path(__file__).resolve().parents[1]
MENUS = (
    "gerobak kucing pelangi cangkir ember semangka durian rambutan lemari bantal selimut kompor panci sendok garpu",
    "mangkuk sabun odol sisir cermin payung kemeja gelang jangkrik belalang gajah jerapah kancil buaya kodok",
    "kepiting cumi wortel bayam kangkung terong cabai jahe kunyit lengkuas merica vanili cokelat permen gula",
)
YES = ("ya", "iya", "betul", "benar", "boleh", "setuju", "nggih", "leres")
NO = ("tidak", "bukan", "salah", "belum", "jangan", "nggak", "mboten", "henteu")


def from_kokoro(
    voices: Path, work: Path, words: list[str], speakers: int
) -> Iterator[tuple[str, np.ndarray]]:
    """Each word by so many mixed voices."""
    kokoro = Kokoro(voices_in(voices, work / "voices"), work)
    for number, word in enumerate(word for word in words for _ in range(speakers)):
        choose = random.Random(f"new-{number}")  # noqa: S311  (a choice, not a secret)
        voice, other = choose.sample(kokoro.voices, 2)
        signs = phonetic(word, choose)
        sound = kokoro.say(signs, voice, other, choose.uniform(0.1, 0.5), choose.uniform(0.8, 1.15))
        yield word, trimmed(audio.resampled(sound, RATE, audio.RATE))


def from_espeak(words: list[str], speakers: int) -> Iterator[tuple[str, np.ndarray]]:
    """Each word by so many variants."""
    for variant in random.Random(7).sample(ESPEAK_VARIANTS, speakers):  # noqa: S311
        voice = Pyttsx3Synthesizer(voice=variant, pitch=40)
        for word in words:
            sound = audio.decode(voice.render(word, Pace.NORMAL))
            yield word, trimmed(np.frombuffer(sound, "<i2").astype(np.float32) / 32768)
        voice.close()


def measure(
    recognizer: VoskRecognizer, grammars: dict[str, Grammar], said: list[tuple[str, np.ndarray]]
) -> str:
    """Shares of the answers: right and acted on or asked, wrong and acted on or asked, refused."""
    right = wrong = 0
    for number, (word, sound) in enumerate(said):
        chance = np.random.default_rng(number)
        levelled = channels.louder(sound, -21 - channels.active_db(sound))
        pcm = channels.coded(channels.between_quiet(levelled, chance, 2.0, 2.0), Channel.MULAW)
        grammar = grammars[word]
        heard = listening.as_the_line(recognizer, grammar, pcm).transcript
        words = " ".join(one for one in heard.words.split() if one != UNKNOWN)
        taken = bool(words) and grammar.bands.of(heard.confidence) != "refuse"
        meant = grammar.meaning if isinstance(grammar, YesNo) else str
        right += taken and meant(words) == meant(word)
        wrong += taken and meant(words) != meant(word)
    count = len(said)
    return f"{count:8d} {right / count:8.1%} {wrong / count:8.1%} {1 - (right + wrong) / count:9.1%}"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--voices", type=Path, required=True, help="kokoro-js-1.2.1.tgz")
    parser.add_argument("--speakers", type=int, default=8)
    given = parser.parse_args()
    words = " ".join(MENUS).split()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        shutil.copytree(ROOT / "content", work / "content")
        shutil.copytree(ROOT / "speech" / "model", work / "model")
        known = lexicon.known(work / "model").intersection(words)
        if known:
            sys.exit(f"these words are in the vocabulary already: {', '.join(sorted(known))}")
        lexicon.add(work / "content", work / "model", words)
        recognizer = VoskRecognizer(work / "model")
        menus = {word: Phrases(phrases=tuple(menu.split())) for menu in MENUS for word in menu.split()}
        answers: dict[str, Grammar] = dict.fromkeys((*YES, *NO), YesNo(yes=YES, no=NO))
        print(f"{'':44}{'answers':>8} {'right':>8} {'wrong':>8} {'refused':>9}")
        for name, grammars, chosen in (
            ("words added later, menu of 15", menus, words),
            ("yes and no, 16 forms", answers, [*YES, *NO]),
        ):
            spoken = list(from_kokoro(given.voices, work, chosen, given.speakers))
            print(f"{name + ', Kokoro':44}{measure(recognizer, grammars, spoken)}", flush=True)
            spoken = list(from_espeak(chosen, given.speakers))
            print(f"{name + ', espeak-ng':44}{measure(recognizer, grammars, spoken)}", flush=True)


if __name__ == "__main__":
    main()
