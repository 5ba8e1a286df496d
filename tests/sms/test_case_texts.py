"""Texts that open a case, and texts that belong to one, on the real database."""

from datetime import timedelta

from sqlalchemy import select

from casework import cases
from casework.codes import is_code
from casework.office import Office
from models import Case, CaseEventKind, CaseStatus, Database, Direction, Message
from tests.sms.citizen import NOON, Citizen, only_case, put_ktp, with_officer

BEGUN = [CaseEventKind.OPENED, CaseEventKind.SORTED]
"""The timeline of a case to which nothing has come since."""


def test_a_story_becomes_a_case(citizen: Citizen) -> None:
    answer = citizen.text("PETUGAS ktp saya hilang, rumah saya jauh")
    case = only_case(citizen.database)
    assert (case.channel, case.status) == ("text", CaseStatus.NEW)
    assert case.story == "ktp saya hilang, rumah saya jauh"
    assert answer is not None
    assert f"{case.code[:4]} {case.code[4:]}" in answer
    with citizen.database.read() as session:
        assert set(session.scalars(select(Message.case_id))) == {case.id}


def test_the_code_of_the_answer_works(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    code = only_case(citizen.database).code
    assert citizen.text(f"status {code}") == (
        f"Laporan {code[:4]} {code[4:]} sudah kami terima, sedang menunggu petugas. "
        "Bapak/Ibu tidak perlu mengirim lagi. -MPP Contoh"
    )


def test_a_story_that_is_sent_again_is_the_same_case(citizen: Citizen) -> None:
    first = citizen.text("PETUGAS ktp saya hilang")
    assert citizen.text("petugas  ktp saya hilang") == first
    assert only_case(citizen.database).story == "ktp saya hilang"
    assert citizen.text("PETUGAS kk saya hilang juga") not in (first, None)


def test_a_story_from_abroad_is_kept_though_no_answer_goes_there(database: Database, office: Office) -> None:
    worker = Citizen(database, office, "+6591234567")
    assert worker.text("PETUGAS paspor saya hilang di Singapura") is None
    assert only_case(database).story == "paspor saya hilang di Singapura"


def test_an_emergency_in_a_story_names_112_and_is_a_case(citizen: Citizen) -> None:
    answer = citizen.text("PETUGAS suami saya pingsan di pasar")
    assert answer is not None
    assert "112" in answer
    assert only_case(citizen.database).story == "suami saya pingsan di pasar"


def test_what_is_told_later_is_on_the_timeline_of_the_open_case(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    with_officer(citizen.database, lambda case, officer: None)
    answer = citizen.text("suratnya ada di rumah adik saya")
    case = only_case(citizen.database)
    assert answer is not None
    assert answer.startswith("Terima kasih, sudah kami tambahkan ke laporan")
    event = case.timeline[-1]
    assert event.kind == CaseEventKind.TEXT_RECEIVED
    with citizen.database.read() as session:
        told = session.get_one(Message, event.detail["message"])
        assert (told.body, told.case_id) == ("suratnya ada di rumah adik saya", case.id)


def test_a_sentence_that_may_ask_for_the_status_is_answered_and_kept_with_the_case(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    with_officer(citizen.database, lambda case, officer: None)
    answer = citizen.text("suratnya sudah saya ambil di polsek")
    assert answer is not None
    assert "sedang dikerjakan petugas" in answer
    assert only_case(citizen.database).timeline[-1].kind == CaseEventKind.TEXT_RECEIVED


def test_a_command_is_not_put_on_the_timeline(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    citizen.text("SYARAT KK")
    assert [event.kind for event in only_case(citizen.database).timeline] == BEGUN


def test_a_case_that_waits_for_the_citizen_is_with_its_officer_again(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    with_officer(citizen.database, lambda case, officer: cases.wait(case, officer, at=NOON))
    citizen.text("ini sudah saya bawa semua")
    case = only_case(citizen.database)
    assert case.status == CaseStatus.TAKEN
    assert case.officer_id is not None


def test_texts_about_a_resolved_case_are_not_added_to_it(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    with_officer(citizen.database, lambda case, officer: cases.resolve(case, officer, "beres", at=NOON))
    answer = citizen.text("masih belum jadi apa apa bu")
    assert answer is not None
    assert "tambahkan" not in answer
    assert only_case(citizen.database).timeline[-1].kind == CaseEventKind.NOTED


def test_one_telephone_never_reaches_anothers_case(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang")
    stranger = Citizen(citizen.database, citizen.office, "+6281234567891")
    stranger.text("suratnya sudah ada")
    assert [event.kind for event in only_case(citizen.database).timeline] == BEGUN


# One story in several texts ------------------------------------------------------------------------------------


def test_what_comes_after_a_story_that_no_officer_has_taken_is_part_of_it(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang di pasar")
    answer = citizen.text("rumah saya jauh sekali dari kota")
    case = only_case(citizen.database)
    assert case.story == "ktp saya hilang di pasar\nrumah saya jauh sekali dari kota"
    assert [event.kind for event in case.timeline] == BEGUN
    assert answer is not None
    assert "sudah kami tambahkan" in answer


def test_parts_that_come_in_the_wrong_order_are_one_story(citizen: Citizen) -> None:
    citizen.text("(2/3) rumah saya jauh sekali dari kota")
    citizen.text("PETUGAS (1/3) ktp saya hilang di pasar")
    citizen.text("(3/3) mohon bantuannya ya")
    case = only_case(citizen.database)
    assert case.story == "ktp saya hilang di pasar\nrumah saya jauh sekali dari kota\nmohon bantuannya ya"
    with citizen.database.read() as session:
        came_in = select(Message.case_id).where(Message.direction == Direction.IN)
        assert session.scalars(came_in).all() == [case.id] * 3


def test_numbered_parts_that_all_begin_with_petugas_are_one_case(citizen: Citizen) -> None:
    citizen.text("PETUGAS 2/2 rumah saya jauh sekali")
    citizen.text("PETUGAS 1/2 ktp saya hilang di pasar")
    assert only_case(citizen.database).story == "ktp saya hilang di pasar\nrumah saya jauh sekali"


def test_parts_that_come_at_once_get_one_answer(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang di pasar")
    assert citizen.text("rumah saya jauh sekali dari kota") is not None
    citizen.at -= timedelta(seconds=30)
    assert citizen.text("anak saya juga tidak ada") is None
    assert (only_case(citizen.database).story or "").endswith("anak saya juga tidak ada")


def test_nonsense_before_a_story_is_no_part_of_it(citizen: Citizen) -> None:
    citizen.text("pisang goreng")
    citizen.text("PETUGAS ktp saya hilang di pasar")
    assert only_case(citizen.database).story == "ktp saya hilang di pasar"


def test_a_text_that_was_handed_over_is_there_once(citizen: Citizen) -> None:
    citizen.text("bapak itu orangnya baik sekali ya kemarin")
    citizen.text("ya")
    assert only_case(citizen.database).story == "bapak itu orangnya baik sekali ya kemarin"


# BALAS ---------------------------------------------------------------------------------------------------------


def test_balas_adds_to_the_case_with_that_code_from_any_telephone(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang di pasar")
    case = only_case(citizen.database)
    child = Citizen(citizen.database, citizen.office, "+6281234567891")
    answer = child.text(f"BALAS {case.code} ibu sudah pulang")
    assert answer is not None
    assert "sudah kami tambahkan" in answer
    assert "hilang" not in answer
    assert only_case(citizen.database).timeline[-1].kind == CaseEventKind.TEXT_RECEIVED


def test_balas_to_an_application_opens_a_case_about_it(citizen: Citizen) -> None:
    put_ktp(citizen.database, citizen.office)
    citizen.text("BALAS 4821 3096 besok saya datang")
    case = only_case(citizen.database)
    assert (case.story, case.service_id) == ("Permohonan 48213096: besok saya datang", "ktp_hilang")


def test_balas_opens_a_case_again_that_was_resolved_lately(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang di pasar")
    with_officer(citizen.database, lambda case, officer: cases.resolve(case, officer, "beres", at=NOON))
    code = only_case(citizen.database).code
    citizen.text(f"BALAS {code} namanya masih salah")
    case = only_case(citizen.database)
    assert case.status == CaseStatus.TAKEN
    assert case.timeline[-1].kind == CaseEventKind.TEXT_RECEIVED


def test_balas_to_a_case_resolved_long_ago_opens_another(citizen: Citizen) -> None:
    citizen.text("PETUGAS ktp saya hilang di pasar")
    long_ago = NOON - cases.REOPEN_WITHIN - timedelta(days=1)
    with_officer(citizen.database, lambda case, officer: cases.resolve(case, officer, "beres", at=long_ago))
    code = only_case(citizen.database).code
    citizen.text(f"BALAS {code} namanya masih salah")
    with citizen.database.read() as session:
        assert [case.story for case in session.scalars(select(Case).order_by(Case.id))] == [
            "ktp saya hilang di pasar",
            f"Lanjutan laporan {code}: namanya masih salah",
        ]


def test_wrong_codes_after_balas_count_like_all_others(citizen: Citizen) -> None:
    unused = [code for code in map(str, range(71550400, 71550500)) if is_code(code)][:5]
    answers = [citizen.text(f"BALAS {code} halo halo halo") for code in unused]
    assert "Mohon coba lagi sesudah" in (answers[-1] or "")
