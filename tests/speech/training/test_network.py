"""The network in PyTorch and the same network in Vosk, and what it is taught."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="requirements-training.txt is not installed")

from speech.grammar import Phrases  # noqa: E402
from speech.pronunciation import UNIT_COUNT  # noqa: E402
from speech.recognizer import VoskRecognizer  # noqa: E402
from speech.training import make, verify  # noqa: E402
from speech.training.export import network_of, plain_layers  # noqa: E402
from speech.training.learn import Plan, learn  # noqa: E402
from speech.training.lessons import source  # noqa: E402
from speech.training.loss import Rivals, ctc  # noqa: E402
from speech.training.network import Network, Shape, padded  # noqa: E402
from tests.speech.training.spoken import spoken_corpus  # noqa: E402

SHIPPED = Path(__file__).parents[3] / "speech" / "model"
SMALL = Shape(width=32, contexts=((-3, 0, 3), (-6, 0, 6), (-12, -6, 0)))


def any_network(shape: Shape) -> Network:
    """Random weights and random normalisations, so that nothing folds away by accident."""
    torch.manual_seed(1)
    network = Network(shape)
    with torch.no_grad():
        network.mean.normal_()
        network.scale.uniform_(0.01, 0.05)
        for norm in network.norms():
            norm.running_mean.normal_()
            norm.running_var.uniform_(0.5, 2)
            norm.weight.uniform_(0.5, 1)
            norm.bias.normal_()
        network.out.weight.mul_(
            0.02
        )  # no sound far ahead of the others, so that no word falls out of the beam
    return network.eval()


def test_folding_changes_nothing() -> None:
    network = any_network(SMALL)
    folded = network_of(plain_layers(network)).eval()
    features, _ = padded([np.random.default_rng(2).normal(size=(80, 32)).astype(np.float32)], SMALL)
    with torch.no_grad():
        assert torch.allclose(network(features), folded(features), atol=2e-3)


def test_vosk_computes_the_same(tmp_path: Path) -> None:
    network = any_network(SMALL)
    make.export(network, SHIPPED, tmp_path / "model")
    noise = (np.random.default_rng(3).normal(size=9000) * 2000).astype(np.int16)
    left = verify.left_over(
        network, tmp_path / "model", [(word, noise) for word in ("ya", "tidak", "satu", "malam")]
    )
    assert len(left) >= 3
    assert max(left) - min(left) < make.WORST_LEFT_OVER


def test_rivals_are_the_sum_over_every_sequence() -> None:
    """Against brute force: every path through three frames of a tiny problem."""
    torch.manual_seed(2)
    log_probs = torch.randn(1, 3, UNIT_COUNT).log_softmax(dim=2)
    rivals = Rivals([[1, 2], [3]])
    sequences: dict[tuple[int, ...], float] = {}
    few = range(UNIT_COUNT)
    for path in itertools.product(few, repeat=3):
        said = tuple(
            unit for place, unit in enumerate(path) if unit and (place == 0 or path[place - 1] != unit)
        )
        score = sum(float(log_probs[0, frame, unit]) for frame, unit in enumerate(path))
        sequences[said] = np.logaddexp(sequences.get(said, -math.inf), score)
    total = -math.inf
    for said, score in sequences.items():
        total = np.logaddexp(total, score + rivals.weight(said))
    assert float(rivals(log_probs, torch.tensor([3]))[0]) == pytest.approx(total, abs=1e-3)
    truth = [1, 2]
    assert float(ctc(log_probs, torch.tensor([3]), [truth])[0]) == pytest.approx(-sequences[(1, 2)], abs=1e-4)


def test_training_teaches_and_goes_on_where_it_stopped(tmp_path: Path) -> None:
    corpus = spoken_corpus(tmp_path / "corpus", ("satu", "dua", "tiga lima"), ("id", "id+m3"))
    material = [source(1.0, corpus, speeds=0, seed=1)]
    told: list[str] = []

    def plan(steps: int) -> Plan:
        return Plan(steps=steps, batch_frames=1500, threads=1, rate=5e-3, rivals_from=0.8)

    def cost(network: Network) -> float:
        from speech.corpus import samples
        from speech.pronunciation import units
        from speech.training.features import cepstra

        features, lengths = padded([cepstra(samples(corpus[0]) * 12000, None)], SMALL)
        with torch.no_grad():
            return float(ctc(network.eval()(features), lengths, [units(corpus[0].text)])[0])

    begun = learn(plan(20), material, tmp_path / "net.pt", shape=SMALL, tell=told.append)
    ended = learn(plan(120), material, tmp_path / "net.pt", shape=SMALL, tell=told.append)
    assert any("going on from step 20" in line for line in told)
    assert cost(ended) < 0.8 * cost(begun)


def test_a_model_that_understands_nothing_is_not_passed(tmp_path: Path) -> None:
    network = any_network(SMALL)
    make.export(network, SHIPPED, tmp_path / "model")
    with pytest.raises(ValueError, match="fewer than five"):
        make.check(network, tmp_path / "model", spoken_corpus(tmp_path / "c", ("satu",), ("id",)), seed=1)
    recognizer = VoskRecognizer(tmp_path / "model")
    assert recognizer.readings(Phrases(phrases=("ya",)), [bytes(16000)]) is not None
