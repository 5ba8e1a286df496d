"""Runs due jobs: in threads of the web process by default, or as a process of its own (`python app.py worker`).

A handler does its work and finishes the job in the transaction of its effect; one that raises is tried again
later, and after the last attempt the job is dead and shows on the health page. Texts have threads of their own, so
that no long work keeps an answer waiting. Whoever commits a job rings the bell, so that it begins at once.
"""

from collections.abc import Mapping
from datetime import timedelta

from lanes import Handler, HandlerLane, Lane
from models import Database
from step_lane import StepLane, Steps


class Worker:
    """All lanes of this process: texts go in steps, in threads of their own; what is slow has a thread for each kind;
    everything else goes in one thread."""

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, Handler],
        *,
        steps: Mapping[str, Steps] | None = None,
        threads: int = 1,
        slow: Mapping[str, timedelta] | None = None,
    ) -> None:
        """`slow`: kinds of jobs that wait for others or for much computing, and the longest that one may take."""
        steps, slow = steps or {}, slow or {}
        self._lanes: list[Lane] = [HandlerLane(database, handlers, but=(*steps, *slow))]
        self._lanes += [
            HandlerLane(database, handlers, only=(kind,), lease=lease) for kind, lease in slow.items()
        ]
        self._lanes += [StepLane(database, kind, its, threads=threads) for kind, its in steps.items()]

    def use(self, handlers: Mapping[str, Handler]) -> None:
        """The next job is done by these; one that runs is finished by the earlier ones."""
        for lane in self._lanes:
            if isinstance(lane, HandlerLane):
                lane.use(handlers)

    def start(self) -> None:
        """Begins."""
        for lane in self._lanes:
            lane.start()

    def stop(self) -> None:
        """Lets the running jobs finish, and returns then (or after ten seconds; their leases keep them safe)."""
        for lane in self._lanes:
            lane.ask_to_stop()
        for lane in self._lanes:
            lane.join(timeout=10)

    def run_due(self) -> int:
        """Runs everything that is due now, in this thread. Returns how many jobs that were."""
        return sum(lane.run_due() for lane in self._lanes)
