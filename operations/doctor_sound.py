"""Does the line hear and speak? A kept recording is recognised, and what the line itself says is heard back."""

from collections.abc import Iterator
from pathlib import Path

from casework.content import ContentError
from casework.mpp import load_mpp
from config import Settings
from ivr.voices import chosen_voice
from operations.finding import About, Finding
from published import folder_of
from speech import audio, engines, voices
from speech.grammar import Digits
from speech.hearing import ModelError, Recognizer
from speech.numbers import read_digits
from speech.synthesizer import Pace, SynthesisError, Synthesizer

MODEL = About(id="Pengenal suara", en="Recogniser")
VOICE = About(id="Suara layanan", en="Voice")

RECORDED = Path(__file__).with_name("tiga_lima_tujuh.wav")
"""Three digits, spoken by the robot voice and kept, so that a broken voice is not taken for a broken model."""
KEPT, WORDS, SPOKEN = "357", "satu dua tiga", "123"
PIECE = 4000


def model(settings: Settings) -> Iterator[Finding]:
    """Loads it and lets it hear the recording."""
    try:
        recognizer = engines.opened(settings.recognizer, settings.model_dir)
    except ModelError as error:
        yield MODEL.wrong(f"tidak dapat dimuat ({error}). Salin lagi folder speech/model dari rilis ini.",
                          f"cannot be loaded ({error}). Copy speech/model from this release again.")  # fmt: skip
        return
    heard = digits_heard(recognizer, audio.read_wav(RECORDED.read_bytes()))
    if heard == KEPT:
        yield MODEL.fine("rekaman contoh dikenali", "the kept recording is recognised")
    else:
        yield MODEL.wrong(
            "rekaman contoh tidak dikenali: model rusak. Salin lagi folder speech/model dari rilis ini.",
            "the kept recording is not recognised: copy speech/model from this release again.",
        )


def voice(settings: Settings) -> Iterator[Finding]:
    """Speaks in the voice of calls and listens to it. The robot voice steps in for one that is not there."""
    try:
        choice = settings.voice or load_mpp(folder_of(settings) / "mpp.yaml").voice
    except ContentError:
        choice = voices.ROBOT
    folder = settings.var_dir / "voices"
    name, chosen, problem = chosen_voice(choice, folder)
    if problem:
        yield VOICE.care(
            f"suara {name} belum terpasang; suara robot menggantikan. Jalankan: python app.py voice install",
            f"the voice {name} is not installed; the robot voice speaks. Run: python app.py voice install",
        )
    speaking = chosen or voices.opened(voices.ROBOT, folder)
    try:
        yield _heard_back(settings, speaking, name)
    finally:
        speaking.close()


def _heard_back(settings: Settings, speaking: Synthesizer, name: str) -> Finding:
    try:
        sound = speaking.render(WORDS, Pace.NORMAL)
    except (SynthesisError, voices.VoiceError) as error:
        return VOICE.wrong(
            f"suara {name} tidak dapat berbicara ({type(error).__name__}). Jalankan make setup, lalu coba lagi.",
            f"the voice {name} cannot speak ({type(error).__name__}). Run make setup, then try again.",
        )
    try:
        recognizer = engines.opened(settings.recognizer, settings.model_dir)
    except ModelError:
        return VOICE.care("berbicara, tetapi belum dapat didengar kembali: perbaiki pengenal suara dahulu.",
                          "speaks, but cannot be heard back: mend the recogniser first.")  # fmt: skip
    if digits_heard(recognizer, sound) == SPOKEN:
        return VOICE.fine(f"{name}: berbicara dan terdengar jelas", f"{name}: speaks and is understood")
    return VOICE.wrong(
        f"suara {name} berbicara tetapi tidak dipahami. Pilih suara lain dengan SUARA_VOICE=robot.",
        f"the voice {name} speaks but is not understood. Choose another: SUARA_VOICE=robot.",
    )


def digits_heard(recognizer: Recognizer, mulaw: bytes) -> str:
    """The digits in this telephone sound."""
    hearing = recognizer.listen(Digits(length=3))
    pcm = audio.decode(mulaw + audio.silence(600))
    for at in range(0, len(pcm), PIECE):
        hearing.feed(pcm[at : at + PIECE])
    return read_digits(hearing.final().words)
