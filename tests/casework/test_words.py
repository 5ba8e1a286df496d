"""Citizens' words as shipped: they can be heard, they mean one thing, and SMS spellings lead to the right service."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from casework.catalogue import Catalogue, load_catalogue
from casework.content import load
from casework.words import Words, WordsFile, load_words

ROOT = Path(__file__).resolve().parents[2]
WORDS = ROOT / "content" / "words.yaml"
FILE = load(WORDS, WordsFile)
REGIONS = sorted((FILE.ya.keys() | FILE.tidak.keys()) - {"indonesia"})


@pytest.fixture(scope="module")
def words() -> Words:
    return load_words(WORDS, ())


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(ROOT / "content" / "services.yaml")


@pytest.fixture(scope="module")
def vocabulary() -> frozenset[str]:
    lines = (ROOT / "speech" / "model" / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines)


def test_yes_no_and_every_command_has_a_word_that_the_recogniser_knows(
    words: Words, vocabulary: frozenset[str]
) -> None:
    for name, phrases in (("ya", words.yes), ("tidak", words.no), *words.universal.items()):
        assert any(vocabulary.issuperset(phrase.split()) for phrase in phrases), name


@pytest.mark.parametrize("region", REGIONS)
def test_each_region_can_be_switched_on_without_a_word_that_means_both(region: str) -> None:
    alone, plain = load_words(WORDS, (region,)), load_words(WORDS, ())
    assert alone.yes >= plain.yes
    assert alone.no >= plain.no
    assert alone.yes | alone.no > plain.yes | plain.no, "the region adds nothing"


def test_a_command_is_not_also_an_answer_or_another_command(words: Words) -> None:
    answers = words.yes | words.no | words.unsure
    for (one, phrases), (other, others) in combinations(words.universal.items(), 2):
        assert not phrases & others, f"{one} and {other}"
    for name, phrases in words.universal.items():
        assert not phrases & answers, name


def test_no_command_or_answer_is_also_what_a_service_is_called(words: Words, catalogue: Catalogue) -> None:
    called = {phrase for service in catalogue.services for phrase in service.words}
    for name, phrases in (("ya", words.yes), ("tidak", words.no), *words.universal.items()):
        assert not phrases & called, name


def test_everything_is_written_as_it_is_compared_lower_case_and_without_signs(words: Words) -> None:
    phrases = words.yes | words.no | words.unsure | words.emergency
    phrases |= frozenset().union(*words.universal.values(), *FILE.maksud.values())
    phrases |= words.abbreviations.keys() | set(words.abbreviations.values())
    assert [phrase for phrase in phrases if not re.fullmatch(r"[a-z]+( [a-z]+)*", phrase)] == []


def test_a_spelling_is_written_out_once_and_for_all(words: Words) -> None:
    for typed, meant in words.abbreviations.items():
        assert not words.abbreviations.keys() & set(meant.split()), f"{typed} becomes another abbreviation"


def test_what_may_mean_several_things_is_not_written_out(words: Words) -> None:
    """ "kk" is kakak or Kartu Keluarga, "y" is ya or nya, "km" is kami or kilometre."""
    assert not {"kk", "y", "km"} & words.abbreviations.keys()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ktp sy ilang", {"ktp_hilang"}),
        ("ktp rsk", {"ktp_rusak"}),
        ("tlg kk sy ilang gmn", {"kk"}),
        ("akte ank sy brp lama", {"akta_lahir"}),
        ("akte lhr", {"akta_lahir"}),
        ("bpjs sy mati knp", {"bpjs_kes"}),
        ("sy mau pndh k jkt", {"pindah"}),
        ("ijin warung", {"nib"}),
        ("srt pndh", {"pindah"}),
        ("syarat nikh", {"nikah"}),
        ("bapak sy mninggal", {"akta_mati"}),
    ],
)
def test_texts_as_people_type_them_find_the_service(
    words: Words, catalogue: Catalogue, text: str, found: set[str]
) -> None:
    written_out = " ".join(words.abbreviations.get(word, word) for word in text.split())
    assert {service.id for service in catalogue.by_words(written_out)} == found


def test_an_acronym_in_what_the_line_says_has_a_pronunciation(words: Words, catalogue: Catalogue) -> None:
    for service in catalogue.services:
        said = [service.spoken, service.product, service.fee.spoken, service.time.spoken]
        said += [item.spoken for item in service.requirements]
        for acronym in re.findall(r"\b[A-Z]{2,}\b", " ".join(said)):
            assert acronym in words.pronunciation, f"{service.id}: {acronym}"
