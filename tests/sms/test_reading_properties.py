"""Whatever is texted, in whatever order: it is read without breaking, and every reply is one kind text."""

import json
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from casework.codes import is_code
from casework.commands import LookUp, OpenCase
from casework.gsm7 import fits
from casework.letters import write
from casework.office import Office
from sms.body import last_four, small_numbers
from sms.conversation import Memory, memory_of
from sms.reading import Context, read
from tests.sms.reader import CASE, KK, KTP, Talk

WORDS = (
    "status", "STATUS", "4821 3096", "48213096", "ktp", "kk", "syarat", "biaya", "jam", "1", "2", "3", "ya", "tidak",
    "berhenti", "mulai", "balas", "lanjut", "petugas", "telepon", "antre", "besok", "senin", "08123", "7890",
    "tolong", "hilang", "bayar", "kartu keluarga", "?", "\n", "spasi", "<b>", "=1+1", "{nama}", "%s", "\x00",
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=5)), max_size=8).map(" ".join),
    st.text("0123456789 .-+", max_size=30),
)
MATTERS = st.lists(st.sampled_from((KTP, KK, CASE)), max_size=3, unique=True)


@given(texts=st.lists(TEXTS, min_size=1, max_size=6), matters=MATTERS)
def test_no_conversation_breaks_the_reading_and_every_reply_is_one_text(
    shipped: Office, texts: list[str], matters: list[object]
) -> None:
    talk = Talk(shipped, *matters)
    for text in texts:
        turn = talk.say(text)
        assert turn.reply is None or turn.command is None or turn.reply.key
        if turn.reply is not None:
            assert fits(write(shipped, turn.reply)), turn.reply.key
        if isinstance(turn.command, LookUp):
            assert is_code(turn.command.code)
        if isinstance(turn.command, OpenCase):
            assert turn.command.story is None or turn.command.story.strip()


@given(texts=st.lists(TEXTS, min_size=1, max_size=6))
def test_what_is_remembered_comes_back_from_the_database_as_it_was(shipped: Office, texts: list[str]) -> None:
    talk = Talk(shipped, KTP)
    for text in texts:
        talk.say(text)
        kept = Memory(waiting=talk.context.waiting, misses=talk.context.misses)
        assert memory_of(json.loads(json.dumps(kept.as_json()))) == kept


@given(text=TEXTS)
def test_machines_and_our_own_words_get_no_answer(shipped: Office, text: str) -> None:
    turn = read(shipped, text, Context(is_person=False, today=date(2026, 11, 24)))
    assert turn.reply is None
    echo = read(shipped, text, Context(last_reply=text))
    assert echo.reply is None or text.strip() == ""


@given(
    st.dictionaries(
        st.text(max_size=9), st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists)
    )
)
def test_a_memory_of_another_release_is_none(document: dict[str, object]) -> None:
    assert isinstance(memory_of(document), Memory)


@given(text=TEXTS)
def test_digits_are_found_in_any_text(text: str) -> None:
    assert all(0 <= number <= 9 for number in small_numbers(text))
    found = last_four(text)
    assert found is None or (len(found) == 4 and found.isdigit())
