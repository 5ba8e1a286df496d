"""Casework's outcomes and commands under the names that content/call.yaml uses."""

from typing import assert_never

from casework.call_commands import (
    AnswerFound,
    CallImpossible,
    CallLater,
    CallMe,
    CallPlanned,
    CallsStopped,
    CallTaken,
    ConfirmNotice,
    NoticeConfirmed,
    NoticeGone,
    OpenNotice,
    StopCalls,
    TakeCall,
)
from casework.commands import (
    ApplicationFound,
    AskAddress,
    AskOpening,
    CaseFound,
    CaseOpened,
    Command,
    FindOfficer,
    FindOwn,
    KeepMark,
    LookUp,
    LookUpOwn,
    MarkShared,
    NobodyReachable,
    Noted,
    NothingFound,
    NoticesResumed,
    NoticesStopped,
    OfficerReachable,
    OpenCase,
    OpeningFound,
    Outcome,
    OwnFound,
    OwnUnclear,
    ProofImpossible,
    ProofNeeded,
    ProofWrong,
    SendService,
    SendStatus,
    StopTexts,
    TextImpossible,
    TextQueued,
    TooManyWrongCodes,
)
from casework.ticket_commands import (
    NoSlot,
    NoTicket,
    NoTicketsThere,
    SlotGone,
    SlotOffered,
    TicketBooked,
    TicketCancelled,
    TicketFound,
)
from casework.waiting_commands import (
    JoinLine,
    KeepPlace,
    LineLeft,
    NobodyAnswered,
    PlaceKept,
    StandsInLine,
    StaysInLine,
    StillWaiting,
    TurnCame,
    TurnReached,
)
from ivr import carried, ticket_outcomes
from ivr.position import Position

TELL = "sebut_urutan"
"""The answer that says that who waits has asked where they stand."""

COMMANDS: dict[str, frozenset[str]] = {
    "cari_kode": frozenset({"permohonan", "kasus", "tidak_ada", "dikunci", "bukti_perlu", "bukti_tidak_ada"}),
    "cari_bukti": frozenset(
        {"permohonan", "kasus", "tidak_ada", "dikunci", "bukti_salah", "bukti_tidak_ada"}
    ),
    "cari_milik": frozenset({"satu", "belum_jelas"}),
    "cari_akhir": frozenset({"permohonan", "kasus", "tidak_ada", "dikunci"}),
    "cari_jam": frozenset({"buka", "tutup", "tidak_tentu"}),
    "cari_alamat": frozenset({"jawaban"}),
    "tandai_bersama": frozenset({"dicatat"}),
    "jangan_sms": frozenset({"dicatat"}),
    "simpan_nilai": frozenset({"dicatat"}),
    "kirim_status": frozenset({"sms_dikirim", "sms_tidak_bisa"}),
    "kirim_layanan": frozenset({"sms_dikirim", "sms_tidak_bisa"}),
    "buka_kasus": frozenset({"kasus_dibuka", "kasus_dibuka_sms"}),
    "cari_petugas": frozenset({"petugas_ada", "petugas_sibuk", "petugas_tutup"}),
    "minta_ditelepon": frozenset({"segera_ditelepon", "akan_ditelepon", "tidak_ditelepon"}),
    "antre_petugas": frozenset(
        {
            "giliran", "giliran_lain", "berikutnya", "berikutnya_belum_pasti", "urutan", "urutan_belum_pasti",
            "menunggu", "tidak_diangkat", "petugas_sibuk", "petugas_tutup",
        }
    ),
    "simpan_giliran": frozenset(
        {
            "giliran_ditelepon", "giliran_nanti", "tetap_antre", "segera_ditelepon", "akan_ditelepon",
            "tidak_ditelepon",
        }
    ),
    "terima_telepon": frozenset({"diterima", "giliran_tiba"}),
    "tunda_telepon": frozenset({"segera_ditelepon", "akan_ditelepon", "tidak_ditelepon"}),
    "jangan_telepon": frozenset({"tidak_ditelepon_lagi"}),
    "buka_kabar": frozenset({"permohonan", "jawaban", "tidak_ada", "kabar_lewat", "dikunci"}),
    "kabar_paham": frozenset({"dicatat"}),
    **ticket_outcomes.COMMANDS,
}  # fmt: skip
"""Each command that a step may name, and the outcomes for which it must have a way on."""


def command_of(name: str, position: Position) -> Command:
    """The command of that name, with the answers so far. Raises KeyError for an answer that is not there yet."""
    answers = position.answers
    match name:
        case "cari_kode":
            return LookUp(code=answers["kode"])
        case "cari_bukti":
            return LookUp(code=answers["kode"], proof=answers["bukti"])
        case "cari_milik":
            return FindOwn(service_id=answers.get("layanan") or None)
        case "cari_akhir":
            return LookUpOwn(digits=answers["kode_akhir"], service_id=answers.get("layanan") or None)
        case "cari_jam":
            return AskOpening()
        case "cari_alamat":
            return AskAddress()
        case "tandai_bersama":
            return MarkShared()
        case "jangan_sms":
            return StopTexts()
        case "simpan_nilai":
            return KeepMark(element=answers["unsur"], mark=int(answers["nilai"]))
        case "kirim_status":
            return SendStatus(code=answers["kode"])
        case "kirim_layanan":
            return SendService(service_id=answers["layanan"])
        case "buka_kasus":
            recording = answers.get("rekaman")
            return OpenCase(
                service_id=carried.service(answers),
                code=carried.code(answers),
                recording_id=int(recording) if recording is not None else None,
                helper=answers.get("pendamping"),
                consent=answers.get("izin") == "ya",
            )
        case "cari_petugas":
            return FindOfficer()
        case "antre_petugas":
            return JoinLine(
                service_id=carried.service(answers),
                code=carried.code(answers),
                asked=carried.asked(answers),
                tell=answers.get(TELL) == "ya",
            )
        case "simpan_giliran":
            return KeepPlace(
                service_id=carried.service(answers), code=carried.code(answers), asked=carried.asked(answers)
            )
        case "minta_ditelepon":
            return CallMe()
        case "terima_telepon":
            return TakeCall()
        case "tunda_telepon":
            return CallLater()
        case "jangan_telepon":
            return StopCalls()
        case "buka_kabar":
            return OpenNotice(digits=answers["kode_akhir"])
        case "kabar_paham":
            return ConfirmNotice()
        case _:
            return ticket_outcomes.command_of(name, position)


def read(outcome: Outcome) -> tuple[str, dict[str, str]]:
    """The outcome's name, and the answers that it adds."""
    match outcome:
        case ApplicationFound():
            found = {
                "kode": outcome.code, "layanan": outcome.service_id, "status": outcome.status, "varian": "",
                "hasil": "permohonan",
            }  # fmt: skip
            if outcome.status == "kurang_berkas":
                if outcome.missing is not None:
                    found |= {"varian": "_sebut", "kurang": outcome.missing}
            elif outcome.status in ("diterima", "diproses") and outcome.expected_on is not None:
                found |= {"varian": "_janji", "tanggal": outcome.expected_on.isoformat()}
            return "permohonan", found
        case CaseFound():
            return "kasus", {"kode": outcome.code, "status": outcome.status, "hasil": "kasus"}
        case NothingFound():
            return "tidak_ada", {}
        case OwnFound():
            return "satu", {}
        case OwnUnclear():
            return "belum_jelas", {}
        case OpeningFound(is_open=True):
            return "buka", {}
        case OpeningFound(opens_at=None):
            return "tidak_tentu", {}
        case OpeningFound(opens_at=opens_at):
            return "tutup", {"waktu_buka": opens_at.isoformat() if opens_at else ""}
        case Noted():
            return "dicatat", {}
        case TooManyWrongCodes():
            return "dikunci", {}
        case ProofNeeded():
            return "bukti_perlu", {}
        case ProofWrong():
            return "bukti_salah", {}
        case ProofImpossible():
            return "bukti_tidak_ada", {}
        case CaseOpened():
            return "kasus_dibuka_sms" if outcome.texted else "kasus_dibuka", {
                "kode_kasus": outcome.code,
                "hasil": "laporan",
            }
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
        case TurnCame(again=again):
            return "giliran_lain" if again else "giliran", {}
        case StandsInLine(place=place, minutes=minutes):
            name = ("berikutnya" if place == 1 else "urutan") + ("" if minutes else "_belum_pasti")
            return name, {"urutan": str(place), "lama": str(minutes or ""), TELL: ""}
        case StillWaiting() | LineLeft():
            return "menunggu", {}
        case NobodyAnswered():
            return "tidak_diangkat", {}
        case PlaceKept(opens_at=None):
            return "giliran_ditelepon", {}
        case PlaceKept(opens_at=opens_at):
            return "giliran_nanti", {"waktu_buka": opens_at.isoformat() if opens_at else ""}
        case StaysInLine():
            return "tetap_antre", {}
        case TurnReached(service_id=service_id, code=code, asked=asked):
            return "giliran_tiba", {"layanan": service_id or "", "kode": code or "", "maksud": asked or ""}
        case NoticesStopped():
            return "berhenti", {}
        case CallPlanned(at=at, soon=soon):
            return "segera_ditelepon" if soon else "akan_ditelepon", {"waktu_telepon": at.isoformat()}
        case CallImpossible():
            return "tidak_ditelepon", {}
        case CallTaken():
            return "diterima", {}
        case CallsStopped():
            return "tidak_ditelepon_lagi", {}
        case AnswerFound(words=words):
            return "jawaban", {"jawaban": words}
        case NoticeGone():
            return "kabar_lewat", {}
        case NoticeConfirmed():
            return "dicatat", {}
        case NoticesResumed():
            return "mulai", {}
        case (
            TicketFound() | TicketBooked() | NoTicket() | SlotOffered() | SlotGone() | NoSlot()
            | NoTicketsThere() | TicketCancelled()
        ):  # fmt: skip
            return ticket_outcomes.read(outcome)
        case _:
            assert_never(outcome)
