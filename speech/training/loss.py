"""What the network is asked to do: CTC first, then CTC-CRF, which also pushes down every other sequence of sounds.

CTC-CRF (Xiang and Ou, ICASSP 2019): CTC of the truth minus the sum over all sequences, each weighed by a bigram of
sounds. After it decoding no longer depends on how strong the blank is, and other speech is refused more readily.
"""

import itertools
from collections.abc import Iterable, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from speech.pronunciation import BLANK, UNIT_COUNT


def ctc(log_probs: Tensor, lengths: Tensor, truths: Sequence[Sequence[int]]) -> Tensor:
    """Cost of each utterance; `log_probs` (batch, frames, units)."""
    flat = torch.tensor([unit for truth in truths for unit in truth], dtype=torch.long)
    return functional.ctc_loss(
        log_probs.transpose(0, 1),
        flat,
        lengths,
        torch.tensor([len(truth) for truth in truths]),
        blank=BLANK,
        reduction="none",
        zero_infinity=True,
    )


class Rivals(nn.Module):
    """All sequences of sounds, weighed by how often one sound follows another in `truths`.

    States: 0 before the first sound, then each sound, then the blank after each sound.
    """

    def __init__(self, truths: Iterable[Sequence[int]], smoothing: float = 3.0) -> None:
        super().__init__()
        sounds = UNIT_COUNT - 1
        counts = np.full((sounds + 1, sounds + 1), smoothing)
        for truth in truths:
            ends = [0, *truth, 0]
            for one, next_one in itertools.pairwise(ends):
                counts[one, next_one] += 1
        bigram = counts / counts.sum(axis=1, keepdims=True)
        moves = np.zeros((2 * sounds + 1, 2 * sounds + 1))
        moves[0, 0] = 1
        moves[0, 1 : sounds + 1] = bigram[0, 1:]
        for sound in range(1, sounds + 1):
            blank = sounds + sound
            moves[sound, 1 : sounds + 1] = bigram[sound, 1:]
            moves[blank, 1 : sounds + 1] = bigram[sound, 1:]
            moves[sound, sound] = moves[sound, blank] = moves[blank, blank] = 1
        self._bigram = np.log(bigram)
        self.register_buffer("moves", torch.tensor(moves, dtype=torch.float32))
        ends_here = np.concatenate(([bigram[0, 0]], bigram[1:, 0], bigram[1:, 0]))
        self.register_buffer("ends", torch.tensor(ends_here, dtype=torch.float32))
        self.register_buffer(
            "emits", torch.tensor([BLANK, *range(1, sounds + 1), *[BLANK] * sounds], dtype=torch.long)
        )

    def forward(self, log_probs: Tensor, lengths: Tensor) -> Tensor:
        """Log of the sum over all sequences, for each utterance."""
        likely = log_probs.exp()[:, :, self.emits]
        count, frames, states = likely.shape
        alpha = functional.one_hot(torch.zeros(count, dtype=torch.long), states).float()
        total = torch.zeros(count)
        for frame in range(frames):
            step = (alpha @ self.moves) * likely[:, frame]
            size = step.sum(dim=1, keepdim=True) + 1e-30
            inside = (frame < lengths).float()[:, None]
            alpha = inside * (step / size) + (1 - inside) * alpha
            total = total + inside[:, 0] * torch.log(size[:, 0])
        return total + torch.log(alpha @ self.ends + 1e-30)

    def weight(self, truth: Sequence[int]) -> float:
        """Log weight of one sequence under the bigram."""
        ends = [0, *truth, 0]
        return float(sum(self._bigram[one, two] for one, two in itertools.pairwise(ends)))


def ctc_crf(
    rivals: Rivals,
    log_probs: Tensor,
    lengths: Tensor,
    truths: Sequence[Sequence[int]],
    ctc_share: float = 0.1,
) -> Tensor:
    """Cost of each utterance."""
    plain = ctc(log_probs, lengths, truths)
    weights = torch.tensor([rivals.weight(truth) for truth in truths])
    return plain + rivals(log_probs, lengths) - weights + ctc_share * plain
