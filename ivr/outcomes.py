"""Casework's outcomes and commands under the names that content/call.yaml uses."""

from typing import assert_never

from casework.commands import (
    ApplicationFound,
    CaseFound,
    CaseOpened,
    Command,
    FindOfficer,
    LookUp,
    NobodyReachable,
    NothingFound,
    NoticesStopped,
    OfficerReachable,
    OpenCase,
    Outcome,
    SendService,
    SendStatus,
    TextImpossible,
    TextQueued,
    TooManyWrongCodes,
)
from ivr.position import Position

COMMANDS: dict[str, frozenset[str]] = {
    "cari_kode": frozenset({"permohonan", "kasus", "tidak_ada", "dikunci"}),
    "kirim_status": frozenset({"sms_dikirim", "sms_tidak_bisa"}),
    "kirim_layanan": frozenset({"sms_dikirim", "sms_tidak_bisa"}),
    "buka_kasus": frozenset({"kasus_dibuka", "kasus_dibuka_sms"}),
    "cari_petugas": frozenset({"petugas_ada", "petugas_sibuk", "petugas_tutup"}),
}
"""Each command that a step may name, and the outcomes for which it must have a way on."""


def command_of(name: str, position: Position) -> Command:
    """The command of that name, with the answers so far. Raises KeyError for an answer that is not there yet."""
    answers = position.answers
    match name:
        case "cari_kode":
            return LookUp(code=answers["kode"])
        case "kirim_status":
            return SendStatus(code=answers["kode"])
        case "kirim_layanan":
            return SendService(service_id=answers["layanan"])
        case "buka_kasus":
            recording = answers.get("rekaman")
            return OpenCase(
                service_id=answers.get("layanan_kasus"),
                recording_id=int(recording) if recording is not None else None,
            )
        case "cari_petugas":
            return FindOfficer()
        case _:
            raise KeyError(name)


def read(outcome: Outcome) -> tuple[str, dict[str, str]]:
    """The outcome's name, and the answers that it adds."""
    match outcome:
        case ApplicationFound():
            found = {"layanan": outcome.service_id, "status": outcome.status, "varian": ""}
            if outcome.status == "kurang_berkas":
                if outcome.missing is not None:
                    found |= {"varian": "_sebut", "kurang": outcome.missing}
            elif outcome.status in ("diterima", "diproses") and outcome.expected_on is not None:
                found |= {"varian": "_janji", "tanggal": outcome.expected_on.isoformat()}
            return "permohonan", found
        case CaseFound():
            return "kasus", {"status": outcome.status}
        case NothingFound():
            return "tidak_ada", {}
        case TooManyWrongCodes():
            return "dikunci", {}
        case CaseOpened():
            return "kasus_dibuka_sms" if outcome.texted else "kasus_dibuka", {"kode_kasus": outcome.code}
        case TextQueued():
            return "sms_dikirim", {}
        case TextImpossible():
            return "sms_tidak_bisa", {}
        case OfficerReachable():
            return "petugas_ada", {}
        case NobodyReachable(opens_at=None):
            return "petugas_sibuk", {}
        case NobodyReachable(opens_at=opens_at):
            return "petugas_tutup", {"waktu_buka": opens_at.isoformat() if opens_at else ""}
        case NoticesStopped():
            return "berhenti", {}
        case _:
            assert_never(outcome)
