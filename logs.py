"""Logs as data: one line an event, ids instead of people.

The rule is that nobody logs numbers, digits pressed, texts or transcripts. `redact` is the net under that rule:
whatever looks like a telephone number, a NIK or a code is masked before it is written.
"""

import contextlib
import logging
import re
import sys
from typing import Any, TextIO

import structlog

_DIGITS = re.compile(r"\+?\d(?:[ .-]?\d){7,}")
_OURS = frozenset({"timestamp"})


def set_up(*, production: bool) -> None:
    """JSON lines in production, readable ones in development. They go to the error output: commands print results."""
    renderer: Any = structlog.processors.JSONRenderer() if production else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if production else []),
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(Unfailing(sys.stderr)),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )


class Unfailing:
    """An output that may be full or closed: what cannot be written is dropped, since no call may end over a log."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._output.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._output.flush()


def redact(logger: Any, name: str, event: Any) -> Any:
    """Masks long digit strings in every value; the times and exceptions' types stay."""
    return {key: value if key in _OURS else _masked(value) for key, value in event.items()}


def _masked(value: Any) -> Any:
    return _DIGITS.sub("[angka]", value) if isinstance(value, str) else value
