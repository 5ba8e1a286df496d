"""What the line does with a worker that misbehaves: real processes, each with a fault of its own."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from speech.speaking import Engine, SynthesisError

HELLO = 'import json, sys, time\nprint(json.dumps({"rate": 8000}), flush=True)\n'
ANSWER = (
    'for line in sys.stdin:\n    print(\'{"bytes": 2}\', flush=True)\n    print("ab", end="", flush=True)\n'
)


@pytest.fixture
def engine_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Makes an engine whose worker is this program."""
    opened: list[Engine] = []
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def engine(program: str, start_s: float = 20.0) -> Engine:
        (tmp_path / "worker_of_a_test.py").write_text(program)
        opened.append(Engine("worker_of_a_test", start_s=start_s))
        return opened[-1]

    yield engine
    for one in opened:
        one.close()


def test_a_worker_answers(engine_of) -> None:
    engine = engine_of(HELLO + ANSWER)
    assert engine.hello() == {"rate": 8000}
    assert engine.ask({"text": "satu"}, 5) == (b"ab", 8000)
    assert engine.ask({"text": "dua" * 100_000}, 5) == (b"ab", 8000)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ('print(\'{"error": "no such voice"}\')', "no such voice"),
        ("", "has ended"),
        ("print('Traceback')", "does not start"),
        ("print('{}')", "does not start"),
    ],
)
def test_a_worker_that_does_not_start_says_why(engine_of, program: str, said: str) -> None:
    with pytest.raises(SynthesisError, match=said):
        engine_of(program).hello()


def test_a_worker_that_never_says_hello_is_given_up(engine_of) -> None:
    engine = engine_of("import time\ntime.sleep(60)", start_s=0.5)
    with pytest.raises(SynthesisError, match="does not start"):
        engine.ask({}, 1)
    assert engine.worker_pid is None


@pytest.mark.parametrize(
    "answer",
    [
        "print('what?', flush=True)",
        "print('{}', flush=True)",
        'print(\'{"bytes": "many"}\', flush=True)',
        "print('{\"bytes\": 1}', 'xyz', sep='\\n', end='', flush=True)",
    ],
)
def test_an_answer_that_is_none_ends_the_worker(engine_of, answer: str) -> None:
    engine = engine_of(f"{HELLO}for line in sys.stdin:\n    {answer}\n")
    with pytest.raises(SynthesisError, match="no sound"):
        engine.ask({}, 5)
    assert engine.worker_pid is None


def test_the_words_of_an_error_are_passed_on_and_the_worker_goes_on(engine_of) -> None:
    engine = engine_of(HELLO + 'for line in sys.stdin:\n    print(\'{"error": "not this"}\', flush=True)\n')
    pid = None
    for _ in range(2):
        with pytest.raises(SynthesisError, match="not this"):
            engine.ask({}, 5)
        assert engine.worker_pid == (pid or engine.worker_pid)
        pid = engine.worker_pid


def test_a_worker_that_reads_nothing_does_not_hold_the_line(engine_of) -> None:
    engine = engine_of(HELLO + "time.sleep(60)\n")
    engine.hello()
    began = time.monotonic()
    with pytest.raises(SynthesisError, match="more than"):
        engine.ask({"text": "x" * 10_000_000}, 0.5)
    assert time.monotonic() - began < 10
    assert engine.worker_pid is None


def test_a_worker_that_ends_at_each_phrase_is_tried_twice(engine_of, tmp_path: Path) -> None:
    count = tmp_path / "started"
    engine = engine_of(f"{HELLO}open({str(count)!r}, 'a').write('x')\nsys.stdin.readline()\n")
    with pytest.raises(SynthesisError, match="stops whenever"):
        engine.ask({}, 5)
    assert count.read_text() == "xx"


def test_a_resting_worker_is_gone_and_comes_again(engine_of) -> None:
    engine = engine_of(HELLO + ANSWER)
    engine.hello()
    first = engine.worker_pid
    engine.rest()
    assert engine.worker_pid is None
    assert engine.ask({}, 5) == (b"ab", 8000)
    assert engine.worker_pid != first
