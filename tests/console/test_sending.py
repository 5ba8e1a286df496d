"""Officers see how texts leave, what they cost, and let go what a cap held back."""

from datetime import UTC, datetime

from casework.messages import queue_text
from models import Contact, Delivery, Job, Message
from tests.console.conftest import Console


def held(console: Console, *, why: str | None = "cap_day") -> int:
    case, at = console.case_by_text(), datetime.now(UTC)
    with console.database.write() as session:
        contact = session.get_one(Contact, case.contact_id)
        message = queue_text(session, contact, "Silakan datang. -MPP Contoh", at=at, case_id=case.id)
        message.held = why
        return message.id


def test_the_page_shows_routes_and_rupiah_without_a_number_in_full(console_at: Console) -> None:
    message_id, sent_id, at = held(console_at), held(console_at, why=None), datetime.now(UTC)
    with console_at.database.write() as session:
        message = session.get_one(Message, sent_id)
        message.delivery = Delivery.SENT
        message.route, message.cost, message.handed_at = "twilio", 1250, at
    with console_at.client(console_at.cookie()) as client:
        page = client.get("/console/sms").text
    assert "Rp1.250" in page
    assert "Telkomsel" in page
    assert "Twilio" in page
    assert "Batas biaya hari ini tercapai" in page
    assert f"/console/sms/{message_id}/kirim" in page
    assert "81398765432" not in page


def test_an_officer_lets_a_text_go_once(console_at: Console) -> None:
    message_id = held(console_at)
    cookie = console_at.cookie()
    with console_at.client(cookie) as client:
        answer = client.post(f"/console/sms/{message_id}/kirim", data={"csrf": console_at.csrf(cookie)})
        assert answer.headers["location"] == "/console/sms"
        assert "SMS dilepas" in client.get("/console/sms").text
    with console_at.database.read() as session:
        message = session.get_one(Message, message_id)
        assert (message.released_at is not None, message.held) == (True, None)
        assert session.query(Job).filter(
            Job.dedupe == f"send_text:{message_id}"
        ).one().run_at <= datetime.now(UTC)


def test_only_an_officer_with_the_form_can(console_at: Console) -> None:
    message_id = held(console_at)
    with console_at.client() as client:
        assert client.get("/console/sms").status_code == 303
    cookie = console_at.cookie()
    csrf = {"csrf": console_at.csrf(cookie)}
    with console_at.client(cookie) as client:
        assert client.post(f"/console/sms/{message_id}/kirim", data={"csrf": "x"}).status_code == 403
        assert client.post("/console/sms/99999/kirim", data=csrf).status_code == 404
    with console_at.database.read() as session:
        assert session.get_one(Message, message_id).held == "cap_day"
