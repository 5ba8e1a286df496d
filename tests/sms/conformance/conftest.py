"""One rig of each carrier, for all of the suite."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

import pytest

from casework.office import Office
from models import Database
from tests.sms.carrier_server import CarrierServer, carrier_server
from tests.sms.conformance.console_rig import ConsoleRig
from tests.sms.conformance.gammu_rig import GammuRig
from tests.sms.conformance.kannel_rig import KannelRig
from tests.sms.conformance.rig import Rig
from tests.sms.conformance.smpp_rig import SmppRig
from tests.sms.conformance.twilio_rig import TwilioRig
from tests.sms.smsc import smsc

RIGS: dict[str, type[Rig]] = {
    "twilio": TwilioRig,
    "kannel": KannelRig,
    "smpp": SmppRig,
    "gammu": GammuRig,
    "console": ConsoleRig,
}


Make = Callable[[Path], tuple[Database, Office]]


@pytest.fixture(scope="session")
def rigs(tmp_path_factory: pytest.TempPathFactory, a_line: Make) -> Iterator[Callable[[str], Rig]]:
    """Each is made when it is first asked for."""
    made: dict[str, Rig] = {}
    with ExitStack() as stack:

        def get(name: str) -> Rig:
            if name not in made:
                folder = tmp_path_factory.mktemp(name)
                other = {"twilio": web, "kannel": web, "smpp": smsc}.get(name)
                sides = (stack.enter_context(other()),) if other is not None else ()
                made[name] = RIGS[name](folder, *a_line(folder), *sides)
                stack.callback(made[name].close)
            return made[name]

        yield get


def web() -> AbstractContextManager[CarrierServer]:
    return carrier_server((500, ""))


@pytest.fixture
def rig(request: pytest.FixtureRequest, rigs: Callable[[str], Rig]) -> Rig:
    """The one that `each` names."""
    return rigs(request.param)
