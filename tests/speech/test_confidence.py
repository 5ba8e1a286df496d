"""How sure we are, as a share of right answers."""

import json
from pathlib import Path

import numpy as np
import pytest

from speech.confidence import SIGNS, Calibration, HeardWord, fit, load, signs
from speech.grammar import Band, Bands
from speech.hearing import UNKNOWN

SHIPPED = Path(__file__).parents[2] / "speech" / "model" / "confidence.json"


def word(text: str, confidence: float) -> HeardWord:
    return HeardWord(text=text, confidence=confidence)


def test_fitting_finds_the_share_of_right_answers() -> None:
    chance = np.random.default_rng(1)
    rows = [(1.0, *chance.normal(size=len(SIGNS) - 1)) for _ in range(4000)]
    shares = [1 / (1 + np.exp(-(0.5 + 2 * row[1]))) for row in rows]
    right = [bool(chance.random() < share) for share in shares]
    weights = fit(rows, right)
    assert weights[0] == pytest.approx(0.5, abs=0.15)
    assert weights[1] == pytest.approx(2, abs=0.25)
    assert max(map(abs, weights[2:])) < 0.2


def test_the_shipped_curve_trusts_clear_words_and_not_others() -> None:
    curve = load(SHIPPED)
    for kind in ("digits", "phrases", "yesno"):
        clear = curve.confidence(kind, [word("tidak", 1.0)], UNKNOWN)
        murmured = curve.confidence(kind, [word("tidak", 0.35)], UNKNOWN)
        assert clear > 0.8, kind
        assert murmured < clear
        assert curve.confidence(kind, [word("tidak", 1.0), word(UNKNOWN, 1.0)], UNKNOWN) < clear
        assert curve.confidence(kind, [], UNKNOWN) == 0.0


def test_without_a_curve_the_least_of_the_words_counts() -> None:
    plain = Calibration(weights={})
    assert plain.confidence("digits", [word("satu", 0.9), word("dua", 0.4)], UNKNOWN) == 0.4
    assert plain.confidence("digits", [word("satu", 0.9), word(UNKNOWN, 1.0)], UNKNOWN) == 0.0


def test_signs_of_any_answer_are_finite() -> None:
    for answer in ([word(UNKNOWN, 0.0)], [word("a", 1.0)], [word("delapan", 0.5)]):
        assert np.isfinite(signs(answer, UNKNOWN)).all()


def test_a_curve_for_other_signs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "confidence.json").write_text(json.dumps({"signs": ["one"], "weights": {}}), encoding="utf-8")
    with pytest.raises(ValueError, match="calibrate again"):
        load(tmp_path / "confidence.json")
    assert load(tmp_path / "nowhere.json").weights == {}


@pytest.mark.parametrize(
    ("sure", "band"), [(0.9, Band.ACCEPT), (0.85, Band.ACCEPT), (0.6, Band.CONFIRM), (0.1, Band.REFUSE)]
)
def test_bands(sure: float, band: Band) -> None:
    assert Bands(accept=0.85, confirm=0.5).of(sure) is band
