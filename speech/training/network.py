"""The acoustic network: a time-delay network with residuals, 8 kHz cepstra in, sound units every 30 ms out.

Only operations that Kaldi's nnet3 has, so that it can be written as a final.mdl (see kaldi.py). Contexts are in
frames of 10 ms; after the second layer everything moves in steps of three frames.
"""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from speech.pronunciation import UNIT_COUNT
from speech.training.features import BINS

STEP = 3
"""Input frames for each output frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """Width of the layers, and the input frames that each of them sees."""

    width: int = 256
    contexts: tuple[tuple[int, int, int], ...] = (
        *((-3, 0, 3),) * 4,
        *((-6, 0, 6),) * 4,
        *((-9, -3, 3),) * 2,
        *((-12, -6, 0),) * 2,
        *((-24, -12, 0),) * 2,
    )

    @property
    def left(self) -> int:
        """Frames before the first output frame that it depends on."""
        return 3 - sum(context[0] for context in self.contexts)

    @property
    def right(self) -> int:
        """Frames after it."""
        return 3 + sum(context[-1] for context in self.contexts)


class Layer(nn.Module):
    """x + norm(relu(conv(x at three times)))."""

    def __init__(self, width: int, context: tuple[int, int, int], drop: float) -> None:
        super().__init__()
        self.context = context
        self.conv = nn.Conv1d(width, width, 3, dilation=(context[1] - context[0]) // STEP)
        self.norm = nn.BatchNorm1d(width, momentum=0.02)
        self.drop = nn.Dropout1d(drop)

    def forward(self, x: Tensor) -> Tensor:
        y = self.drop(self.norm(functional.relu(self.conv(x))))
        start = -self.context[0] // STEP
        return y + x[:, :, start : start + y.shape[2]]


class Network(nn.Module):
    """(batch, frames with context, 32) to (batch, frames / 3, UNIT_COUNT) log probabilities."""

    def __init__(self, shape: Shape, drop: float = 0.05) -> None:
        super().__init__()
        self.shape = shape
        self.mean = nn.Parameter(torch.zeros(BINS), requires_grad=False)
        self.scale = nn.Parameter(torch.ones(BINS), requires_grad=False)
        self.first = nn.Conv1d(BINS, shape.width, 5)
        self.first_norm = nn.BatchNorm1d(shape.width, momentum=0.02)
        self.second = nn.Conv1d(shape.width, shape.width, 3, stride=STEP)
        self.second_norm = nn.BatchNorm1d(shape.width, momentum=0.02)
        self.layers = nn.ModuleList(Layer(shape.width, context, drop) for context in shape.contexts)
        self.out = nn.Conv1d(shape.width, UNIT_COUNT, 1)

    def forward(self, x: Tensor) -> Tensor:
        x = ((x - self.mean) * self.scale).transpose(1, 2)
        x = self.first_norm(functional.relu(self.first(x)))
        x = self.second_norm(functional.relu(self.second(x)))
        for layer in self.layers:
            x = layer(x)
        return functional.log_softmax(self.out(x).float(), 1).transpose(1, 2)

    def norms(self) -> list[nn.BatchNorm1d]:
        """Every normalisation; their weights must stay positive, or they cannot be folded for Kaldi."""
        return [module for module in self.modules() if isinstance(module, nn.BatchNorm1d)]


def output_frames(frames: int) -> int:
    """How many output frames Kaldi gives for so many input frames."""
    return (frames + STEP - 1) // STEP


def padded(many: list[np.ndarray], shape: Shape, least: int = 0) -> tuple[Tensor, Tensor]:
    """Utterances (frames, 32) as one batch with the edges repeated as Kaldi does, and their output lengths.

    Each is padded to the longest of them, and to `least` frames.
    """
    longest = max(least, max(len(one) for one in many))
    batch = np.empty((len(many), longest + shape.left + shape.right + STEP - 1, BINS), np.float32)
    for row, one in zip(batch, many, strict=True):
        row[: shape.left] = one[0]
        row[shape.left : shape.left + len(one)] = one
        row[shape.left + len(one) :] = one[-1]
    return torch.from_numpy(batch), torch.tensor([output_frames(len(one)) for one in many])
