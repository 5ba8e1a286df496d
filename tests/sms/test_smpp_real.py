"""The SMPP adapter against smpp34's own server: an implementation of the protocol that shares nothing with ours.

It answers, keeps windows and timers, and brings texts by itself; smsc.py is for what it cannot be told to do.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
import smpp34

from casework.office import Office
from models import Database, Delivery
from sms.carrier import Refused, Sent
from sms.smpp_session import Timings
from tests.line import a_free_port
from tests.sms.smpp_line import BODY, TO, SmppLine
from tests.sms.smsc import within

Result = TypeVar("Result")


class Server:
    """smpp34's server in a loop of its own."""

    def __init__(self) -> None:
        self.port = a_free_port()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server = self.do(self._start())
        self.serving = asyncio.run_coroutine_threadsafe(self._serve(), self.loop)
        self.esmes: list[smpp34.Esme] = []
        self.taken: list[tuple[str, bytes]] = []
        self.ended = 0
        self.full = False

    def do(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(10)

    async def _start(self) -> smpp34.Server:
        server = smpp34.Server("127.0.0.1", self.port, system_id="smsc")
        await server.start()
        return server

    async def _serve(self) -> None:
        while True:
            event = await self.server.next()
            if isinstance(event, smpp34.Esme):
                self.esmes.append(event)
            elif isinstance(event, smpp34.SubmitSmEvent):
                self.taken.append((event.destination_addr, bytes(event.short_message)))
                if self.full:
                    event.reject(smpp34.ESME_RMSGQFUL)
                else:
                    event.accept(f"id-{len(self.taken)}")
            else:
                self.ended += 1

    def bring(self, body: bytes, **how: Any) -> int:
        esme = self.esmes[-1]

        async def bring() -> int:
            answer = await esme.deliver_sm(
                "622150001234", body, source_addr="6281234567890", source_addr_ton=1, **how
            )
            return answer.command_status

        return self.do(bring())

    def close(self) -> None:
        async def stop() -> None:
            self.serving.cancel()
            await self.server.stop()

        self.do(stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


def test_texts_receipts_and_refusals_both_ways(
    server: Server, tmp_path: Path, database: Database, office: Office
) -> None:
    line = SmppLine(tmp_path, database, office, server.port, timings=Timings(answer=5, tick=0.02))
    line.start()
    assert line.connected()
    message_id = line.queued()
    assert line.carrier.send(TO, BODY, message_id) == Sent(provider_id="smpp-id-1")
    assert server.taken == [(TO[1:], BODY.encode())]
    assert server.bring(b"id:id-1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:", esm_class=4) == 0
    assert line.delivery(message_id) == Delivery.DELIVERED
    assert server.bring("tolong 😀".encode("utf-16-be"), data_coding=8) == 0
    assert server.bring(b"\x05\x00\x03\x07\x02\x02kk", esm_class=0x40) == 0
    assert server.bring(b"\x05\x00\x03\x07\x02\x01syarat ", esm_class=0x40) == 0
    assert line.came() == ["tolong 😀", "syarat kk"]
    server.full = True
    assert line.carrier.send(TO, BODY, 8) == Refused(error="0x14", permanent=False)
    server.full = False
    threads = [
        threading.Thread(target=line.carrier.send, args=(TO, f"{BODY} {number}", number))
        for number in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({body for _, body in server.taken[2:]}) == 30
    line.carrier.close()
    assert within(5, lambda: server.ended == 1)
