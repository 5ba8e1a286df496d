"""The dialogue of calls that we make: who we are first, nothing private before the end of the code, a way out."""

from datetime import UTC, datetime

import pytest

from casework.call_commands import (
    AnswerFound,
    CallImpossible,
    CallLater,
    CallMe,
    CallPlanned,
    CallsStopped,
    CallTaken,
    ConfirmNotice,
    NoticeConfirmed,
    NoticeGone,
    OpenNotice,
    StopCalls,
    TakeCall,
)
from casework.commands import (
    FindOfficer,
    NothingFound,
    TooManyWrongCodes,
)
from ivr.answering import beginning
from ivr.position import Position, dump, load
from ivr.script import Script
from ivr.values import Heard, Pressed, Silence, Started, StreamLost, TooBusy
from models import CallReason
from tests.ivr.talk import READY, Talk, said

PRIVATE = ("KTP", "Kartu", "permohonan", "laporan", "loket", "status")
LATER = CallPlanned(at=datetime(2026, 11, 25, 8, 0, tzinfo=UTC), soon=False)


@pytest.fixture
def back(script: Script) -> Talk:
    return Talk(script, position=Position(start=script.call_back)).hear(Started())


@pytest.fixture
def news(script: Script) -> Talk:
    return Talk(script, position=Position(start=script.notice)).hear(Started())


def test_both_say_who_we_are_first_and_cannot_be_interrupted_there(back: Talk, news: Talk) -> None:
    for talk in (back, news):
        assert "Mal Pelayanan Publik" in talk.words.split(".")[1]
        assert [line.key for line in talk.turn.say if line.protected][-1] == "rekaman"
        assert not any(word in talk.words for word in PRIVATE)


def test_the_opening_says_truly_whether_they_rang_or_asked_for_it(script: Script) -> None:
    for reason, said_first in (
        (CallReason.MISSED, "tadi nomor ini menghubungi kami"),
        (CallReason.ASKED, "tadi ada permintaan untuk ditelepon"),
        (CallReason.STATUS, "Ada kabar untuk pemilik nomor ini"),
        (CallReason.ANSWER, "Ada kabar untuk pemilik nomor ini"),
    ):
        for lost in (Started(), StreamLost()):
            talk = Talk(script, position=beginning(script, reason)).hear(lost)
            assert said_first in talk.words.translate(str.maketrans("éê", "ee")), reason


@pytest.mark.parametrize("yes", [Pressed(keys="1"), said("lanjut"), said("iya")])
def test_a_call_back_goes_on_as_a_call_that_came_in(back: Talk, yes: Heard) -> None:
    back.hear(yes)
    assert back.turn.command == TakeCall()
    back.hear(CallTaken())
    assert back.position.step == Talk(back.script).hear(Started()).position.step, "asked the same question"


@pytest.mark.parametrize("no", [Pressed(keys="3"), said("jangan hubungi lagi"), said("salah sambung")])
def test_jangan_hubungi_lagi_ends_the_call_kindly(back: Talk, news: Talk, no: Heard) -> None:
    for talk in (back, news):
        talk.hear(no)
        assert talk.turn.command == StopCalls()
        talk.hear(CallsStopped())
        assert talk.position.ended
        assert "tidak akan menelepon lagi" in talk.words


def test_nanti_says_when(back: Talk, news: Talk) -> None:
    for talk in (back, news):
        talk.hear(said("nanti saja"))
        assert talk.turn.command == CallLater()
        talk.hear(LATER)
        assert "dua puluh lima November" in talk.words
        assert talk.position.ended
    assert "kapan saja" in Talk(back.script, position=Position(start=back.script.call_back)).hear(
        Started(), Pressed(keys="2"), CallImpossible()
    ).words  # fmt: skip


def test_a_machine_hears_nothing_private_and_the_call_ends(back: Talk, news: Talk) -> None:
    for talk in (back, news):
        heard = talk.words
        for number in range(8):
            if talk.position.ended:
                break
            talk.hear(Silence() if number % 2 else said("[unk]", 0.2))
            heard += talk.words
        assert talk.position.ended
        assert not any(word in heard for word in PRIVATE)


def test_zero_leads_to_a_person_before_and_after_the_code(news: Talk) -> None:
    assert Talk(news.script, position=news.position).hear(Pressed(keys="0")).turn.command == FindOfficer()
    news.hear(Pressed(keys="1"), Pressed(keys="3096"), READY, Pressed(keys="0"))
    assert news.turn.command == FindOfficer()


@pytest.mark.parametrize(
    "digits",
    [Pressed(keys="3096"), said("tiga nol sembilan enam"), said("tiga kosong sembilan enam")],
)
def test_news_is_read_twice_after_the_end_of_the_code(news: Talk, digits: Heard) -> None:
    news.hear(Pressed(keys="1")).until("kabar_kode")
    assert news.turn.wait.keys == 4
    news.hear(digits)
    assert news.turn.command == OpenNotice(digits="3096")
    news.hear(READY).until("kabar_paham")
    assert news.keys == ["status_siap_diambil", "kabar_ulang", "status_siap_diambil", "kabar_paham"]
    before = news.words
    assert news.hear(Pressed(keys="9")).words == before, "nine says it all again"
    news.hear(said("sudah paham"))
    assert news.turn.command == ConfirmNotice()
    news.hear(NoticeConfirmed()).until("ada_lagi")


def test_petugas_after_the_news_counts_as_understood_and_leads_to_one(news: Talk) -> None:
    news.hear(Pressed(keys="1"), Pressed(keys="3096"), READY, Pressed(keys="2"))
    assert news.turn.command == ConfirmNotice()
    assert news.hear(NoticeConfirmed()).turn.command == FindOfficer()


def test_an_officers_own_words_are_read_out_as_words(news: Talk) -> None:
    words = "Bawa KK & KTP asli | jam 08.00, {kode} Rp10.000"
    news.hear(Pressed(keys="1"), Pressed(keys="3096"), AnswerFound(words=words)).until("kabar_paham")
    assert news.words.count("Jawaban dari petugas") == 2
    assert "kartu keluarga" in news.words
    assert "{" not in news.words


def test_wrong_digits_are_asked_again_without_blame_and_too_many_lead_to_a_person(news: Talk) -> None:
    news.hear(Pressed(keys="1"), Pressed(keys="0000"), NothingFound(code="0000")).until("kabar_kode")
    assert news.words.startswith("Maaf, angkanya belum cocok.")
    locked = TooManyWrongCodes(until=datetime(2026, 11, 25, tzinfo=UTC))
    assert news.hear(Pressed(keys="0000"), locked).turn.command == FindOfficer()


@pytest.mark.parametrize(
    "few",
    [Pressed(keys="30"), said("tiga nol"), said("tiga nol sembilan"), said("tiga nol sembilan enam dua")],
)
def test_too_few_or_too_many_digits_ask_casework_nothing(news: Talk, few: Heard) -> None:
    news.hear(Pressed(keys="1"), few).until("kabar_kode")
    assert news.turn.command is None


def test_who_has_no_code_comes_to_a_person(news: Talk) -> None:
    news.hear(Pressed(keys="1"), *[Silence()] * 4)
    assert news.turn.command == FindOfficer()


def test_news_that_is_gone_leads_into_the_menu(news: Talk) -> None:
    news.hear(Pressed(keys="1"), Pressed(keys="3096"), NoticeGone()).until("menu")


@pytest.mark.parametrize("lost", [StreamLost(), TooBusy()])
def test_without_a_stream_it_begins_with_its_own_opening_by_keys(script: Script, lost: Heard) -> None:
    for start, step in ((script.call_back, "balik_mau"), (script.notice, "kabar_mau")):
        fresh = Talk(script, position=Position(start=start)).hear(Started(speech=False)).until(step)
        assert fresh.turn.wait.speech is None
        Talk(script, position=Position(start=start)).hear(lost).until(step)


def test_hubungi_saya_ends_the_call_so_that_the_telephone_is_free(script: Script) -> None:
    talk = Talk(script).hear(Started(), Pressed(keys="1"), Pressed(keys="48213096"), Pressed(keys="1"))
    talk.hear(NothingFound(code="48213096")).until("kode_lagi").hear(said("hubungi saya"))
    assert talk.turn.command == CallMe()
    assert Talk(script, position=talk.position).hear(LATER).position.ended
    talk.hear(CallImpossible()).until("ada_lagi")


def test_an_old_position_still_loads() -> None:
    """Calls that were running when the line was updated go on."""
    document = dump(Position(step="menu"))
    del document["start"]
    assert load(document) == Position(step="menu")
