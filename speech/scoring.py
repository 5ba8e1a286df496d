"""Right and wrong, counted: word errors, whole answers wrong, confusions, and how sure one can be of the figures.

Pure. Intervals are by speaker, because answers of one speaker are not independent.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

NOTHING = "-"
"""In a confusion: no word on that side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a speaker said and what was heard, as words without the unknown."""

    speaker: str
    group: str
    said: tuple[str, ...]
    heard: tuple[str, ...]
    unknown: bool = False
    """Whether something that is none of the grammar's was heard too."""
    confidence: float = 0.0
    taken: bool = False
    """Whether the line would act on it or ask whether it was meant."""
    acted: bool = False
    """Whether it would act on it without asking."""

    @property
    def errors(self) -> int:
        """Words to change, add or take away."""
        return sum(one != two for one, two in aligned(self.said, self.heard))

    @property
    def wrong(self) -> bool:
        """Whether it is not exactly what was said."""
        return self.said != self.heard


def aligned(said: Sequence[str], heard: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of words with the fewest differences; NOTHING where a word was added or lost."""
    cost = np.zeros((len(said) + 1, len(heard) + 1), int)
    cost[:, 0], cost[0, :] = np.arange(len(said) + 1), np.arange(len(heard) + 1)
    for i, one in enumerate(said, start=1):
        for j, two in enumerate(heard, start=1):
            cost[i, j] = min(cost[i - 1, j] + 1, cost[i, j - 1] + 1, cost[i - 1, j - 1] + (one != two))
    pairs, i, j = [], len(said), len(heard)
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (said[i - 1] != heard[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((said[i], heard[j]))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            pairs.append((said[i], NOTHING))
        else:
            j -= 1
            pairs.append((NOTHING, heard[j]))
    return pairs[::-1]


def word_errors(answer: Answer) -> tuple[int, int]:
    """(wrong words, words said)."""
    return answer.errors, len(answer.said)


def whole_errors(answer: Answer) -> tuple[int, int]:
    """(1 for an answer with an error, 1)."""
    return int(answer.wrong), 1


def taken(answer: Answer) -> tuple[int, int]:
    """(1 for an answer that the line takes, 1): of speech that is none of the grammar's, a false accept."""
    return int(answer.taken), 1


def acted(answer: Answer) -> tuple[int, int]:
    """(1 for an answer that the line acts on without asking, 1)."""
    return int(answer.acted), 1


def refused(answer: Answer) -> tuple[int, int]:
    """(1 for an answer that the line does not take, 1): of speech that is the grammar's, a false reject."""
    return int(not answer.taken), 1


def taken_wrong(answer: Answer) -> tuple[int, int]:
    """(1 for an answer that the line takes for another, 1)."""
    return int(answer.taken and answer.wrong), 1


def acted_wrong(answer: Answer) -> tuple[int, int]:
    """(1 for an answer that the line acts on, without asking, as another, 1)."""
    return int(answer.acted and answer.wrong), 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A share with its 95 % interval by speaker. A word error rate can exceed 1."""

    share: float
    low: float
    high: float
    count: int


def rate(
    answers: Sequence[Answer],
    counted: Callable[[Answer], tuple[int, int]],
    *,
    seed: int = 1,
    draws: int = 1000,
) -> Rate:
    """Errors over cases; the interval comes from drawing speakers with replacement."""
    each: dict[str, list[int]] = {}
    for answer in answers:
        errors, cases = counted(answer)
        so_far = each.setdefault(answer.speaker, [0, 0])
        so_far[0] += errors
        so_far[1] += cases
    if not each:
        return Rate(share=0.0, low=0.0, high=0.0, count=0)
    sums = np.array([each[speaker] for speaker in sorted(each)])
    drawn = sums[np.random.default_rng(seed).integers(len(sums), size=(draws, len(sums)))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / np.maximum(drawn[:, 1], 1), (2.5, 97.5))
    errors, cases = sums.sum(axis=0)
    return Rate(share=float(errors / max(cases, 1)), low=float(low), high=float(high), count=int(cases))


def confusions(answers: Sequence[Answer], most: int = 15) -> list[tuple[str, str, int]]:
    """(said, heard, times), the most frequent first."""
    counted = Counter(
        pair for answer in answers for pair in aligned(answer.said, answer.heard) if pair[0] != pair[1]
    )
    return [(*pair, times) for pair, times in counted.most_common(most)]
