"""People who speak softly: every answer of theirs is heard from its beginning, not only the first."""

import numpy as np
import pytest

from speech import audio, channels
from speech.endpointing import Change
from speech.front import FrontEnd
from speech.level import TARGET_DB
from speech.synthesizer import Pace, Pyttsx3Synthesizer

FRAME = 2 * audio.FRAME_BYTES


@pytest.mark.parametrize("level_db", [-15, -27, -38])
def test_a_soft_caller_is_heard_in_every_answer(level_db: float) -> None:
    voice = Pyttsx3Synthesizer()
    try:
        said = np.frombuffer(audio.decode(voice.render("satu dua tiga lima", Pace.NORMAL)), "<i2") / 32768
    finally:
        voice.close()
    loud = np.flatnonzero(np.abs(said) > 0.02)
    speech = said[loud[0] : loud[-1]]
    speech = channels.louder(speech, level_db - channels.active_db(speech))
    front = FrontEnd(1000)
    for answer in range(3):
        chance = np.random.default_rng(answer)
        sound = channels.between_quiet(speech, chance, 0.4, 2.0)
        pcm, passed, began = channels.coded(sound, channels.Channel.MULAW), b"", None
        for at in range(0, len(pcm) - FRAME + 1, FRAME):
            change, out = front.hear(pcm[at : at + FRAME])
            passed += out
            if change is Change.BEGAN:
                began = at // FRAME * 20
            if change is Change.ENDED:
                break
        passed += front.rest()
        assert began is not None, f"answer {answer} was not heard"
        assert began < 400 + 200
        level = channels.active_db(np.frombuffer(passed, "<i2") / 32768)
        assert level == pytest.approx(TARGET_DB, abs=3)
        front.restart(1000)
