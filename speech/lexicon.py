"""The recogniser's lexicon: the model's general words and those of content/, made into the graph that Vosk reads.

    python -m speech.lexicon add "kartu kuning"          add words
    python -m speech.lexicon add kip --sounds "ka i pe"  add another way to say one word
    python -m speech.lexicon list ktp                    how a word is said
    python -m speech.lexicon check                       whether everything that content/ waits for is known
    python -m speech.lexicon build                       make the graph anew, after editing content/ by hand

No training: the network hears sounds, and the graph says which sounds make which word. A graph is tried in Vosk
before it takes the old one's place, so a mistake changes nothing. A running line hears new words after a restart.
Knows nothing of what a word means or when it is expected. Prints Indonesian, for the MPP's staff.
"""

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from speech.audio import RATE
from speech.grammar import Phrases
from speech.graph import put_in_place, write_files
from speech.hearing import UNKNOWN, ModelError
from speech.pronunciation import UNITS
from speech.recognizer import VoskRecognizer
from speech.vocabulary import (
    ADDED,
    FILE,
    Vocabulary,
    VocabularyError,
    awaited,
    parse,
    read,
    with_words,
    words_of,
)

ROOT = Path(__file__).resolve().parents[1]

GENERAL = "words.txt"
"""The model's general words, one a line, beside its graph: part of the model as the training left it."""
TRIED_WITH = bytes(RATE)
"""Half a second of silence."""

Pronunciations = Mapping[str, tuple[tuple[int, ...], ...]]
"""Word to the unit numbers of each way to say it, in the order of the words' numbers."""


def pronunciations(content: Path, model: Path) -> Pronunciations:
    """Every word that the model shall know: general words, those of content/, and added words at the end, so that
    adding one leaves the others' numbers.

    A word that content/ waits for but nobody can say ("1", for texts) is left out: see `gaps`. Raises
    VocabularyError.
    """
    return _said(read(content / FILE), general(model), awaited(content))


def _said(
    vocabulary: Vocabulary, general_words: Sequence[str], waited: Mapping[str, Sequence[str]]
) -> Pronunciations:
    wanted = (word for phrases in waited.values() for phrase in phrases for word in phrase.split())
    own, added = words_of(vocabulary), vocabulary.groups.get(ADDED, ())
    words = dict.fromkeys((*general_words, *own, *wanted))
    usual = [word for word in words if word not in added and sayable(vocabulary, word)]
    return {word: vocabulary.ways(word) for word in (*usual, *dict.fromkeys(added))}


def general(model: Path) -> tuple[str, ...]:
    """The model's general words. Raises VocabularyError."""
    try:
        return tuple((model / GENERAL).read_text(encoding="utf-8").split())
    except OSError as error:
        raise VocabularyError(
            f"{model / GENERAL} tidak ada: kembalikan model suara, atau pakai --model"
        ) from error


def known(model: Path) -> frozenset[str]:
    """Every word of the graph as it is now. Raises VocabularyError."""
    try:
        lines = (model / "graph" / "words.txt").read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise VocabularyError(f"{model} tidak punya graf: jalankan build") from error
    return frozenset(line.split()[0] for line in lines if line) - {"<eps>", UNKNOWN}


def sayable(vocabulary: Vocabulary, word: str) -> bool:
    """Whether somebody can say this word as it is written."""
    try:
        vocabulary.ways(word)
    except VocabularyError:
        return False
    return True


def build(content: Path, model: Path) -> int:
    """Makes the graph anew from content/ as it is; the number of its words. Raises VocabularyError, OSError."""
    said = pronunciations(content, model)
    _install(model, said, first=lambda: None)
    return len(said)


def add(content: Path, model: Path, phrases: Sequence[str], sounds: Sequence[str] = ()) -> tuple[str, ...]:
    """Adds the phrases' words that are not known yet, and more ways to say the one word if given, to
    content/vocabulary.yaml and to the graph. Returns the new words.

    Raises VocabularyError and OSError; then nothing has changed.
    """
    path = content / FILE
    vocabulary = read(path)
    words = tuple(
        dict.fromkeys(word for phrase in phrases for word in phrase.lower().replace("-", " ").split())
    )
    if not words:
        raise VocabularyError("tidak ada kata yang diberikan")
    if sounds and len(words) != 1:
        raise VocabularyError(
            "--sounds hanya untuk satu kata: tambahkan kata-kata lainnya dengan perintah sendiri"
        )
    before = _said(vocabulary, general(model), awaited(content))
    new = tuple(word for word in words if word not in before)
    said = {words[0]: tuple(dict.fromkeys((*vocabulary.readings(words[0]), *sounds)))} if sounds else {}
    try:
        text = with_words(path.read_text(encoding="utf-8"), new, said)
        changed = parse(text)
    except VocabularyError as error:
        raise VocabularyError(str(error).removeprefix(f"{FILE}: ")) from error
    if new or said:
        after = {**before, **{word: changed.ways(word) for word in words}}
        _install(model, after, first=lambda: _rewrite(path, text))
    return new


def gaps(content: Path, model: Path) -> Iterator[str]:
    """What is not well, a sentence each: phrases of content/ that cannot be recognised, a graph that is not of these
    words. A phrase with a number in figures is for texts, and no gap. Raises VocabularyError.
    """
    vocabulary, heard, waited = read(content / FILE), known(model), awaited(content)
    for name, phrases in waited.items():
        for phrase in phrases:
            words = phrase.split()
            if any(word.isdigit() and not sayable(vocabulary, word) for word in words):
                continue
            if dumb := [word for word in words if not sayable(vocabulary, word)]:
                yield f"{name}: “{phrase}” tidak bisa diucapkan: {', '.join(dumb)}"
            elif missing := [word for word in words if word not in heard]:
                yield f"{name}: “{phrase}” belum dikenal: {', '.join(missing)} (jalankan build)"
    with TemporaryDirectory() as folder:
        fresh = Path(folder) / "graph"
        write_files(fresh, _said(vocabulary, general(model), waited))
        if any(file.read_bytes() != _content(model / "graph" / file.name) for file in fresh.iterdir()):
            yield "graf model suara tidak sama dengan content/ (jalankan build)"


def _install(model: Path, said: Pronunciations, first: Callable[[], None]) -> None:
    """Writes the graph beside the old one and tries it; if it is good, does `first`, then puts it in place."""
    new = model / "graph.new"
    shutil.rmtree(new, ignore_errors=True)
    try:
        write_files(new, said)
        _try(model, new, said)
        first()
        put_in_place(new, model / "graph")
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _try(model: Path, graph: Path, said: Pronunciations) -> None:
    """Loads the model with this graph and listens for every word of it. Raises VocabularyError."""
    with TemporaryDirectory() as folder:
        trial = Path(folder)
        for part in model.iterdir():
            if not part.name.startswith("graph"):
                (trial / part.name).symlink_to(part.resolve())
        (trial / "graph").symlink_to(graph.resolve(), target_is_directory=True)
        try:
            recognizer = VoskRecognizer(trial)
            hearing = recognizer.listen(Phrases(phrases=tuple(said)))
            hearing.feed(TRIED_WITH)
            hearing.final()
        except ModelError as error:
            raise VocabularyError("model suara tidak bisa dimuat dengan kata-kata ini") from error
    if missing := said.keys() - recognizer.vocabulary:
        raise VocabularyError(f"model suara tidak menerima {', '.join(sorted(missing))}")


def _rewrite(path: Path, text: str) -> None:
    """Replaces a file at once: a crash leaves the old one or the new one."""
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    os.replace(new, path)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def _heard_as(way: Sequence[int]) -> str:
    return "-".join(UNITS[unit - 1] for unit in way)


def _add(args: argparse.Namespace) -> int:
    new = add(args.content, args.model, args.words, args.sounds)
    if new:
        print(f"ditambahkan: {', '.join(new)}")
    elif args.sounds:
        print(f"cara mengucapkan ditambahkan: {', '.join(args.sounds)}")
    else:
        print("semua kata itu sudah dikenal")
        return 0
    print("Saluran yang sedang berjalan mengenalnya sesudah dimulai ulang.")
    return 0


def _list(args: argparse.Namespace) -> int:
    said, heard = pronunciations(args.content, args.model), known(args.model)
    word = args.word.lower()
    if word not in said:
        print(f"{word} belum dikenal; menambahkannya: python -m speech.lexicon add {word}")
        return 1
    for way in said[word]:
        print(f"{word}: {_heard_as(way)}")
    if word not in heard:
        print("belum ada di graf (jalankan build)")
    return 0


def _check(args: argparse.Namespace) -> int:
    said = pronunciations(args.content, args.model)
    found = list(gaps(args.content, args.model))
    for line in found:
        print(line)
    print(f"{len(said)} kata, {len(found)} yang perlu diperbaiki")
    return 2 if found else 0


def _build(args: argparse.Namespace) -> int:
    count = build(args.content, args.model)
    print(f"graf model suara dibuat: {count} kata")
    print("Saluran yang sedang berjalan memakainya sesudah dimulai ulang.")
    return 0


def parser() -> argparse.ArgumentParser:
    """The commands and their arguments."""
    top = argparse.ArgumentParser(
        prog="python -m speech.lexicon", description="the words that the line can hear"
    )
    top.add_argument("--content", type=Path, default=ROOT / "content", help="the content directory")
    top.add_argument("--model", type=Path, default=ROOT / "speech" / "model", help="the speech model")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND").add_parser

    adding = commands("add", help="add words; several at once if you like")
    adding.add_argument("words", nargs="+", help='a word, or words in quotes: "kartu kuning"')
    adding.add_argument("--sounds", action="append", default=[], help='how one word is also said: "ka te pe"')
    adding.set_defaults(run=_add)
    listing = commands("list", help="how a word is said")
    listing.add_argument("word")
    listing.set_defaults(run=_list)
    commands("check", help="look for words that content/ waits for and the model does not know").set_defaults(
        run=_check
    )
    commands("build", help="make the graph anew from content/").set_defaults(run=_build)
    return top


def main(arguments: Sequence[str]) -> int:
    """Runs one command; 1 when it could not be done, and then nothing has changed."""
    args = parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except (VocabularyError, OSError) as error:
        print(f"SuaraMPP: {error}. Tidak ada yang diubah.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
