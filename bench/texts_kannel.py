"""Kannel alone, echoing texts: the row beside which the line is measured by `bench/texts.py`."""

import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from simulator import kannel  # noqa: E402
from tests.line import a_free_port  # noqa: E402

SERVICE = 'get-url = "{get_url}"\ncatch-all = true\nmax-messages = 0\nomit-empty = true'
ECHO = 'text = "{get_url}"\ncatch-all = true\nmax-messages = 1'
Echo = tuple[list[float], int, int, float, float]
"""Delays in seconds, echoes, texts, texts a second in and out."""


def echo(rate: float, most: float, seconds: float) -> Echo | None:
    """A real Kannel whose smsbox answers every text with the text. None: it is not installed."""
    if not kannel.is_installed():
        print("kannel is not installed: its row is left out", file=sys.stderr)
        return None
    ports = kannel.KannelPorts(
        admin=a_free_port(), boxes=a_free_port(), carrier=a_free_port(), sendsms=a_free_port()
    )
    shipped = kannel.CONFIGURATION
    kannel.CONFIGURATION = shipped.replace(SERVICE, ECHO)
    try:
        with (
            tempfile.TemporaryDirectory(prefix="suara-bench-") as folder,
            kannel.running_kannel(
                Path(folder),
                ports,
                get_url="%a",
                user="suara",
                password="sandi",  # noqa: S106
            ) as running,
        ):
            _run(running.carrier, 20, 2)
            delays, answered, wanted, _, _ = _run(running.carrier, rate, seconds)
            _, _, _, in_s, out_s = _run(running.carrier, most, seconds)
            return delays, answered, wanted, in_s, out_s
    finally:
        kannel.CONFIGURATION = shipped


def _run(carrier: kannel.FakeCarrier, rate: float, seconds: float) -> Echo:
    wanted, sent = int(rate * seconds), dict[int, float]()
    delays, last = list[float](), [time.perf_counter()]

    def hear() -> None:
        while len(delays) < wanted and (line := carrier.next_line(5.0)) is not None:
            last[0] = time.perf_counter()
            delays.append(last[0] - sent[int(line.rsplit("halo", 1)[1].strip(" +"))])

    ear = threading.Thread(target=hear)
    ear.start()
    begun = time.perf_counter()
    for number in range(wanted):
        if (early := begun + number / rate - time.perf_counter()) > 0:
            time.sleep(early)
        sent[number] = time.perf_counter()
        carrier.text(f"0812{3_000_000 + 7 * number}", "+622150001234", f"halo {number}")
    in_s = time.perf_counter() - begun
    ear.join()
    return delays, len(delays), wanted, wanted / in_s, len(delays) / (last[0] - begun)
