"""What this program is made of: every package pinned with hashes, told as a bill, and no secret among our files."""

import json
import math
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from cyclonedx.model.bom import Bom
from packaging.markers import Marker
from packaging.requirements import Requirement

from app import main
from config import ROOT
from supply_chain import LockMalformed, here, plain, read_lock

LISTS = ("requirements", "requirements-dev")


def wanted(name: str) -> Iterator[Requirement]:
    """What the short list asks for, with what it includes."""
    for line in (ROOT / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        line = line.partition("#")[0].strip()
        if line.startswith("-r "):
            yield from wanted(line.removeprefix("-r ").removesuffix(".txt"))
        elif line:
            yield Requirement(line)


@pytest.mark.parametrize("name", LISTS)
def test_the_lock_has_exactly_what_the_short_list_says(name: str) -> None:
    """After a change of a list: `make lock`."""
    locked = {one.name: one for one in read_lock(ROOT / f"{name}.lock")}
    for one in wanted(name):
        assert str(one.specifier) == f"=={locked[plain(one.name)].version}", f"{one.name}: run `make lock`"


@pytest.mark.parametrize("name", LISTS)
def test_the_lock_lacks_nothing_that_a_package_needs(name: str) -> None:
    locked = {one.name: one for one in read_lock(ROOT / f"{name}.lock")}
    extras = {plain(one.name): one.extras for one in wanted(name)}
    known = here()
    for one in locked.values():
        if one.when and not Marker(one.when).evaluate():
            continue
        for text in known[one.name].requires or ():
            need = Requirement(text)
            asked = [{"extra": extra} for extra in (*extras.get(one.name, ()), "")]
            if need.marker is None or any(need.marker.evaluate(extra) for extra in asked):
                assert plain(need.name) in locked, f"{one.name} needs {need.name}"


def test_both_locks_agree() -> None:
    line, all_of_it = ({one.name: one for one in read_lock(ROOT / f"{name}.lock")} for name in LISTS)
    for name, one in line.items():
        assert (all_of_it[name].version, all_of_it[name].hashes) == (one.version, one.hashes)


@pytest.mark.parametrize("name", LISTS)
def test_nothing_says_where_packages_come_from(name: str) -> None:
    """That is the machine's own setting; a list that named an index could be led elsewhere."""
    for file in (f"{name}.txt", f"{name}.lock"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert not re.search(r"://|--index|--extra|--find|--trusted|@ ", re.sub(r"#.*", "", text)), file


@pytest.mark.parametrize(
    "wrong",
    [
        "fastapi>=0.1",
        "a==1 @ https://x.example/a.whl",
        "--index-url x",
        "fastapi==1",
        "    --hash=md5:00",
        "-e .",
    ],
)
def test_a_lock_that_could_mean_something_else_is_refused(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "x.lock").write_text(f"a==1 \\\n    --hash=sha256:{'0' * 64}\n{wrong}\n")
    with pytest.raises(LockMalformed, match=r"x\.lock"):
        read_lock(tmp_path / "x.lock")


def test_the_bill_is_read_by_an_independent_reader(tmp_path: Path) -> None:
    file = tmp_path / "sbom.json"
    assert main(["sbom", str(file)]) == 0
    told = json.loads(file.read_text(encoding="utf-8"))
    bom = Bom.from_json(told)
    assert bom.validate()
    found = {one.name: one for one in bom.components}
    assert found["cryptography"].version == version("cryptography")
    assert str(found["cryptography"].purl) == f"pkg:pypi/cryptography@{version('cryptography')}"
    assert found["fastapi"].licenses
    needs = {one["ref"]: one["dependsOn"] for one in told["dependencies"]}
    assert f"pkg:pypi/starlette@{version('starlette')}" in needs[f"pkg:pypi/fastapi@{version('fastapi')}"]
    assert main(["sbom", str(tmp_path / "nowhere" / "x")]) == 1


# Secrets among our files ----------------------------------------------------------------------------------------

SECRETS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}"),
    "a Twilio account": re.compile(r"\b(?:AC|SK|AP)[0-9a-f]{32}\b"),
    "a token of a service": re.compile(
        r"\b(?:ghp|gho|ghs|glpat|xox[bp]|sk_live|pypi-AgE)[A-Za-z0-9_-]{16,}\b"
    ),
    "an access key": re.compile(r"\bAKIA[0-9A-Z]{16}\b"),
    "a password in an address": re.compile(r"\b[a-z+0-9]{2,20}://[^\s/:@\"'{}]+:([^\s/:@\"'{}<>$]{6,})@"),
    "an encryption key": re.compile(r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{43}=(?![A-Za-z0-9+/_=])"),
    "a token in hexadecimal": re.compile(
        r"(?i)(?:token|secret|password|sandi|key)\w*[\"']?\s*[:=]\s*[\"']([0-9a-f]{32,64})[\"']"
    ),
}
NOT_SCANNED = (".lock", ".svg", ".png", ".wav", ".ogg", ".pdf", ".mdl", ".fst", ".zip", ".min.js")


def random_looking(text: str) -> bool:
    """No word, and nothing that repeats itself such as "2" * 32: digits among letters, and many different signs."""
    counts = Counter(text)
    entropy = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    mixed = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return mixed and entropy > min(3.0, 0.8 * math.log2(len(text)))


def secrets_in(text: str) -> list[str]:
    """What looks like a secret, by its kind."""
    return [
        kind
        for kind, form in SECRETS.items()
        for one in form.finditer(text)
        if random_looking((one.groups() or (one[0][-44:],))[0])
    ]


def tracked() -> list[Path]:
    """Every file of the repository, or, outside of one, every file that could be."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git repository")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_file_holds_a_secret() -> None:
    looked = 0
    for path in tracked():
        if path.suffix in NOT_SCANNED or not path.is_file() or path.stat().st_size > 2_000_000:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        looked += 1
        assert secrets_in(text) == [], path.relative_to(ROOT)
    assert looked > 500


def test_no_settings_of_an_installation_are_in_the_repository() -> None:
    names = {path.name for path in tracked()}
    assert not any(name.endswith((".env", ".pem", ".key", ".p12", ".sqlite3", ".pfx")) for name in names)
    assert "id_rsa" not in names


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7bq1xYtR0cVk9dQ2",
        "sid = 'A" + "C5f3a9c1e7b2d4f6a8091c3e5d7f9b0a2'",
        "token: 'g" + "hp_Zk3xQ9vT7mR2wY8bN4cL6dF1'",
        "SUARA_KEYS=k3Jd9sQ1xZ7vB5nM2cT8wY4rL6hG0pF3aE9u" + "I1oKjHs=",
        'auth_token = "9f8e7d6c5b4a392' + '81706f5e4d3c2b1a0"',
        "postgresql://suara:k9Qz7xW2" + "@db.example/suara",
    ],
)
def test_the_scan_finds_what_it_is_for(planted: str) -> None:
    assert secrets_in(planted)
