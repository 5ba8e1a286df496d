"""A small corpus, spoken by espeak-ng."""

import csv
from pathlib import Path

import numpy as np
import soundfile

from speech import audio
from speech.corpus import Recording, read
from speech.synthesizer import Pace, Pyttsx3Synthesizer


def spoken_corpus(into: Path, texts: tuple[str, ...], voices: tuple[str, ...]) -> list[Recording]:
    """Every text by every voice; a voice is a speaker."""
    into.mkdir(parents=True)
    rows = []
    for voice in voices:
        speaker = Pyttsx3Synthesizer(voice=voice)
        for text in texts:
            sound = np.frombuffer(audio.decode(speaker.render(text, Pace.NORMAL)), "<i2")
            name = f"{voice}-{text.replace(' ', '_')}.flac"
            soundfile.write(into / name, sound, audio.RATE)
            rows.append((name, voice, "-", text, f"{len(sound) / audio.RATE:.2f}"))
        speaker.close()
    with (into / "transcripts.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(("file", "speaker", "gender", "text", "seconds"))
        writer.writerows(rows)
    return read(into)
