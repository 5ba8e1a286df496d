"""`python -m simulator.sip_command`: lets any SIP telephone on this machine call the line. See docs/carriers.md.

The secret is read from SUARA_ASTERISK_SECRET, so that it stands in no list of processes.
"""

import argparse
import asyncio
import os
import sys

from simulator.asterisk import AsteriskSettings
from simulator.sip_gateway import SipGateway


async def serve(settings: AsteriskSettings, host: str, port: int) -> None:
    """Takes calls until interrupted."""
    gateway = SipGateway(settings, host=host)
    await gateway.start(port)
    print(f"Call {gateway.contact} with any SIP telephone on this machine; stop with Ctrl-C.", flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await gateway.stop()


def main() -> int:
    """Returns an exit code."""
    parser = argparse.ArgumentParser(prog="python -m simulator.sip_command", description=__doc__)
    parser.add_argument("--line", default="http://127.0.0.1:8000", help="the line's own address")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=5060, help="the UDP port to listen on")
    given = parser.parse_args()
    secret = os.environ.get("SUARA_ASTERISK_SECRET", "")
    if not secret:
        print("SUARA_ASTERISK_SECRET must be set to the line's own", file=sys.stderr)
        return 1
    try:
        asyncio.run(serve(AsteriskSettings.of(given.line, secret), given.host, given.port))
    except OSError as error:
        print(f"cannot listen on {given.host}:{given.port}: {error.strerror}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main())
