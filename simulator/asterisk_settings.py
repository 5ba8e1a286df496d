"""What an Asterisk beside the line is told in its configuration: addresses and the secret. Values only."""

import base64
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class AsteriskSettings:
    """What websocket_client.conf and the dialplan say about the line."""

    ws_url: str
    next_url: str
    """Where the dialplan asks what comes next."""
    ring_url: str
    """Where it asks whether it may ring somebody."""
    rung_url: str
    """Where it tells how that went."""
    missed_url: str
    """Where it tells of a ring that was hung up before an answer."""
    briefing_url: str
    """Where it gets what an officer is told."""
    answered_url: str
    """Where it tells which key the officer pressed."""
    username: str
    password: str = field(repr=False)
    protocols: str = "media"

    @classmethod
    def of(cls, line_url: str, secret: str) -> Self:
        """As docs/carriers.md has it, for the line at this http or https address, without a slash at its end."""
        return cls(
            ws_url=f"ws{line_url.removeprefix('http')}/ivr/asterisk",
            next_url=f"{line_url}/ivr/asterisk/next",
            ring_url=f"{line_url}/ivr/asterisk/ring",
            rung_url=f"{line_url}/ivr/asterisk/rung",
            missed_url=f"{line_url}/ivr/asterisk/missed",
            briefing_url=f"{line_url}/ivr/asterisk/briefing",
            answered_url=f"{line_url}/ivr/asterisk/answered",
            username="suara",
            password=secret,
        )

    @property
    def authorization(self) -> str:
        """The header of HTTP Basic."""
        return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
