"""Who may import whom, and that each engine's or carrier's library stays behind one door."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("models", "speech", "casework", "sms", "ivr", "simulator")
TOP = ("operations",)
"""Folders that stand beside app.py, above all rooms: nobody but the command line and the routes imports them."""
WIRING = frozenset({"config", "deps", "twilio_rest", "stopping"})

MAY_IMPORT = {
    "models": set(),
    "speech": set(),
    "casework": {"models"},
    "sms": {"casework", "models"},
    "ivr": {"casework", "models", "speech"},
    "simulator": {"speech"},
}
"""Rooms of ours. What needs the settings, a verified webhook or Twilio may also import the WIRING: see EDGES."""

EDGES = {
    "casework": {"api", "console"},
    "sms": {
        "routes",
        "carriers",
        "twilio_carrier",
        "kannel_carrier",
        "kannel_routes",
        "smpp_carrier",
        "gammu_carrier",
    },
    "ivr": {
        "routes",
        "officer_routes",
        "outgoing_routes",
        "twilio_calling",
        "stream_route",
        "trouble_route",
        "asterisk_route",
        "asterisk_out_routes",
        "asterisk_calling",
        "captions",
        "recordings",
    },
    "simulator": set(),
    "models": set(),
    "speech": set(),
}
"""Modules (or folders) of each room that stand at its edge, and may import the WIRING."""

DOORS = {
    "vosk": {"speech/recognizer.py"},
    "faster_whisper": {"speech/engines/whisper.py"},
    "sherpa_onnx": {"speech/engines/sherpa.py"},
    "onnx": {"speech/engines/ours.py"},
    "onnxruntime": {"speech/voices/kokoro.py"},
    "piper": {"speech/voices/piper_worker.py"},
    "pyttsx3": {"speech/espeak.py"},
    "espeakng_loader": {"speech/espeak.py"},
    "webrtcvad": {"speech/endpointing.py"},
    "soxr": {"speech/audio.py"},
    "audioop": {"speech/audio.py"},
    "num2words": {"speech/reading/figures.py"},
    "smpplib": {"sms/smpp_wire.py"},
    "phonenumbers": {"casework/phones.py"},
    "stdnum": {"casework/codes.py", "speech/training/publish.py"},
    "xlsxwriter": {"casework/reports/workbook.py"},
    "pwdlib": {"casework/officers.py"},
    "jwt": {"casework/single_sign_on.py"},
    "pyotp": {"casework/second_factor.py"},
    "segno": {"casework/console/account_code.py"},
    "cryptography": {"models/vault.py", "operations/sealed_file.py"},
    "alembic": {"migrate.py"},
    "prometheus_client": {"operations/gauges.py", "operations/metrics.py", "operations/tally.py"},
    "twilio.request_validator": {"deps.py"},
    "twilio.twiml": {"ivr/twiml.py"},
    "twilio.rest": {"twilio_rest.py"},
    "twilio": {"deps.py", "ivr/twiml.py", "twilio_rest.py"},
}
"""Each library, or part of one, and the only modules that may import it."""

FASTAPI = {
    "app.py",
    "deps.py",
    "health.py",
    "routers.py",
    "operations/metrics.py",
    "operations/readiness.py",
    "operations/serving.py",
}


def modules(folder: str = "") -> Iterator[Path]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        place = path.relative_to(ROOT).parts
        if place[0] in (*ROOMS, *TOP) or len(place) == 1:
            yield path


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_what_they_may(room: str) -> None:
    for path in modules(room):
        edge = path.relative_to(ROOT / room).parts[0].removesuffix(".py") in EDGES[room]
        allowed = MAY_IMPORT[room] | {room} | (WIRING if edge else set())
        ours = {name.split(".")[0] for name in imports(path)} & (
            {*ROOMS, *TOP} | WIRING | {"app", "worker", "commands"}
        )
        assert ours <= allowed, f"{path.relative_to(ROOT)} imports {sorted(ours - allowed)}"


@pytest.mark.parametrize("library", DOORS)
def test_each_library_has_its_doors(library: str) -> None:
    users = {
        path.relative_to(ROOT).as_posix()
        for path in modules()
        if any(name == library or name.startswith(f"{library}.") for name in imports(path))
    }
    assert users == DOORS[library]


def test_only_routes_know_fastapi() -> None:
    for path in modules():
        place = path.relative_to(ROOT)
        if any(name.split(".")[0] in ("fastapi", "starlette") for name in imports(path)):
            at_edge = len(place.parts) > 1 and (
                place.parts[1].removesuffix(".py")
                in EDGES.get(place.parts[0], set()) | {"routes", "outgoing_routes", "ari_routes", "wire"}
            )
            assert place.as_posix() in FASTAPI or at_edge, f"{place} imports FastAPI"


def test_the_dialogue_is_pure() -> None:
    for name in (
        "dialogue",
        "answers",
        "questions",
        "regional",
        "repeating",
        "services",
        "position",
        "values",
        "script",
    ):
        for forbidden in ("sqlalchemy", "fastapi", "random", "secrets", "time", "asyncio", "structlog"):
            found = {module.split(".")[0] for module in imports(ROOT / "ivr" / f"{name}.py")}
            assert forbidden not in found, f"ivr/{name}.py imports {forbidden}"


def test_no_module_is_longer_than_300_lines() -> None:
    for path in modules():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        assert lines <= 300, f"{path.relative_to(ROOT)} has {lines} lines: split it by noun"


def test_no_package_commits_by_itself() -> None:
    for room in ("casework", "sms", "ivr"):
        for path in modules(room):
            assert ".commit(" not in path.read_text(encoding="utf-8"), path
