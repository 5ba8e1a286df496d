"""Installs the natural voices, and says which voices are there: in any folder, without the line's settings.

`python app.py voice install` does the same for the line's own folder.

python -m speech.voices install [FOLDER]    packages, weights and licences, checked; can be repeated
python -m speech.voices list [FOLDER]       the voices, and what each of them lacks
"""

import argparse
import sys
from pathlib import Path

from speech.voices import NAMES, ROOT, VoiceError, install, opened

FOLDER = ROOT / "var" / "voices"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m speech.voices",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=("install", "list"))
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help=f"default: {FOLDER}")
    given = parser.parse_args()
    try:
        if given.command == "install":
            install(given.folder)
        else:
            _list(given.folder)
    except VoiceError as error:
        sys.exit(f"speech.voices: {error}")


def _list(folder: Path) -> None:
    for name in NAMES:
        try:
            opened(name, folder).close()
        except VoiceError as error:
            print(f"{name}: {error}")
        else:
            print(f"{name}: ready")


if __name__ == "__main__":
    main()
