"""Two SIP telephones that are not ours, on this machine: baresip, whose keys we press, and SIPp, which speaks."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from simulator.sip_gateway import SipCall, SipGateway
from speech import audio
from tests.line import a_free_port

MODULES = Path("/usr/lib/baresip/modules")

BARESIP = """
sip_listen 127.0.0.1:{port}
net_interface 127.0.0.1
audio_player aubridge,nobody
audio_source aufile,{folder}/said.wav
audio_alert aubridge,nobody
module_path {modules}
module stdio.so
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
snd_path {folder}
module_tmp account.so
module_app menu.so
"""

SIPP = """<?xml version="1.0" encoding="ISO-8859-1" ?>
<scenario name="a caller who speaks">
  <send retrans="500"><![CDATA[

    INVITE sip:suara@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
    From: <sip:081298765432@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:suara@[remote_ip]:[remote_port]>
    Call-ID: [call_id]
    CSeq: 1 INVITE
    Contact: <sip:warga@[local_ip]:[local_port]>
    Max-Forwards: 70
    Content-Type: application/sdp
    Content-Length: [len]

    v=0
    o=- 1 1 IN IP[local_ip_type] [local_ip]
    s=-
    c=IN IP[media_ip_type] [media_ip]
    t=0 0
    m=audio [rtpstream_audio_port] RTP/AVP 0
    a=rtpmap:0 PCMU/8000

  ]]></send>
  <recv response="100" optional="true"/>
  <recv response="180" optional="true"/>
  <recv response="200" rrs="true"/>
  <send><![CDATA[

    ACK sip:suara@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
    From: <sip:081298765432@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:suara@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: 1 ACK
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <nop><action><exec rtp_stream="{sound},1,0,PCMU/8000"/></action></nop>
  <pause milliseconds="{milliseconds}"/>
  <send retrans="500"><![CDATA[

    BYE sip:suara@[remote_ip]:[remote_port] SIP/2.0
    Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
    From: <sip:081298765432@[local_ip]:[local_port]>;tag=[call_number]
    To: <sip:suara@[remote_ip]:[remote_port]>[peer_tag_param]
    Call-ID: [call_id]
    CSeq: 2 BYE
    Max-Forwards: 70
    Content-Length: 0

  ]]></send>
  <recv response="200"/>
</scenario>
"""


def needed(*programs: str) -> None:
    """Skips the test where one of these is not installed, but never in CI."""
    for program in programs:
        if shutil.which(program) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{program} is missing: CI must place real SIP calls")
            pytest.skip(f"{program} is not installed (Debian: baresip-core, sip-tester)")


class Baresip:
    """A telephone on the standard input of baresip. It writes down what it hears."""

    def __init__(self, folder: Path, keyboard: asyncio.StreamWriter) -> None:
        self._folder, self._keyboard = folder, keyboard

    async def press(self, keys: str) -> None:
        """Keys, each held for a quarter of a second as baresip does."""
        for key in keys:
            self._keyboard.write(key.encode())
            await self._keyboard.drain()
            await asyncio.sleep(0.3)

    async def hang_up(self) -> None:
        """Ends the call."""
        self._keyboard.write(b"b")
        await self._keyboard.drain()

    @property
    def heard(self) -> bytes:
        """What came out of RTP, decoded by baresip, in mu-law."""
        return audio.read_wav(next(self._folder.glob("dump-*-dec.wav")).read_bytes())


@contextlib.asynccontextmanager
async def baresip(folder: Path, port: int) -> AsyncIterator[Baresip]:
    """A call that baresip places to this port."""
    dial = ("-e", f"/dial sip:suara@127.0.0.1:{port}")
    async with _baresip(folder, 0, "<sip:081234567890@127.0.0.1>;regint=0", dial) as telephone:
        yield telephone


@contextlib.asynccontextmanager
async def waiting_baresip(folder: Path, port: int, number: str, *, answers: bool) -> AsyncIterator[Baresip]:
    """A telephone of this number that can be rung at this port. It answers by itself, or lets it ring."""
    mode = "auto" if answers else "manual"
    account = f"<sip:{number}@127.0.0.1>;regint=0;answermode={mode}"
    async with _baresip(folder, port, account, ()) as telephone:
        async with asyncio.timeout(10):
            while not _listens(port):
                await asyncio.sleep(0.05)
        yield telephone


def _listens(port: int) -> bool:
    """Whether somebody has this UDP port of loopback."""
    return f"0100007F:{port:04X}" in Path("/proc/net/udp").read_text()


@contextlib.asynccontextmanager
async def _baresip(folder: Path, port: int, account: str, does: Sequence[str]) -> AsyncIterator[Baresip]:
    folder.mkdir()
    (folder / "config").write_text(BARESIP.format(folder=folder, modules=MODULES, port=port))
    (folder / "accounts").write_text(f"{account}\n")
    (folder / "contacts").write_text("")
    (folder / "said.wav").write_bytes(audio.wav(audio.silence(60_000)))
    process = await asyncio.create_subprocess_exec(
        "baresip",
        "-f",
        str(folder),
        *does,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    try:
        yield Baresip(folder, process.stdin)
        process.stdin.write(b"q")
        await process.stdin.drain()
        await asyncio.wait_for(process.wait(), 5)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def sipp(folder: Path, port: int, sound: bytes) -> int:
    """A call in which SIPp says this and hangs up when it is said. Its exit status."""
    folder.mkdir()
    (folder / "said.ul").write_bytes(sound)
    scenario = SIPP.replace("{sound}", str(folder / "said.ul"))
    scenario = scenario.replace("{milliseconds}", str(int(audio.seconds(sound) * 1000)))
    (folder / "caller.xml").write_text(scenario)
    arguments = f"-sf caller.xml -i 127.0.0.1 -mi 127.0.0.1 -p {a_free_port()} -mp {a_free_port()} -m 1"
    process = await asyncio.create_subprocess_exec(
        "sipp",
        *arguments.split(),
        "-nostdin",
        f"127.0.0.1:{port}",
        cwd=folder,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        return await asyncio.wait_for(process.wait(), audio.seconds(sound) + 20)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def the_call(gateway: SipGateway, number: str) -> SipCall:
    """The call of this number, as soon as it has come in."""
    async with asyncio.timeout(10):
        while True:
            for call in gateway.calls:
                if number in call.invite.get("from"):
                    return call
            await asyncio.sleep(0.05)
