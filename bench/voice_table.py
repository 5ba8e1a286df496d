"""The table of bench/voice.py: a row for each voice and pace, and a line on its voicebank."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from voice_judge import NOISE_DB, Heard
from voice_sounds import Reuse

from speech.scoring import Rate

HEADS = (
    (
        "", "", "", "clean", "", f"{NOISE_DB:.0f} dB noise", "", "rows, clean", "rows, noise",
        "right by ours, clean (noise)", "", "", "syll.", "", "ms to", "s of",
    ),
    (
        "voice", "pace", "lines", "WER %", "CER % (95 %)", "WER %", "CER % (95 %)", "CER % (95 %)",
        "CER % (95 %)", "codes", "digits", "words", "/s", "LUFS", "render", "work/s",
    ),
)  # fmt: skip
WIDTHS = (28, 8, 6, 7, 18, 7, 18, 18, 18, 13, 13, 13, 6, 12, 8, 7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Everything measured about one voice at one pace; None where it was not."""

    voice: str
    pace: str
    lines: int
    clean: Heard | None = None
    noisy: Heard | None = None
    clean_rows: Heard | None = None
    noisy_rows: Heard | None = None
    """The same lines, several after each other."""
    codes: tuple[Rate, Rate] | None = None
    """Wrong: clean, and with noise. So are these two."""
    digits: tuple[Rate, Rate] | None = None
    words: tuple[Rate, Rate] | None = None
    missed: tuple[str, ...] = ()
    """What our recogniser did not hear, clean."""
    syllables_s: float | None = None
    lufs: tuple[float, float] | None = None
    """Mean, and standard deviation over lines."""
    render_ms: tuple[float, float] | None = None
    """Median and 95th percentile of a line, its phrases together."""
    render_s_per_s: float | None = None
    reuse: Reuse | None = None
    bank_mb: float | None = None
    bank_reckoned: bool = False


def heads() -> Iterator[str]:
    return map(_line, HEADS)


def shown(row: Row) -> str:
    """The row as text."""
    return _line(
        (
            row.voice, row.pace, str(row.lines), *_heard(row.clean), *_heard(row.noisy),
            _heard(row.clean_rows)[1], _heard(row.noisy_rows)[1],
            _right(row.codes), _right(row.digits), _right(row.words),
            f"{row.syllables_s:.1f}" if row.syllables_s else "-",
            f"{row.lufs[0]:.1f} ±{row.lufs[1]:.1f}" if row.lufs else "-",
            f"{row.render_ms[0]:.0f}" if row.render_ms else "-",
            f"{row.render_s_per_s:.3f}" if row.render_s_per_s else "-",
        )
    )  # fmt: skip


def worst(row: Row) -> Iterator[str]:
    """What went most wrong, to be looked at."""
    judged = (row.clean, row.noisy, row.clean_rows, row.noisy_rows)
    for heard, how in zip(judged, ("clean", "noise", "rows", "rows, noise"), strict=True):
        for wrong, said, found in heard.worst[:4] if heard else ():
            yield f"  {row.voice.strip()} {row.pace}, {how}, {wrong:.0%}: {said} > {found}"
    if row.missed:
        yield f"  {row.voice.strip()} {row.pace}: ours missed {', '.join(row.missed)}"


def banks(rows: Sequence[Row]) -> Iterator[str]:
    """A line on each voicebank, under the table."""
    for row in rows:
        if row.reuse is None:
            continue
        size = f"; whole content {row.bank_mb:.1f} MB" if row.bank_mb else ""
        yield (
            f"{row.voice} {row.pace}: {row.reuse.first_pass:.0%} of phrases already in the voicebank the first "
            f"time, {row.reuse.second_pass:.0%} the second; first frame {_ms(row.reuse.from_disk_ms)} from disk, "
            f"{_ms(row.reuse.from_memory_ms)} from memory{size}{' (reckoned)' if row.bank_reckoned else ''}"
        )


def middle(values: Sequence[float]) -> tuple[float, float] | None:
    """Median and 95th percentile."""
    return (float(np.median(values)), float(np.percentile(values, 95))) if values else None


def _ms(values: Sequence[float]) -> str:
    median, high = middle(values) or (0.0, 0.0)
    return f"{median:.2f} ms (p95 {high:.2f})"


def _right(wrong: tuple[Rate, Rate] | None) -> str:
    return f"{1 - wrong[0].share:.0%} ({1 - wrong[1].share:.0%})" if wrong else "-"


def _heard(heard: Heard | None) -> tuple[str, str]:
    if heard is None:
        return "-", "-"
    low, high = heard.cer.low * 100, heard.cer.high * 100
    return f"{heard.wer.share * 100:.1f}", f"{heard.cer.share * 100:.1f} ({low:.1f}-{high:.1f})"


def _line(cells: Sequence[str]) -> str:
    first, *rest = cells
    return f"{first:<{WIDTHS[0]}}" + "".join(
        f"{cell:>{width}}" for cell, width in zip(rest, WIDTHS[1:], strict=True)
    )
