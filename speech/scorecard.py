"""The figures of one measurement, as plain values for JSON and as lines for people.

Pure. What each figure means: docs/measuring.md.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np

from speech import scoring
from speech.measuring import Measured
from speech.scoring import Answer, Rate

WORST = 10


def figures(
    name: str,
    found: Measured,
    others: Measured | None,
    *,
    by_length: bool = False,
    accept: float | None = None,
) -> dict[str, Any]:
    """Everything counted. `others` is what came of speech that is none of the grammar's; with `accept` an answer is
    taken from that confidence up, without [unk], instead of as the line does."""
    answers = _decided(found.answers, accept)
    foreign = _decided(others.answers, accept) if others is not None else []
    rates = {
        "word_error_rate": scoring.rate(answers, scoring.word_errors),
        "utterance_error_rate": scoring.rate(answers, scoring.whole_errors),
        "false_reject_rate": scoring.rate(answers, scoring.refused),
        "wrong_accept_rate": scoring.rate(answers, scoring.taken_wrong),
        "wrong_at_once_rate": scoring.rate(answers, scoring.acted_wrong),
        "false_accept_rate": scoring.rate(foreign, scoring.taken) if foreign else None,
        "false_at_once_rate": scoring.rate(foreign, scoring.acted) if foreign else None,
    }
    finals = found.final_ms
    return {
        "grammar": name,
        "utterances": len(answers),
        "speakers": len({answer.speaker for answer in answers}),
        **{key: rate.share if rate else None for key, rate in rates.items()},
        "intervals": {key: [rate.low, rate.high] if rate else None for key, rate in rates.items()},
        "groups": _groups(answers, by_length),
        "worst_speakers": _worst(answers),
        "confusions": [list(confusion) for confusion in scoring.confusions(answers)],
        "not_heard": found.unheard,
        "empty_or_unknown": sum(not answer.heard for answer in answers),
        "foreign_utterances": len(foreign),
        "real_time_factor": found.cpu_s / max(found.sound_s, 1e-9),
        "final_ms_p50": float(np.percentile(finals, 50)) if finals else None,
        "final_ms_p95": float(np.percentile(finals, 95)) if finals else None,
    }


def _decided(answers: Sequence[Answer], accept: float | None) -> list[Answer]:
    """The answers, taken from this confidence up."""
    if accept is None:
        return list(answers)
    taken = [bool(a.heard) and not a.unknown and a.confidence >= accept for a in answers]
    return [replace(a, taken=sure, acted=sure) for a, sure in zip(answers, taken, strict=True)]


def _groups(answers: Sequence[Answer], by_length: bool) -> dict[str, dict[str, float]]:
    """Rates of all, of each gender, and of each number of words said."""
    found = {"all": _group(answers, lambda answer: True)}
    for gender in sorted({answer.group for answer in answers}):
        found[gender or "-"] = _group(answers, lambda answer, gender=gender: answer.group == gender)
    if by_length:
        for length in sorted({len(answer.said) for answer in answers}):
            found[f"{length} words"] = _group(
                answers, lambda answer, length=length: len(answer.said) == length
            )
    return found


def _group(answers: Sequence[Answer], belongs: Callable[..., bool]) -> dict[str, float]:
    inside = [answer for answer in answers if belongs(answer)]
    whole: Rate = scoring.rate(inside, scoring.whole_errors)
    return {**asdict(whole), "word_error_rate": scoring.rate(inside, scoring.word_errors, draws=1).share}


def _worst(answers: Sequence[Answer]) -> dict[str, float]:
    """The speakers with most answers wrong, the worst first."""
    wrong: dict[str, list[bool]] = {}
    for answer in answers:
        wrong.setdefault(answer.speaker, []).append(answer.wrong)
    shares = {speaker: sum(each) / len(each) for speaker, each in wrong.items()}
    return dict(sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))[:WORST])


def lines(result: Mapping[str, Any]) -> list[str]:
    """The figures for people."""
    out = [f"{result['utterances']} answers of {result['speakers']} speakers, grammar {result['grammar']}"]
    for label, key in (
        ("answers wrong", "utterance_error_rate"),
        ("words wrong", "word_error_rate"),
        ("false rejects", "false_reject_rate"),
        ("wrong accepts", "wrong_accept_rate"),
        ("  not asked", "wrong_at_once_rate"),
        ("false accepts", "false_accept_rate"),
        ("  not asked", "false_at_once_rate"),
    ):
        if result[key] is not None:
            low, high = result["intervals"][key]
            of = f"   of {result['foreign_utterances']} others" if key.startswith("false_a") else ""
            out.append(f"{label:17} {result[key]:7.2%}   95 % interval {low:.2%} to {high:.2%}{of}")
    out += [
        f"  {group:15} {rate['share']:7.2%}   of {rate['count']}, words {rate['word_error_rate']:.2%}"
        for group, rate in result["groups"].items()
    ]
    out += [
        f"never heard       {result['not_heard']:7}   empty or unknown {result['empty_or_unknown']}",
        f"real-time factor  {result['real_time_factor']:7.4f}   of one core, front end included",
    ]
    if result["final_ms_p50"] is not None:
        out.append(
            f"after the end     {result['final_ms_p50']:4.0f} ms   p95 {result['final_ms_p95']:.0f} ms"
        )
    worst = ", ".join(f"{name} {share:.0%}" for name, share in result["worst_speakers"].items() if share)
    confused = ", ".join(f"{said} > {heard} {times}" for said, heard, times in result["confusions"])
    return [*out, f"worst speakers    {worst or 'none'}", f"confusions        {confused or 'none'}"]
