"""The outbox in every order of carriers' moods, crashes, slow workers and receipts that hypothesis thinks of.

Whatever happens, the same text never reaches its citizen twice, what is final stays, and nothing is forgotten.
"""

from contextlib import suppress
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from casework.office import Office
from models import FINAL, Database, Delivery, Job, JobState, Message, Receipt
from sms.carrier import NoAnswer, Refused
from tests import properties
from tests.due import Died
from tests.sms.post import BUSY, Post

ENDED = frozenset({Delivery.SENT, Delivery.DELIVERED, Delivery.FAILED, Delivery.UNKNOWN})
MOODS = st.sampled_from(
    ("takes it", "is busy", "refuses it", "takes it and dies", "hears nothing", "receipt at once")
)
DAY = timedelta(days=1)


def machine(database: Database, office: Office) -> type[RuleBasedStateMachine]:
    """The rules, on this database."""

    class Texts(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            with database.write() as session:
                for table in (Job, Receipt, Message):
                    session.execute(delete(table))
            self.post, self.queued = Post(database, office), 0
            self.final: dict[int, Delivery] = {}

        @precondition(lambda self: self.queued < 3)
        @rule()
        def queue(self) -> None:
            """To three numbers that are no neighbours."""
            self.queued += 1
            self.post.queue(
                f"Berkas {self.queued} sudah siap. -MPP", to=f"08131{self.queued * 7}55{self.queued * 3:02}01"
            )

        @rule(mood=MOODS)
        def run_one(self, mood: str) -> None:
            carrier, post = self.post.carrier, self.post
            carrier.answers, carrier.takes_silently, carrier.meanwhile = [], False, lambda _: None
            match mood:
                case "is busy":
                    carrier.answers = [BUSY]
                case "refuses it":
                    carrier.answers = [Refused(error="21614", permanent=True)]
                case "takes it and dies":
                    carrier.meanwhile = _die
                case "hears nothing":
                    carrier.answers, carrier.takes_silently = [NoAnswer()], True
                case "receipt at once":
                    carrier.meanwhile = lambda sid: post.receipt(
                        sid, "delivered", Delivery.DELIVERED, self.last()
                    )
            due = post.next_due()
            if due is not None:
                post.at = max(post.at, due)
            with suppress(Died):
                post.run_due()

        def last(self) -> int:
            """The text that is with the carrier now."""
            with database.read() as session:
                return session.scalars(select(Message.id).where(Message.delivery == Delivery.SENDING)).all()[
                    -1
                ]

        @precondition(lambda self: self.post.carrier.taken)
        @rule(which=st.integers(0, 2), status=st.sampled_from(("sent", "delivered", "undelivered")))
        def receipt(self, which: int, status: str) -> None:
            """Late, twice, out of order: for a text that the carrier has."""
            taken = self.post.carrier.taken[which % len(self.post.carrier.taken)]
            states = {"sent": Delivery.SENT, "delivered": Delivery.DELIVERED, "undelivered": Delivery.FAILED}
            with database.read() as session:
                ours = [one.id for one in session.scalars(select(Message)) if one.body == taken[1]]
            self.post.receipt(taken[2], status, states[status], ours[0])

        @invariant()
        def nobody_gets_a_text_twice(self) -> None:
            bodies = [body for _, body, _ in self.post.carrier.taken]
            assert len(bodies) == len(set(bodies))

        @invariant()
        def what_is_final_stays(self) -> None:
            with database.read() as session:
                for message in session.scalars(select(Message)):
                    if message.id in self.final:
                        assert message.delivery == self.final[message.id]
                    elif message.delivery in FINAL:
                        self.final[message.id] = message.delivery

        def teardown(self) -> None:
            """A carrier in a good mood for a day: then nothing waits any more."""
            carrier = self.post.carrier
            carrier.answers, carrier.takes_silently, carrier.meanwhile = [], False, lambda _: None
            self.post.run_for(DAY)
            with database.read() as session:
                for message in session.scalars(select(Message)):
                    assert message.delivery in ENDED, "nothing is forgotten"
                open_jobs = [job for job in session.scalars(select(Job)) if job.state is JobState.RUNNING]
            assert open_jobs == []
            self.nobody_gets_a_text_twice()
            self.what_is_final_stays()

    return Texts


def _die(_: str) -> None:
    raise Died


def test_the_outbox_keeps_its_word(database: Database, office: Office) -> None:
    run_state_machine_as_test(machine(database, office), settings=properties.of_machines())
