"""Training: lessons in, a checkpoint out, with progress on the way. Stopped, it goes on from the last checkpoint.

The learning rate falls as a cosine over all steps. What is kept is the running mean of the weights.
"""

import math
import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from speech.corpus import CorpusError
from speech.pronunciation import sounds_of
from speech.training.lessons import Lesson, Lessons, Source, rounded
from speech.training.loss import Rivals, ctc, ctc_crf
from speech.training.network import Network, Shape, padded

KEEP = 0.998
"""Share of the old mean of weights at each step."""
SAVE_EVERY_S = 120.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train."""

    steps: int = 20000
    rivals_from: float = 0.55
    """From this share of the steps on with CTC-CRF."""
    rate: float = 2e-3
    least_rate: float = 2e-5
    batch_frames: int = 10000
    workers: int = 1
    threads: int = 2
    seed: int = 1
    frozen_norms: bool = False
    """Whether the normalisations stay as they are: for a network that was read from a finished model."""


def learn(
    plan: Plan,
    sources: Sequence[Source],
    checkpoint: Path,
    *,
    shape: Shape,
    start: dict[str, Any] | None = None,
    tell: Callable[[str], None] = print,
) -> Network:
    """Trains and returns the mean network. `start`: weights to begin from, where there is no checkpoint yet."""
    torch.manual_seed(plan.seed)
    with _lessons(plan, sources) as batches:
        torch.set_num_threads(plan.threads)
        network, mean = Network(shape), Network(shape)
        first = next(batches)
        if start is not None:
            network.load_state_dict(start)
        else:
            _set_scale(network, [lesson[0] for lesson in first])
        learner = torch.optim.AdamW(
            [weight for weight in network.parameters() if weight.requires_grad],
            lr=plan.rate,
            weight_decay=1e-3,
        )
        mean.load_state_dict(network.state_dict())
        step = 0
        if checkpoint.exists():
            saved = torch.load(checkpoint, weights_only=True)
            if saved["shape"] != list(map(list, shape.contexts)):
                raise CorpusError(f"{checkpoint} is of another network: remove it to begin anew")
            network.load_state_dict(saved["network"])
            mean.load_state_dict(saved["mean"])
            learner.load_state_dict(saved["learner"])
            step = saved["step"]
            tell(f"going on from step {step}")
        rivals = Rivals(sounds_of(text) for one in sources for text in one.texts)
        began = saved_at = time.monotonic()
        first_step, frames, cost, sounds = step, 0, 0.0, 0.0
        while step < plan.steps:
            done = step / plan.steps
            rate = plan.least_rate + (plan.rate - plan.least_rate) * 0.5 * (1 + math.cos(math.pi * done))
            for group in learner.param_groups:
                group["lr"] = rate * min(1.0, (step + 1) / 200)
            batch = next(batches)
            features, lengths = padded(
                [lesson[0] for lesson in batch], shape, rounded(max(len(lesson[0]) for lesson in batch))
            )
            truths = [lesson[1] for lesson in batch]
            network.train()
            if plan.frozen_norms:
                for norm in network.norms():
                    norm.eval()
            with torch.autocast("cpu", dtype=torch.bfloat16):
                log_probs = network(features)
            log_probs = log_probs.float()
            if done < plan.rivals_from:
                costs = ctc(log_probs, lengths, truths)
            else:
                costs = ctc_crf(rivals, log_probs, lengths, truths)
            count = sum(map(len, truths)) + 5
            loss = costs.sum() / count
            learner.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
            learner.step()
            step += 1
            _follow(network, mean, min(KEEP, (step + 1) / (step + 20)))
            frames += sum(len(lesson[0]) for lesson in batch)
            cost, sounds = 0.99 * cost + float(loss.detach()) * count, 0.99 * sounds + count
            if time.monotonic() - saved_at > SAVE_EVERY_S or step == plan.steps:
                saved_at = time.monotonic()
                _save(checkpoint, shape, network, mean, learner, step)
                pace = frames / 100 / (saved_at - began)
                left = (plan.steps - step) * (saved_at - began) / (step - first_step)
                tell(
                    f"step {step} of {plan.steps}: cost a sound {cost / sounds:.3f}, {pace:.0f} times real time, "
                    f"{left / 60:.0f} minutes left"
                )
    return mean.eval()


def _set_scale(network: Network, features: Sequence[Any]) -> None:
    frames = torch.cat([torch.from_numpy(one.astype("float32")) for one in features])
    network.mean.data = frames.mean(dim=0)
    network.scale.data = 1 / (frames.std(dim=0) + 1e-3)


@torch.no_grad()
def _follow(network: Network, mean: Network, keep: float) -> None:
    for old, new in zip(mean.state_dict().values(), network.state_dict().values(), strict=True):
        if old.dtype.is_floating_point:
            old.lerp_(new, 1 - keep)
    for norm in network.norms():
        norm.weight.clamp_(min=1e-3)


def _save(path: Path, shape: Shape, network: Network, mean: Network, learner: Any, step: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(
        {
            "shape": list(map(list, shape.contexts)),
            "width": shape.width,
            "network": network.state_dict(),
            "mean": mean.state_dict(),
            "learner": learner.state_dict(),
            "step": step,
        },
        part,
    )
    part.replace(path)


def _work(sources: Sequence[Source], seed: int, batch_frames: int, queue: Any) -> None:
    for batch in Lessons(sources, seed, batch_frames).batches():
        queue.put(batch)


@contextmanager
def _lessons(plan: Plan, sources: Sequence[Source]) -> Iterator[Iterator[list[Lesson]]]:
    """Batches from worker processes, always in the same order: one from each in turn."""
    context = multiprocessing.get_context("fork")
    queues = [context.Queue(maxsize=8) for _ in range(plan.workers)]
    workers = [
        context.Process(
            target=_work,
            args=(sources, plan.seed * 1000 + number, plan.batch_frames, queue),
            daemon=True,
        )
        for number, queue in enumerate(queues)
    ]
    for worker in workers:
        worker.start()
    try:
        yield _in_turn(queues)
    finally:
        for worker in workers:
            worker.terminate()


def _in_turn(queues: Sequence[Any]) -> Iterator[list[Lesson]]:
    while True:
        for queue in queues:
            yield queue.get()
