"""Codes and proofs are not for guessing: not by keys, speech or text, not by hanging up, not by hiding one's number.

Precedents: Telnyx's guide on verification (count by ticket, by caller and for all; one answer for wrong and unknown);
Twilio's own words for a hidden number, which must not become one citizen.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.codes import new_code
from casework.commands import Channel, LookUp, NothingFound, Origin, ProofWrong, TooManyWrongCodes
from casework.contacts import contact_for
from casework.guessing import SHARED
from casework.office import Office
from casework.perform import perform
from casework.phones import HIDDEN, read_phone
from models import Contact, Database, SignInTries
from tests.sms.citizen import NOON, Citizen, put_ktp

CODE = "48213096"
OWNER = "+6281355667701"


class Guesser:
    """Asks for codes by telephone; each call may come from another number."""

    def __init__(self, database: Database, office: Office) -> None:
        self.database, self.office, self.calls, self.at = database, office, 0, NOON

    def asks(self, code: str, *, number: str, proof: str | None = None) -> object:
        self.calls += 1
        with self.database.write() as session:
            contact = contact_for(session, self.office.vault, number, at=self.at, hidden_id=f"CA{self.calls}")
            origin = Origin(channel=Channel.CALL, contact_id=contact.id, at=self.at)
            return perform(session, self.office, LookUp(code=code, proof=proof), origin)


@pytest.fixture
def guesser(database: Database, office: Office) -> Guesser:
    put_ktp(database, office, OWNER)
    return Guesser(database, office)


def strict(office: Office) -> Office:
    return replace(
        office, mpp=replace(office.mpp, call_proof="kode_dan_telepon", text_proof="kode_dan_telepon")
    )


@pytest.mark.parametrize("number", ["", "anonymous", "Anonymous", "+266696687", "restricted", "+7378742833"])
def test_hanging_up_and_hiding_gives_no_new_guesses(guesser: Guesser, number: str) -> None:
    most = SHARED * guesser.office.mpp.max_wrong_codes
    answers = [guesser.asks(new_code(), number=number) for _ in range(most)]
    assert [type(answer) for answer in answers[:-1]] == [NothingFound] * (most - 1)
    assert isinstance(answers[-1], TooManyWrongCodes)
    assert isinstance(guesser.asks(CODE, number=number), TooManyWrongCodes), "even the right one"
    assert not isinstance(guesser.asks(CODE, number="+6281355667702"), TooManyWrongCodes), "others are served"
    guesser.at += timedelta(minutes=guesser.office.mpp.lockout_minutes + 1)
    assert not isinstance(guesser.asks(CODE, number=number), TooManyWrongCodes)


@pytest.mark.parametrize("given", [*sorted(HIDDEN), "+266696687", "ANONYMOUS", " anonymous ", "+86282452253"])
def test_hidden_callers_are_nobody_and_kept_apart(database: Database, office: Office, given: str) -> None:
    """Else the next hidden caller would be told of the matter of the one before."""
    assert read_phone(given).number == ""
    with database.write() as session:
        one = contact_for(session, office.vault, given, at=NOON, hidden_id="CA1")
        other = contact_for(session, office.vault, given, at=NOON, hidden_id="CA2")
        assert one.id != other.id
        assert (one.phone, one.can_text) == ("", False)


def test_the_proof_of_one_code_cannot_be_guessed_from_many_numbers(guesser: Guesser) -> None:
    guesser.office = strict(guesser.office)
    numbers = [f"+62813{n:02}5566{n * 3:02}1" for n in range(10, 16)]
    answers = [guesser.asks(CODE, number=number, proof="0000") for number in numbers]
    assert [type(answer) for answer in answers] == [ProofWrong] * 4 + [TooManyWrongCodes] * 2
    assert isinstance(guesser.asks(CODE, number="+6281288990011", proof=OWNER[-4:]), TooManyWrongCodes)
    assert not isinstance(guesser.asks(CODE, number=OWNER), TooManyWrongCodes), (
        "its owner is never locked out"
    )


def test_calls_and_texts_count_together(guesser: Guesser) -> None:
    number = "+6281355667703"
    citizen = Citizen(guesser.database, guesser.office, number)
    for _ in range(2):
        guesser.asks(new_code(), number=number)
        citizen.text(f"STATUS {new_code()}")
    guesser.at = citizen.at
    assert isinstance(guesser.asks(new_code(), number=number), TooManyWrongCodes)
    assert "Mohon coba lagi sesudah" in (citizen.text(f"STATUS {CODE}") or "")


def test_a_wrong_code_and_somebody_elses_get_the_same_answer_as_one_that_never_was(guesser: Guesser) -> None:
    """By text, from a stranger: what cannot be looked up says nothing of what exists."""
    number = "+6281355667704"
    never, gone = new_code(), new_code()
    citizen = Citizen(guesser.database, guesser.office, number)
    first, second = (citizen.text(f"STATUS {code}") for code in (never, gone))
    assert first is not None
    assert first.replace(f"{never[:4]} {never[4:]}", "") == (second or "").replace(
        f"{gone[:4]} {gone[4:]}", ""
    )


def test_what_is_counted_names_nobody(guesser: Guesser) -> None:
    guesser.office = strict(guesser.office)
    guesser.asks(CODE, number="", proof="0000")
    with guesser.database.read() as session:
        places = session.scalars(select(SignInTries.place)).all()
        assert len(places) == 2
        assert all(len(place) == 64 and CODE not in place for place in places)
        assert session.scalars(select(Contact.phone).where(Contact.phone == "")).all() is not None
