"""How things stand at this moment, read when somebody asks: texts, jobs, cases, listening, backups, disk."""

import shutil
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from deps import Services
from models import (
    CLOSED,
    IN_LINE,
    Case,
    CaseStatus,
    Delivery,
    Direction,
    Job,
    JobState,
    Message,
    WaitingCaller,
)
from operations.backup_names import newest
from sms.carrier import ListeningCarrier


class Gauges(Collector):
    """Asks the database once for each scrape; `suara_database_up` is 0 when it is away, and the rest is left out."""

    def __init__(self, here: Services) -> None:
        self._here = here

    def collect(self) -> Iterable[GaugeMetricFamily]:
        began, at, up = time.perf_counter(), datetime.now(UTC), 1.0
        try:
            with self._here.database.read() as session:
                yield from _of_database(session, at)
        except SQLAlchemyError:
            up = 0.0
        yield _one("suara_database_up", "whether the database answers", up)
        yield _one("suara_database_seconds", "how long these questions took", time.perf_counter() - began)
        yield from self._of_process()

    def describe(self) -> Iterable[GaugeMetricFamily]:
        return ()

    def _of_process(self) -> Iterator[GaugeMetricFamily]:
        workload, settings = self._here.phone.workload, self._here.settings
        voice = self._here.phone.speaker.state
        yield _one("suara_listening", "calls that are listened to", workload.calls)
        yield _one("suara_listening_most", "calls that may be", workload.most_calls)
        yield _one("suara_listening_wait_seconds", "how long sound waits to be recognised", workload.wait_s)
        yield _one("suara_voice_problem", "1 when the chosen voice is not there", float(bool(voice.problem)))
        yield _one("suara_disk_free_bytes", "room on the data disk", shutil.disk_usage(settings.var_dir).free)
        if settings.backup_dir is not None:
            made = newest(settings.backup_dir)
            age = (datetime.now(UTC) - made).total_seconds() if made else float("inf")
            yield _one("suara_backup_age_seconds", "age of the newest backup", age)
        connected = GaugeMetricFamily(
            "suara_carrier_connected", "carriers that this process listens to", labels=["carrier"]
        )
        for name, carrier in self._here.text_carriers.items():
            if isinstance(carrier, ListeningCarrier):
                connected.add_metric([name], float(carrier.condition().connected))
        yield connected


def _of_database(session: Session, at: datetime) -> Iterator[GaugeMetricFamily]:
    texts = GaugeMetricFamily("suara_texts_out", "texts that are not settled", labels=["state"])
    open_states = (Delivery.QUEUED, Delivery.SENDING, Delivery.UNKNOWN)
    counted = _counts(session, Message.delivery, Message.direction == Direction.OUT,
                      Message.delivery.in_(open_states))  # fmt: skip
    for delivery in open_states:
        texts.add_metric([delivery], counted.get(delivery, 0))
    yield texts
    oldest = session.scalar(
        select(func.min(Message.created_at)).where(
            Message.direction == Direction.OUT, Message.delivery == Delivery.QUEUED, Message.held.is_(None)
        )
    )
    yield _one("suara_texts_oldest_seconds", "age of the oldest text that may go", _age(oldest, at))

    jobs = GaugeMetricFamily("suara_jobs", "jobs that are not done", labels=["state"])
    due = session.scalar(
        select(func.count()).where(Job.state.in_([JobState.READY, JobState.RUNNING]), Job.run_at <= at)
    )
    dead = session.scalar(select(func.count()).where(Job.state == JobState.DEAD))
    jobs.add_metric(["due"], due or 0)
    jobs.add_metric(["dead"], dead or 0)
    yield jobs
    waiting = select(func.min(Job.run_at)).where(Job.state.in_([JobState.READY, JobState.RUNNING]))
    yield _one("suara_jobs_late_seconds", "how long the oldest job is due", _age(session.scalar(waiting), at))

    cases = GaugeMetricFamily("suara_cases", "cases by state", labels=["state"])
    by_status = _counts(session, Case.status, Case.status.not_in(CLOSED))
    for status in CaseStatus:
        if status not in CLOSED:
            cases.add_metric([status], by_status.get(status, 0))
    yield cases
    late = session.scalar(
        select(func.count()).where(Case.status.in_([CaseStatus.NEW, CaseStatus.TAKEN]), Case.due_at < at)
    )
    yield _one("suara_cases_late", "open cases past their time", late or 0)
    in_line = session.scalar(select(func.count()).where(WaitingCaller.state.in_(IN_LINE)))
    yield _one("suara_waiting_callers", "callers who wait for an officer or talk with one", in_line or 0)


def _counts(session: Session, column: object, *where: object) -> dict[str, int]:
    rows = session.execute(select(column, func.count()).where(*where).group_by(column))  # type: ignore[call-overload]
    return {str(value): count for value, count in rows}


def _age(since: datetime | None, at: datetime) -> float:
    return max(0.0, (at - since).total_seconds()) if since is not None else 0.0


def _one(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=value)
