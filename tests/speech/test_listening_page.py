"""The page to listen to, written with the real voice and read back as a browser reads it."""

from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from speech import audio, mastering
from speech.listening_page import Line, Section, write_page
from speech.synthesizer import Pace, Pyttsx3Synthesizer, SynthesisError
from speech.voicebank import Voicebank

SECTIONS = (
    Section(
        title="Menu",
        lines=(
            Line(name="menu", written="Status, tekan 1.", spoken="Status, | tekan satu."),
            Line(name="kode", written="<b>4821</b> & 'ya'", spoken="empat delapan dua satu"),
        ),
    ),
    Section(title="Penutup", lines=(Line(name="pamit", written="Terima kasih.", spoken="Terima kasih."),)),
)
EMPTY = frozenset({"meta", "link", "br", "img", "path", "polyline"})


class Page(HTMLParser):
    """Tags with their attributes and words, in order. Raises AssertionError where a tag is not closed."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(file.read_text(encoding="utf-8"))
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(" ".join(data.split()))

    def each(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]


def too_shy(text: str, pace: Pace) -> bytes:
    raise SynthesisError("the voice is shy")


def too_soft(text: str, pace: Pace) -> bytes:
    return audio.tone(1000, 1000, amplitude=0.02)


def too_loud(text: str, pace: Pace) -> bytes:
    return audio.tone(1000, 1000, amplitude=1.0)


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Voicebank]:
    voicebank = Voicebank(tmp_path_factory.mktemp("bank"), Pyttsx3Synthesizer())
    yield voicebank
    voicebank.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, bank: Voicebank) -> Path:
    folder = tmp_path_factory.mktemp("page") / "new"
    voices = {"robot": bank.line_sound, "Malu/malu": too_shy}
    assert write_page(folder, SECTIONS, voices, (Pace.NORMAL, Pace.SLOW)) == folder / "index.html"
    return folder


@pytest.fixture(scope="module")
def page(folder: Path) -> Page:
    return Page(folder / "index.html")


def test_every_line_has_a_player_for_every_pace_that_plays_what_the_line_says(
    folder: Path, page: Page, bank: Voicebank
) -> None:
    players = page.each("audio")
    assert len(players) == len(list(folder.glob("suara/*.wav"))) == 3 * 2
    spoken = [
        (line.spoken, pace) for section in SECTIONS for line in section.lines for pace in list(Pace)[:2]
    ]
    for player, (text, pace) in zip(players, spoken, strict=True):
        assert audio.read_wav((folder / player["src"]).read_bytes()) == bank.line_sound(text, pace)


def test_a_player_says_what_it_plays_and_needs_no_script(page: Page) -> None:
    labels = [player["aria-label"] for player in page.each("audio")]
    assert labels[:2] == ["menu, robot, biasa", "menu, robot, pelan"]
    assert len(set(labels)) == len(labels)
    assert all("controls" in player for player in page.each("audio"))
    assert page.each("script") == []


def test_every_picture_is_described(page: Page) -> None:
    pictures = page.each("svg")
    assert len(pictures) == 6
    assert all(one["role"] == "img" and " detik, " in one["aria-label"] for one in pictures)


def test_words_are_shown_as_written_and_as_read(page: Page) -> None:
    assert "Status, tekan 1." in page.words
    assert "Dibaca: Status, | tekan satu." in page.words
    assert "Dibaca: Terima kasih." not in page.words


def test_markup_in_a_line_is_only_text(page: Page) -> None:
    assert page.each("b") == []
    assert "<b>4821</b> & 'ya'" in page.words


def test_what_cannot_be_said_is_named(page: Page) -> None:
    assert page.words.count("tidak bisa diucapkan: the voice is shy") == 6
    assert sum(": tidak bisa diucapkan" in words for words in page.words) == 6
    assert not list(page.words).count("Tidak ada: semua terdengar sama keras")


def test_nothing_comes_from_elsewhere_and_every_link_leads_somewhere(folder: Path, page: Page) -> None:
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for _, attributes in page.tags:
        if "href" in attributes:
            assert attributes["href"].removeprefix("#") in ids
        if "src" in attributes:
            assert (folder / attributes["src"]).is_file()
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids
    assert "http" not in (folder / "index.html").read_text(encoding="utf-8")


def test_a_screen_reader_finds_its_way(page: Page) -> None:
    assert page.each("html")[0]["lang"] == "id"
    levels = [int(tag[1]) for tag, _ in page.tags if tag in ("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all("scope" in head for head in page.each("th"))


def test_sounds_that_are_too_soft_or_too_loud_are_pointed_out(tmp_path: Path) -> None:
    lines = (Section(title="Satu", lines=SECTIONS[1].lines),)
    voices = {"lirih": too_soft, "keras": too_loud}
    words = Page(write_page(tmp_path, lines, voices)).words
    assert ", lirih, biasa: kurang keras" in words
    assert ", keras, biasa: terlalu keras, terpotong karena terlalu keras" in words


def test_a_mastered_sound_is_not_pointed_out(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 3000, 16000).astype("<i2").tobytes()
    lines = (Section(title="Satu", lines=SECTIONS[1].lines),)
    words = Page(write_page(tmp_path, lines, {"desir": lambda *_: mastering.master(noise, 8000)})).words
    assert any(one.startswith("Tidak ada: semua terdengar sama keras") for one in words)
