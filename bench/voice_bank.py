"""Reads a rendered voicebank back: which pieces of the content are there, how much they take, which are mis-read.

    python bench/voice_bank.py VAR [--voice NAME] [--model DIR]

VAR is the folder that `SUARA_VAR_DIR=VAR python app.py voice render` filled. Our own recogniser chooses between each
piece and those most like it, as in `app.py voice check`; a piece with a word that it does not know is counted and not
read. Where the right words are heard and a sound beside them that is no word (a breath), it is only counted.
Loudness is that of speech/loudness.py. Prints a line for each pace, then what was heard otherwise.
"""

import argparse
import datetime
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from casework.catalogue import load_catalogue
from casework.mpp import load_mpp
from casework.words import load_words
from ivr.script_file import load_script
from ivr.voice_script import wanted
from speech import audio, loudness
from speech.engines import opened as recogniser
from speech.studio import Take
from speech.studio_check import misread, plain_words
from speech.synthesizer import Pace
from speech.voicebank import Voicebank
from speech.voices import opened as voice_of

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("var", type=Path)
    arguments.add_argument("--voice", default="sari")
    arguments.add_argument("--model", type=Path, default=ROOT / "speech" / "model")
    given = arguments.parse_args()
    content = ROOT / "content"
    words = load_words(content / "words.yaml", ())
    script = load_script(content / "call.yaml", load_catalogue(content / "services.yaml"), words)
    mpp = load_mpp(content / "mpp.yaml")
    every = wanted(script, mpp, datetime.datetime.now(mpp.timezone).date())
    bank = Voicebank(given.var / "voicebank", voice_of(given.voice, given.var / "voices"))
    bank.voice()
    ours = recogniser("vosk", given.model)
    mistakes = []
    for pace in Pace:
        texts = [each.text for each in every if each.pace is pace]
        sounds = {text: sound for text in texts if (sound := bank.ready(text, pace)) is not None}
        unknown = breath = 0
        for text, sound in sounds.items():
            if any(word not in ours.vocabulary for word in plain_words(text).split()):
                unknown += 1
                continue
            heard = misread(Take(pcm=audio.decode(sound), rate=audio.RATE), text, texts, ours)
            if heard and heard.replace("...", "").split() == plain_words(text).split():
                breath += 1
            elif heard:
                mistakes.append(f'{pace}: "{text}" is heard as "{heard}"')
        loud = np.array([loudness.of(sound) for sound in sounds.values()] or [np.nan])
        size = sum(map(len, sounds.values()))
        print(
            f"{pace}: {len(sounds)} of {len(texts)} pieces, {size / 1e6:.1f} MB ({size / audio.RATE / 60:.0f} min), "
            f"{loud.min():.1f} to {loud.max():.1f} LUFS; {unknown} not read back, "
            f"{breath} with a sound beside the words",
            flush=True,
        )
    bank.close()
    print(*mistakes, f"{len(mistakes)} mis-read", sep="\n")


if __name__ == "__main__":
    main()
