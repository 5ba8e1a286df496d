"""The last steps of a model: its confidence, fitted on speakers kept apart, and its report."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from stdnum import damm

from speech import confidence, corpus
from speech.corpus import Recording
from speech.hearing import Recognizer
from speech.measuring import Condition, grammar_of, talkers_of, talking
from speech.recognizer import VoskRecognizer
from speech.repair import How, hear_code
from speech.training import calibrate as calibration
from speech.training import report as reports
from speech.training.calibrate import Trial

EACH = 50
"""Recordings tried for each grammar and condition."""
HARDSHIPS = (Condition(), Condition(level_db=-18), Condition(noise_db=10), Condition(babble_db=12))
Talkers = Sequence[tuple[str, np.ndarray]]

Tell = Callable[[str], None]


def publish(model: Path, corpora: Sequence[Path], tell: Tell) -> None:
    """Fits the confidence of this model and writes its report, on the speakers of the corpora kept apart."""
    everything = [recording for one in corpora for recording in corpus.read(one)]
    speakers = corpus.development_speakers(everything)
    apart = [recording for recording in everything if recording.speaker in speakers]
    voices = talking([recording for recording in everything if recording.speaker not in speakers])[::5]
    tried = calibrate(model, apart, voices, tell)
    report(model, apart, voices, tell, tried)


def calibrate(
    model: Path, apart: Sequence[Recording], voices: Sequence[Recording], tell: Tell
) -> list[Trial]:
    """Fits and writes confidence.json on half of the speakers kept apart; returns the trials of the other half."""
    recognizer = VoskRecognizer(model)
    talkers_apart = sorted({recording.speaker for recording in talking(apart)})
    others = sorted({recording.speaker for recording in apart} - set(talkers_apart))
    chosen = {*talkers_apart[::2], *others[::2]}
    fitting = [recording for recording in apart if recording.speaker in chosen]
    proving = [recording for recording in apart if recording.speaker not in chosen]
    talkers = talkers_of(voices)
    fitted = calibration.weights(list(_trials(recognizer, fitting, talkers, tell)))
    calibration.save(model / "confidence.json", fitted)
    return list(_trials(recognizer, proving, talkers, tell))


def _trials(recognizer: Recognizer, chosen: Sequence[Recording], talkers: Talkers, tell: Tell) -> list[Trial]:
    found: list[Trial] = []
    for grammar, recordings in calibration.kinds(chosen):
        tell(f"confidence of {type(grammar).__name__}")
        some = calibration.some(recordings, EACH, 3)
        for condition in HARDSHIPS:
            found += calibration.trials(recognizer, grammar, some, condition, talkers)
    return found


def report(
    model: Path,
    apart: Sequence[Recording],
    voices: Sequence[Recording],
    tell: Tell,
    tried: Sequence[Trial],
) -> None:
    """Writes REPORT.md of this model."""
    recognizer = VoskRecognizer(model)
    parts = [HEAD.format(speakers=len({r.speaker for r in apart}), answers=len(apart))]
    parts += reports.tables(recognizer, apart, voices, tell)
    _, digits = grammar_of("digits", apart)
    parts.append(
        "\n### Eight-digit codes with a check digit, joined from two recordings, heard once\n\n"
        "| condition | codes | right as heard | right after repair "
        "| right when it is one of the caller's own five | wrong code taken |\n|---|---|---|---|---|---|\n"
    )
    for name, condition in (("clean, mu-law", Condition()), ("white noise 10 dB", Condition(noise_db=10))):
        tell(f"codes, {name}")
        found = reports.codes(recognizer, digits, _is_code, _code, condition)
        parts.append(
            f"| {name} | {found.tried} | {found.right_at_once / max(1, found.tried):.2%} "
            f"| {found.right_after_repair / max(1, found.tried):.2%} "
            f"| {found.right_as_own / max(1, found.tried):.2%} "
            f"| {found.wrong_accepted / max(1, found.tried):.2%} |\n"
        )
    parts.append(
        "\n### Confidence: share of right answers by confidence, on speakers it was not fitted on\n\n"
    )
    parts.append(reports.reliability_table(tried, confidence.load(model / "confidence.json")) + "\n")
    reports.write(model / "REPORT.md", parts)


def _is_code(digits: str) -> bool:
    return len(digits) == 8 and bool(damm.is_valid(digits))


def _code(words: str, alternatives: Sequence[str], own: Sequence[str]) -> str | None:
    """As the line does: a code that was heard as it is, then one of the caller's own, then what can be repaired."""
    heard = hear_code(words, alternatives, length=8, passes=_is_code)
    if heard.how is not How.AS_SAID:
        of_own = hear_code(words, alternatives, length=8, passes=_is_code, known=own.__contains__)
        heard = of_own if of_own.usable else heard
    return heard.digits if heard.usable else None


HEAD = """# What this model can do

Measured by `python -m speech.training report CORPUS` on {speakers} speakers that it was not trained on ({answers}
recordings), through the line's own front end (speech/front.py), every figure with a 95 % interval by speaker. Two
seconds of the line are heard before each answer, as while the question is asked.

The speakers were looked at while the recipe was made: they chose the training time and the constants of the front
end, and half of them the confidence, so an independent measurement may come out a little worse. Read speech over a
simulated telephone; no real calls.

"""
