"""The answer to a webhook of a call that broke: `ivr.trouble` decides, the carrier's voice says it."""

from datetime import UTC, datetime

import structlog
from fastapi import Request, Response

from deps import Services
from ivr import twiml
from ivr.routes import addresses, xml
from ivr.trouble import Wait, cannot_keep_words, what_to_do

log = structlog.get_logger()


def trouble(here: Services, error: Exception, request: Request) -> Response:
    """Something broke: never a dead line. What may be back in a moment is asked again; else a sorry sentence says
    where to turn to, and a person is rung if there is one."""
    path, script = request.url.path, here.phone.script
    log.error("call webhook failed", route=path, error=type(error).__name__)
    found = what_to_do(
        error, again=getattr(request.state, "again", None), path=path, query=dict(request.query_params)
    )
    if isinstance(found, Wait):
        words = script.lines["gangguan_tunggu"]
        answer = xml(twiml.wait_and_ask(addresses(here), words, found.path, found.pause_s))
    else:
        full = found.full and cannot_keep_words(script, here.office.mpp, datetime.now(UTC))
        answer = xml(twiml.trouble(addresses(here), full or script.lines["gangguan"]))
    answer.headers["Connection"] = (
        "close"  # the server drops this connection, and the next webhook must not use it
    )
    return answer
