"""Words added to a model by its users: heard by the real Vosk, and nothing broken when something is wrong."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from speech import audio
from speech.grammar import Phrases
from speech.lexicon import add, build, gaps, known, main, pronunciations
from speech.recognizer import VoskRecognizer
from speech.synthesizer import Pace, Pyttsx3Synthesizer
from speech.vocabulary import VocabularyError, read

ROOT = Path(__file__).resolve().parents[2]
MODEL = ROOT / "speech" / "model"
NEW = "trotoar"


class Place:
    """A model and content of a test's own, small enough to be quick."""

    def __init__(self, folder: Path) -> None:
        self.model, self.content = folder / "model", folder / "content"
        self.model.mkdir()
        for part in ("am", "conf"):
            (self.model / part).symlink_to(MODEL / part)
        (self.model / "words.txt").write_text("abad\nkota\nsatu\n")
        self.content.mkdir()
        for name in ("call.yaml", "services.yaml", "words.yaml", "vocabulary.yaml"):
            shutil.copy(ROOT / "content" / name, self.content)

    def run(self, *arguments: str) -> int:
        return main(["--content", str(self.content), "--model", str(self.model), *arguments])

    def files(self) -> dict[Path, bytes]:
        folders = (self.model / "graph", self.content)
        return {path: path.read_bytes() for folder in folders for path in folder.rglob("*")}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    build(made.content, made.model)
    return made


@pytest.fixture(scope="module")
def voice() -> Iterator[Pyttsx3Synthesizer]:
    synthesizer = Pyttsx3Synthesizer(voice="id+klatt4")
    yield synthesizer
    synthesizer.close()


def hear(model: Path, phrases: tuple[str, ...], mulaw: bytes) -> str:
    quiet = audio.encode(audio.decode(audio.silence(400)))
    hearing = VoskRecognizer(model).listen(Phrases(phrases=phrases))
    hearing.feed(audio.decode(quiet + mulaw + quiet))
    return hearing.final().words


def test_an_added_word_is_heard(place: Place, voice: Pyttsx3Synthesizer) -> None:
    phrases = ("petugas", "status", "kartu keluarga", f"{NEW} rusak")
    said = voice.render(f"{NEW} rusak", Pace.NORMAL)
    assert NEW not in hear(place.model, phrases, said)
    assert add(place.content, place.model, [f"{NEW} rusak"]) == (NEW,)
    assert hear(place.model, phrases, said) == f"{NEW} rusak"
    assert hear(place.model, phrases, voice.render("kartu keluarga", Pace.NORMAL)) == "kartu keluarga"


def test_another_way_to_say_a_word_is_heard(place: Place, voice: Pyttsx3Synthesizer) -> None:
    assert place.run("add", "resi", "--sounds", "nomor urut") == 0
    assert hear(place.model, ("resi", "petugas", "status"), voice.render("nomor urut", Pace.NORMAL)) == "resi"
    assert read(place.content / "vocabulary.yaml").readings("resi") == ("resi", "nomor urut")


def test_adding_makes_the_graph_that_building_would(place: Place) -> None:
    add(place.content, place.model, ["kip"], ["ka i pe"])
    add(place.content, place.model, ["resi"], ["nomor urut"])
    add(place.content, place.model, [NEW])
    before = place.files()
    assert list(gaps(place.content, place.model)) == []
    build(place.content, place.model)
    assert place.files() == before


def test_old_words_keep_their_numbers(place: Place) -> None:
    def numbers() -> list[str]:
        return (place.model / "graph" / "words.txt").read_text().splitlines()

    before = numbers()
    add(place.content, place.model, [NEW])
    add(place.content, place.model, ["gorengan"])
    after = numbers()
    assert after[: len(before)] == before
    assert [line.split()[0] for line in after[len(before) :]] == [NEW, "gorengan"]


def test_the_file_keeps_its_comments_and_order(place: Place) -> None:
    path = place.content / "vocabulary.yaml"
    before = path.read_text()
    add(place.content, place.model, [NEW])
    changed = [line for line in path.read_text().splitlines() if line not in before.splitlines()]
    assert changed == ["  tambahan: |", f"    {NEW}"]


def test_a_known_word_changes_nothing(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    before = place.files()
    assert place.run("add", "Kartu Keluarga") == 0
    assert "sudah dikenal" in capsys.readouterr().out
    assert place.files() == before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("trotoar!",), "“trotoar!”"),
        (("jalan2",), "tidak bisa diucapkan"),
        (("trotoar", "--sounds", "tr0toar"), "tidak bisa diucapkan"),
        (("trotoar baru", "--sounds", "trotoar"), "hanya untuk satu kata"),
        ((" ",), "tidak ada kata"),
        (("[unk]",), "tanpa tanda baca"),
    ],
)
def test_a_bad_word_is_named_and_changes_nothing(
    place: Place, arguments: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = place.files()
    assert place.run("add", *arguments) == 1
    told = capsys.readouterr().err
    assert message in told
    assert "Tidak ada yang diubah" in told
    assert place.files() == before


def test_a_model_that_cannot_be_loaded_changes_nothing(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    before = place.files()
    (place.model / "am").unlink()
    assert place.run("add", NEW) == 1
    assert "tidak bisa dimuat" in capsys.readouterr().err
    assert place.files() == before
    assert [path.name for path in place.model.glob("graph*")] == ["graph"]


DIES = """
import resource, signal, sys
from speech.lexicon import main
signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
main(sys.argv[1:])
"""


def test_a_crash_while_adding_changes_nothing_that_counts(place: Place) -> None:
    before = place.files()
    options = ("--content", str(place.content), "--model", str(place.model))
    died = subprocess.run([sys.executable, "-c", DIES, *options, "add", NEW], cwd=ROOT)  # noqa: S603
    assert died.returncode < 0
    assert place.files() == before
    assert add(place.content, place.model, [NEW]) == (NEW,)
    assert NEW in known(place.model)


def test_what_content_waits_for_and_nobody_could_hear_is_told(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(gaps(place.content, place.model)) == []
    path = place.content / "words.yaml"
    path.write_text(path.read_text().replace("ragu: [", 'ragu: [trotoar licin, "jum\'at", ak 7, '))
    assert place.run("check") == 2
    told = capsys.readouterr().out
    assert "words.yaml: “trotoar licin” belum dikenal: trotoar, licin" in told
    assert "“jum'at” tidak bisa diucapkan" in told
    assert "ak 7" not in told
    assert "graf model suara tidak sama" in told
    path.write_text(path.read_text().replace('"jum\'at", ', ""))
    assert place.run("build") == 0
    assert place.run("check") == 0


def test_a_word_is_listed_with_its_sounds(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert place.run("list", "ktp") == 0
    assert capsys.readouterr().out == "ktp: k-a-t-e-p-e\n"
    assert place.run("list", NEW) == 1


def test_the_model_that_ships_knows_every_phrase_of_the_content_that_ships() -> None:
    assert [gap for gap in gaps(ROOT / "content", MODEL) if ".yaml" in gap] == []
    assert known(MODEL) == pronunciations(ROOT / "content", MODEL).keys()


def test_a_model_without_its_general_words_is_refused(place: Place) -> None:
    (place.model / "words.txt").unlink()
    with pytest.raises(VocabularyError, match=r"words\.txt tidak ada"):
        build(place.content, place.model)
