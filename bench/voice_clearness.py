"""Which presence, evening out and speed of a natural voice are understood best: for choosing mastering.CLEARNESS.

    python bench/voice_clearness.py SENTENCES [--voice NAME] [--try SETTING ...] [--cache DIR] [--voices DIR]

SENTENCES is a text file, one sentence a line as in content/call.yaml. Give it sentences of your own: what is chosen
on bench/voice_lines.py is no longer measured there. A SETTING is "ratio=2,most_db=12,presence_db=0,speed=0.85,
pauses=1": what is not named stays as shipped. Prints CER in percent for each, as bench/voice.py has it: in rows
clean and with noise, then each line by itself. The voice's own sounds and what Whisper wrote are kept in --cache.
"""

import argparse
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from recognisers import whisper_base
from voice_judge import NOISE_DB, PROMPT, Judge
from voice_sounds import Kept, Said, in_one_go, key_of

from casework.words import load_words
from speech import audio, mastering, reading
from speech.clearness import Clearness
from speech.engines.whisper import WhisperRecognizer
from speech.phrases import Phrase
from speech.synthesizer import Pace
from speech.voicebank import pause_sound
from speech.voices.kokoro import RATE, Network, of_long_phrases, read_style
from speech.voices.natural import SPEEDS, VERSION, VOICES
from speech.voices.phonemes import phonetic

ROOT = Path(__file__).resolve().parents[1]
FULL = 0.9
"""Highest share of full scale of the voice's own sounds, as its worker has it."""


class Sounds:
    """One voice before the mastering, each phrase rendered once and kept."""

    def __init__(self, name: str, voices: Path, folder: Path) -> None:
        self._name, self._voice, self._folder = name, VOICES[name], folder
        self._network, self._style = Network(voices), of_long_phrases(read_style(voices / VOICES[name].file))
        folder.mkdir(parents=True, exist_ok=True)

    def phrase(self, text: str, speed: float) -> bytes:
        """16-bit samples at RATE."""
        path = self._folder / f"{key_of(self._name, VERSION, str(speed), text)[:32]}.npy"
        if not path.exists():
            np.save(path, self._network.say(phonetic(text), self._style, speed * self._voice.speed))
        samples = np.load(path)
        samples = samples * (FULL / max(FULL, float(np.abs(samples).max(initial=0.0))))
        return (samples * 32767).astype("<i2").tobytes()


def said(sounds: Sounds, lines: list[str], setting: Mapping[str, float]) -> Said:
    """The lines with this setting."""
    how = Clearness(**{name: setting[name] for name in asdict(mastering.CLEARNESS)})
    found = []
    for line in lines:
        parts = [
            mastering.master(sounds.phrase(part.text, setting["speed"]), RATE, how)
            if isinstance(part, Phrase)
            else pause_sound(round(part.milliseconds * setting["pauses"]), Pace.NORMAL)
            for part in in_one_go(line)
        ]
        found.append((line, audio.samples(b"".join(parts))))
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    arguments.add_argument("sentences", type=Path)
    arguments.add_argument("--voice", choices=VOICES, default="sari")
    arguments.add_argument("--try", dest="settings", nargs="+", default=[""], metavar="SETTING")
    arguments.add_argument("--cache", type=Path, default=ROOT / "var" / "bench-voice")
    arguments.add_argument("--voices", type=Path, default=ROOT / "var" / "voices", help="installed voices")
    given = arguments.parse_args()
    pronunciation = load_words(ROOT / "content" / "words.yaml", ()).pronunciation
    written = given.sentences.read_text(encoding="utf-8").splitlines()
    lines = [reading.spoken(line.strip(), pronunciation) for line in written if line.strip()]
    if not (given.cache / "whisper").is_dir():
        whisper_base(given.cache / "whisper")
    kept = Kept(given.cache / f"heard-{key_of(PROMPT)[:8]}.jsonl")
    judge = Judge(WhisperRecognizer(given.cache / "whisper"), kept, pronunciation)
    sounds = Sounds(given.voice, given.voices, given.cache / "unmastered")
    print(f"{'CER %':50} rows, clean  {NOISE_DB:.0f} dB noise   lines, clean  {NOISE_DB:.0f} dB noise")
    for setting in given.settings:
        shipped = asdict(mastering.CLEARNESS) | {"speed": SPEEDS[Pace.NORMAL], "pauses": 1.0}
        heard = judge.in_all_ways(said(sounds, lines, shipped | _read(setting)))
        rates = (heard[key].cer.share * 100 for key in ("clean_rows", "noisy_rows", "clean", "noisy"))
        print(
            f"{given.voice} {setting or 'as shipped':44}" + "".join(f"{rate:14.1f}" for rate in rates),
            flush=True,
        )


def _read(setting: str) -> dict[str, float]:
    pairs = (pair.split("=") for pair in setting.split(",") if pair)
    return {name: float(value) for name, value in pairs}


if __name__ == "__main__":
    main()
