"""What callers hear while no process of the line answers: documents that whatever stands before the line keeps.

nginx answers with them (deploy/nginx.conf), and the carrier has the last of them as its fallback. Each of the others
asks the caller to wait and then asks the line again, so that a process that is started anew goes on with the call.
"""

from ivr import twiml
from ivr.script import Script
from ivr.trouble import AGAIN

PAUSE_S = 8
TRIES = 3


def documents(to: twiml.Addresses, script: Script) -> tuple[str, ...]:
    """One for each time that the line was asked in vain; the last says where to turn to."""
    waiting = tuple(
        twiml.wait_and_ask(to, script.lines["gangguan_tunggu"], f"/ivr/answer?{AGAIN}={tries}", PAUSE_S)
        for tries in range(1, TRIES + 1)
    )
    return (*waiting, twiml.trouble(to, script.lines["gangguan"]))
