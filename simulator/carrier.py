"""What the stand-in for the carrier remembers: texts, calls of the line, recordings, and a voice."""

from simulator.mailbox import Mailbox
from simulator.outgoing import Switchboard
from simulator.recordings import Recordings
from simulator.settings import SimulatorSettings
from simulator.voice import SpokenVoice


class Carrier:
    """One carrier account."""

    def __init__(self, settings: SimulatorSettings, *, step_s: float = 0.4) -> None:
        """`step_s` is how long a text takes from one state to the next."""
        self.mailbox = Mailbox(settings, step_s=step_s)
        self.recordings = Recordings()
        self.voice = SpokenVoice()
        self.switchboard = Switchboard(settings, self.voice)

    async def close(self) -> None:
        """Give up what is still on its way and let go of the voice."""
        await self.mailbox.close()
        await self.switchboard.close()
        self.voice.close()
