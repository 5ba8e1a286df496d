"""What this program is made of, and from where: requirements.lock read, and told as a bill of materials (CycloneDX).

`python app.py sbom` is for whoever has to answer whether a package with a known hole is in use here. Knows nothing of
the line.
"""

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from config import ROOT

LOCK = ROOT / "requirements.lock"
_PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)(?: ; (?P<when>[^\\]+?))? *\\?$")
_HASH = re.compile(r"    --hash=sha256:(?P<sha256>[0-9a-f]{64}) *\\?$")
_NEEDS = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """One package, with the SHA-256 of every file that it may be installed from."""

    name: str
    version: str
    when: str
    """The marker that says where it is needed."""
    hashes: Sequence[str]


class LockMalformed(ValueError):
    """The file is not what `make lock` writes. The message says which line."""


def read_lock(path: Path = LOCK) -> list[Locked]:
    """All packages. Raises LockMalformed: a line that is not understood could name another source."""
    found: list[tuple[str, str, str, list[str]]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if pinned := _PINNED.match(line):
            found.append((plain(pinned["name"]), pinned["version"], (pinned["when"] or "").strip(), []))
        elif (one := _HASH.match(line)) and found:
            found[-1][3].append(one["sha256"])
        else:
            raise LockMalformed(f"{path.name}, line {number}: neither a pinned package nor a hash")
    for name, version, _, hashes in found:
        if not hashes:
            raise LockMalformed(f"{path.name}: {name} {version} has no hash")
    return [
        Locked(name=name, version=version, when=when, hashes=hashes) for name, version, when, hashes in found
    ]


def plain(name: str) -> str:
    """A package's name in its one spelling (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bill(locked: Sequence[Locked], installed: Mapping[str, Distribution], version: str) -> dict[str, Any]:
    """The bill of materials as JSON values (CycloneDX 1.6). The same for the same lock on the same machine."""
    root = {"type": "application", "bom-ref": "suarampp", "name": "suarampp", "version": version}
    model = {"type": "machine-learning-model", "bom-ref": "speech-model", "name": "suarampp-speech-model"}
    needed = sorted(one.name for one in locked)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": [model, *(_component(one, installed.get(one.name)) for one in locked)],
        "dependencies": [
            {"ref": "suarampp", "dependsOn": ["speech-model", *map(_ref_in(locked), needed)]},
            *({"ref": _ref(one), "dependsOn": _depends(one, locked, installed)} for one in locked),
        ],
    }


def here() -> dict[str, Distribution]:
    """What is installed beside this program, by name."""
    return {plain(one.metadata["Name"]): one for one in distributions() if one.metadata["Name"]}


def add_to(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The command and its arguments."""
    parser = add("sbom", help="write what this program is made of (CycloneDX JSON)")
    parser.add_argument("file", type=Path, nargs="?", help="where to; printed when left out")
    parser.set_defaults(bare=write)


def write(args: argparse.Namespace) -> int:
    """Prints or writes the bill; 1 when it cannot be written."""
    version = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M)
    told = json.dumps(bill(read_lock(), here(), version[1] if version else "0"), indent=2, ensure_ascii=False)
    if args.file is None:
        print(told)
        return 0
    try:
        args.file.write_text(told + "\n", encoding="utf-8")
    except OSError as error:
        print(f"SuaraMPP: {args.file} cannot be written: {type(error).__name__}", file=sys.stderr)
        return 1
    return 0


def _component(one: Locked, found: Distribution | None) -> dict[str, Any]:
    properties = [{"name": "suarampp:file:sha256", "value": sha256} for sha256 in one.hashes]
    if one.when:
        properties.append({"name": "suarampp:marker", "value": one.when})
    component = {
        "type": "library",
        "bom-ref": _ref(one),
        "name": one.name,
        "version": one.version,
        "purl": _ref(one),
    }
    licence = _licence(found)
    return {**component, **({"licenses": licence} if licence else {}), "properties": properties}


def _licence(found: Distribution | None) -> list[dict[str, Any]]:
    """As the package itself says: an SPDX expression, else a name."""
    if found is None:
        return []
    if "License-Expression" in found.metadata:
        return [{"expression": found.metadata["License-Expression"]}]
    kinds = found.metadata.get_all("Classifier") or ()
    named = dict.fromkeys(kind.rpartition(" :: ")[2] for kind in kinds if "License ::" in kind)
    return [{"license": {"name": name}} for name in named]


def _depends(one: Locked, locked: Sequence[Locked], installed: Mapping[str, Distribution]) -> list[str]:
    found = installed.get(one.name)
    needs = {
        plain(name[0]) for need in (found.requires or () if found else ()) if (name := _NEEDS.match(need))
    }
    return sorted(_ref(other) for other in locked if other.name in needs and other.name != one.name)


def _ref(one: Locked) -> str:
    return f"pkg:pypi/{one.name}@{one.version}"


def _ref_in(locked: Sequence[Locked]) -> Callable[[str], str]:
    by_name = {one.name: _ref(one) for one in locked}
    return by_name.__getitem__
