"""Proof that Vosk computes what PyTorch computed: the cost of a word in Vosk against our own best path.

The features, folding, contexts, file format and graph are all in that number. What is left over must be the same for
every word: it is the weight of Vosk's own one-word language model.
"""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from speech.grammar import Phrases
from speech.pronunciation import BLANK, NUMBER
from speech.recognizer import LEAD, VoskRecognizer
from speech.sounds import Sounds
from speech.training.features import cepstra
from speech.training.network import Network, padded


def left_over(network: Network, model: Path, spoken: Sequence[tuple[str, np.ndarray]]) -> list[float]:
    """For each (word, int16 samples) the cost in Vosk less ours, with dither off and a wide beam."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "model"
        shutil.copytree(model, copy)
        _replace(copy / "conf" / "mfcc.conf", "--dither=1.0", "--dither=0.0")
        _replace(copy / "conf" / "model.conf", "--beam=16", "--beam=40")
        recognizer, said = VoskRecognizer(copy), Sounds.read(copy / "graph")
        found = []
        for word, samples in spoken:
            readings = dict(recognizer.readings(Phrases(phrases=(word,)), [samples.astype("<i2").tobytes()]))
            if word in readings:
                ways = [[NUMBER[sound] for sound in way] for way in said.ways(word)]
                found.append(readings[word] - min(best_path(network, way, samples) for way in ways))
    return found


@torch.no_grad()
def best_path(network: Network, sounds: Sequence[int], samples: np.ndarray) -> float:
    """Cost of the best way through these unit numbers, blanks allowed everywhere; natural log."""
    heard = np.concatenate((np.frombuffer(LEAD, "<i2"), samples))
    features, lengths = padded([cepstra(heard, None)], network.shape)
    log_probs = network(features)[0, : int(lengths[0])].double().numpy()
    states = [BLANK]
    for sound in sounds:
        states += [sound, BLANK]
    cost = np.full(len(states), np.inf)
    cost[0], cost[1] = -log_probs[0, BLANK], -log_probs[0, sounds[0]]
    for frame in log_probs[1:]:
        best = cost.copy()
        best[1:] = np.minimum(best[1:], cost[:-1])
        for place in range(3, len(states), 2):
            if states[place] != states[place - 2]:
                best[place] = min(best[place], cost[place - 2])
        cost = best - frame[states]
    return float(min(cost[-1], cost[-2]))


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path.name} has no {old}")
    path.write_text(text.replace(old, new), encoding="utf-8")
