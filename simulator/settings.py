"""Where the line is and how we sign for it. Knows nothing of calls or texts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatorSettings:
    """What the stand-in must be told. Addresses are written without a slash at the end."""

    base_url: str
    """The line's public address: webhooks are sent below it and signed with it."""
    ws_url: str
    """The beginning of every media stream address of the line."""
    account_sid: str
    auth_token: str = field(repr=False)
    line_number: str
    """The line's own telephone number in E.164."""
    hints: tuple[str, ...] = ()
    """Things to try, shown on the phone page."""
    carrier_base: str = ""
    """Where the stand-in is served when it is a process of its own: for a line that is killed. Default: beside it."""
    fallback: tuple[str, ...] = ()
    """The documents for a call whose line does not answer once, twice, and so on, as people keep them before the line
    and at the carrier; none: the call ends."""

    @property
    def carrier_url(self) -> str:
        """Where the stand-in's own REST interface is mounted."""
        return f"{self.carrier_base or self.base_url}/carrier"
