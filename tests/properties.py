"""How hard properties are tried: quickly beside all other tests, and for long by `SUARA_PROPERTIES=long`.

In CI the examples are the same each time, so that a red run can be repeated; elsewhere each run tries others.
"""

import os

from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture)
"""Not asked for: a busy machine is slow, and what is shared between examples is left as each found it."""

_shared = settings(deadline=None, suppress_health_check=SLOW)
settings.register_profile("quick", _shared, max_examples=15, derandomize="CI" in os.environ)
settings.register_profile("long", _shared, max_examples=3000)


def choose() -> None:
    """Makes the profile of this run the one for all properties that say nothing of their own."""
    settings.load_profile(os.environ.get("SUARA_PROPERTIES", "quick"))


def of_machines() -> settings:
    """For state machines, each of whose examples is many steps on a real database."""
    return settings(max_examples=2 * settings.default.max_examples, stateful_step_count=30)
