"""Our own network as a model for sherpa-onnx: `python -m speech.engines.ours speech/model DIR`.

Proves the adapter on a real model, for want of an Indonesian one for sherpa-onnx that we could ship. sherpa-onnx
decodes without our graph, so it hears sounds and no words: who has no model of their own should stay with Vosk.

The file has the form of T-one, the streaming form of sherpa-onnx for 8 kHz sound: every call brings 300 ms of samples
and the state, which here is the sound before them. Cepstra and network are both in it, so that nothing depends on the
engine's own features. Only this module imports onnx.
"""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from speech.hearing import ModelError
from speech.pronunciation import UNITS
from speech.training import features, kaldi
from speech.training.kaldi import PlainLayer

FILE = "t-one-ctc.onnx"
CHUNK_MS = 300
SAMPLES = features.RATE * CHUNK_MS // 1000
STEP = 3
"""Feature frames of 10 ms for each output frame."""
FRAMES = CHUNK_MS // 10 // STEP
FLOAT, INT32, FLOAT16 = 1, 6, 10
"""ONNX's numbers for kinds of values."""


def write(model: Path, directory: Path) -> None:
    """Writes tokens.txt and the network of a Vosk model of ours into the directory. Raises ModelError."""
    layers = kaldi.read(model / "am" / "final.mdl")
    kept = _samples_before(layers)
    graph = _Graph()
    new = graph.node("Reshape", graph.node("Cast", "signal", to=FLOAT), graph.ints(-1, SAMPLES))
    sound = graph.node("Concat", graph.node("Cast", "state", to=FLOAT), new, axis=1)
    graph.node("Cast", graph.part(sound, SAMPLES, None, axis=1), name="next_state", to=FLOAT16)
    scores = _network(graph, _cepstra(graph, graph.node("Unsqueeze", sound, graph.ints(1))), layers)
    graph.node("Transpose", graph.node("LogSoftmax", scores, axis=1), name="logprobs", perm=[0, 2, 1])
    directory.mkdir(parents=True, exist_ok=True)
    graph.save(
        directory / FILE,
        inputs={"signal": (INT32, ("N", SAMPLES, 1)), "state": (FLOAT16, ("N", kept))},
        outputs={
            "logprobs": (FLOAT, ("N", FRAMES, len(layers[-1].bias))),
            "next_state": (FLOAT16, ("N", kept)),
        },
        about={"frame_length_ms": CHUNK_MS, "state_dim": kept, "sample_rate": features.RATE},
    )
    tokens = "".join(f"{token} {place}\n" for place, token in enumerate(("<blk>", *UNITS)))
    (directory / "tokens.txt").write_text(tokens, encoding="utf-8")


def _samples_before(layers: Sequence[PlainLayer]) -> int:
    """Sound that is kept, so that the frames of a chunk have everything around them that they depend on."""
    context = sum(layer.offsets[-1] - layer.offsets[0] for layer in layers)
    frames = context + STEP * (FRAMES - 1) + 1
    return (frames - 1) * features.SHIFT + features.WIDTH - SAMPLES


def _cepstra(graph: "_Graph", sound: str) -> str:
    """(N, 1, samples) to (N, 32, frames), as speech/training/features.py computes them."""
    waves = graph.node("Conv", sound, graph.value(_waves()), strides=[features.SHIFT])
    power, bins = graph.node("Mul", waves, waves), features.FFT // 2 + 1
    power = graph.node("Add", graph.part(power, 0, bins, axis=1), graph.part(power, bins, 2 * bins, axis=1))
    bank = features.BANK.T
    noise = (_waves()[:, 0] ** 2).sum(axis=1)
    dither = bank @ (noise[:bins] + noise[bins:])
    energies = graph.node("Conv", power, graph.value(bank[:, :, None]), graph.value(dither))
    return graph.node("Conv", graph.node("Log", energies), graph.value(features.BASIS.T[:, :, None]))


def _waves() -> np.ndarray:
    """(258, 1, 200): from 200 samples to the real and the imaginary parts of their windowed spectrum.

    Their squares over white noise of one are what Kaldi's dither adds on average; silence without it is unheard of.
    """
    frames = np.eye(features.WIDTH)
    frames = frames - frames.mean(axis=1, keepdims=True)
    emphasised = frames.copy()
    emphasised[:, 1:] -= 0.97 * frames[:, :-1]
    emphasised[:, 0] -= 0.97 * frames[:, 0]
    spectrum = np.fft.rfft(emphasised * features.POWER_WINDOW, features.FFT, axis=1)
    return np.concatenate([spectrum.real, spectrum.imag], axis=1).T[:, None]


def _network(graph: "_Graph", here: str, layers: Sequence[PlainLayer]) -> str:
    """(N, 32, frames) to (N, units, output frames). Raises ModelError for a layer of another kind."""
    for place, layer in enumerate(layers):
        came, gaps = here, np.diff(layer.offsets) // (1 if place < 2 else STEP)
        if len(set(gaps)) > 1:
            raise ModelError("this network has a layer that sees frames unevenly apart")
        kernel = layer.weight.reshape(len(layer.bias), len(layer.offsets), -1).transpose(0, 2, 1)
        here = graph.node(
            "Conv", here, graph.value(kernel), graph.value(layer.bias),
            dilations=[int(gaps[0]) if len(gaps) else 1], strides=[STEP if place == 1 else 1],
        )  # fmt: skip
        here = graph.node("Relu", here) if layer.relu else here
        if layer.residual:
            first, last = -layer.offsets[0] // STEP, layer.offsets[-1] // STEP
            here = graph.node("Add", here, graph.part(came, first, -last or None, axis=2))
    return here


class _Graph:
    """Nodes and weights of an ONNX file being put together. A node is known by the name of what it gives."""

    def __init__(self) -> None:
        try:
            import onnx
        except ImportError as error:
            raise ModelError("onnx is missing: pip install -r requirements-engines.txt") from error
        self._onnx: Any = onnx
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def node(self, kind: str, *inputs: str, name: str = "", **given: Any) -> str:
        """One operation; returns its name."""
        name = name or f"n{len(self._nodes)}"
        self._nodes.append(self._onnx.helper.make_node(kind, inputs, [name], **given))
        return name

    def value(self, array: np.ndarray) -> str:
        """Weights as float32."""
        return self._weight(np.ascontiguousarray(array, np.float32))

    def ints(self, *numbers: int) -> str:
        """Whole numbers: shapes and places."""
        return self._weight(np.array(numbers, np.int64))

    def part(self, source: str, start: int, end: int | None, *, axis: int) -> str:
        """A slice; `end` as in Python."""
        return self.node(
            "Slice", source, self.ints(start), self.ints(2**31 if end is None else end), self.ints(axis)
        )

    def save(
        self, path: Path, *, inputs: dict[str, Any], outputs: dict[str, Any], about: dict[str, int]
    ) -> None:
        """Checks and writes the file. What goes in and out: name to (kind, shape)."""
        helper = self._onnx.helper
        ends = [
            [helper.make_tensor_value_info(name, kind, shape) for name, (kind, shape) in side.items()]
            for side in (inputs, outputs)
        ]
        graph = helper.make_graph(self._nodes, "ours", *ends, self._weights)
        file = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        helper.set_model_props(file, {key: str(number) for key, number in about.items()})
        self._onnx.checker.check_model(file)
        self._onnx.save(file, str(path))

    def _weight(self, array: np.ndarray) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(self._onnx.numpy_helper.from_array(array, name))
        return name


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit("python -m speech.engines.ours MODEL DIR")
    write(Path(sys.argv[1]), Path(sys.argv[2]))
