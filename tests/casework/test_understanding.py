"""Requests in citizens' own words: answered at once, turned into one question, or refused."""

from pathlib import Path

import pytest

from casework.catalogue import Catalogue, load_catalogue
from casework.content import ContentError
from casework.understand import load, measure, read_table
from casework.understanding import Reading, understand
from casework.understanding_file import Requests, load_requests
from casework.words import Words, load_words

CONTENT = Path(__file__).resolve().parents[2] / "content"
OURS = Path(__file__).with_name("requests.tsv")
SENTENCES = read_table(OURS)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(CONTENT / "services.yaml")


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words(CONTENT / "words.yaml", ())


@pytest.fixture(scope="module")
def requests() -> Requests:
    return load(CONTENT)[0]


def test_there_are_sentences_of_every_kind() -> None:
    assert len(SENTENCES) >= 150
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)
    kinds = [sentence.intent for sentence in SENTENCES]
    assert kinds.count("tanya") >= 25
    assert kinds.count("tolak") >= 25


def test_our_sentences_are_understood(requests: Requests, catalogue: Catalogue) -> None:
    found = measure(requests, catalogue, SENTENCES)
    assert found.both_right >= 0.97 * found.sentences, [sentence.text for sentence, _ in found.wrong]
    assert found.wrong_answers <= 0.01 * found.sentences, [s.text for s, got in found.wrong if got.sure]


def test_every_service_is_answered_by_each_of_its_own_names(requests: Requests, catalogue: Catalogue) -> None:
    for service in catalogue.services:
        for phrase in service.words:
            if catalogue.by_words(phrase) != (service,):
                continue  # it belongs to several
            found = understand(requests, f"syarat {phrase} apa saja")
            meant = {found.service, *(one.service for one in found.between)}
            assert service.id in meant, f"{phrase}: {found}"


@pytest.mark.parametrize(
    ("text", "service", "intent"),
    [
        ("bukan kk tapi ktp cara bikinnya gimana", "ktp_baru", "cara"),
        ("kk eh bukan ktp cara bikinnya gimana", "ktp_baru", "cara"),
        ("bukan biaya tapi syarat paspor", "paspor", "syarat"),
        ("syarat bikin akta kelahiran apa harus bawa kk", "akta_lahir", "syarat"),
        ("kk sudah ada saya mau bikin paspor", "paspor", "cara"),
        ("SYARAT-SYARATNYA PEMBUATAN K.K.", "kk", "syarat"),
        ("bukankah kk saya sudah jadi", "kk", "status"),
        ("berapa lama lagi paspor saya jadi", "paspor", "status"),
        ("berapa lama bikin paspor", "paspor", "waktu"),
        ("akta saya sudah jadi belum", None, "status"),
        ("pérsyaratan skck", "skck", "syarat"),
    ],
)
def test_what_is_denied_taken_back_or_only_needed_is_not_meant(
    requests: Requests, text: str, service: str | None, intent: str
) -> None:
    found = understand(requests, text)
    assert (found.service, found.intent, found.sure) == (service, intent, True)
    assert found.asks is None
    assert not found.between


def test_a_name_of_several_services_is_the_usual_one_and_the_others_are_near(requests: Requests) -> None:
    found = understand(requests, "syarat ktp apa saja")
    assert (found.service, found.sure) == ("ktp_baru", True)
    assert found.nearby == ("ktp_hilang", "ktp_rusak")


def test_the_usual_one_is_not_assumed_when_something_happened_to_it(requests: Requests) -> None:
    found = understand(requests, "ktp saya digondol tikus gimana pak")
    assert not found.sure
    assert {one.service for one in found.between} == {"ktp_baru", "ktp_hilang", "ktp_rusak"}


@pytest.mark.parametrize(
    ("text", "asks", "between"),
    [
        ("syaratnya apa saja", "service", ()),
        ("kartu keluarga", "intent", ()),
        ("bpjs", "choice", (("bpjs_kes", None), ("bpjs_tk", None))),
        ("syarat akta", "choice", (("akta_lahir", "syarat"), ("akta_mati", "syarat"))),
        ("syarat dan biaya paspor", "choice", (("paspor", "biaya"), ("paspor", "syarat"))),
        ("urus kk dan paspor", "choice", (("kk", "cara"), ("paspor", "cara"))),
        ("syarat kpt", "choice", None),
    ],
)
def test_doubt_becomes_one_question(
    requests: Requests, text: str, asks: str, between: tuple[tuple[str, str | None], ...] | None
) -> None:
    found = understand(requests, text)
    assert not found.sure
    assert not found.refused
    assert found.asks == asks
    assert len(found.between) <= 4
    if between is not None:
        assert set(found.between) == {Reading(service=service, intent=intent) for service, intent in between}


@pytest.mark.parametrize(
    "text",
    ["", "   ", "?!", "12345678", "eh anu", "😀", "pisang goreng", "akta cerai", "sim card", "a" * 5000],
)
def test_what_says_nothing_of_ours_is_refused(requests: Requests, text: str) -> None:
    found = understand(requests, text)
    assert found.refused
    assert found.asks is None


def test_words_that_are_right_are_not_taken_for_mistakes(requests: Requests) -> None:
    for text in ("kapan kamu pulang", "mau pulang besok", "kelas berapa anaknya", "merah putih", "sapi saya"):
        assert not understand(requests, text).sure, text


def test_a_long_story_is_read_quickly_and_not_answered_by_accident(requests: Requests) -> None:
    found = understand(requests, "kemarin tetangga datang membawa ayam lalu kami makan bersama " * 500)
    assert not found.sure


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("biasa: ktp_baru}", "biasa: kk}", "kk must be one of"),
        ("  ktp_hilang: {kata", "  sihir: {kata", "sihir is not in services.yaml"),
        ("  pasport: paspor", "  Pasport: paspor", "lower case"),
        ("  - nama: waktu", "  - nama: biaya", "same nama"),
        ("  ke mana: kemana", "  ke mana: ke sana", "must become one word"),
    ],
)
def test_a_mistake_in_the_content_is_named(
    tmp_path: Path, catalogue: Catalogue, words: Words, old: str, new: str, said: str
) -> None:
    text = (CONTENT / "requests.yaml").read_text(encoding="utf-8")
    assert old in text, "change this test with the file"
    path = tmp_path / "requests.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        load_requests(path, catalogue, words)
