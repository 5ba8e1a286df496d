"""For how long each class is kept: a table that the settings may change within reason."""

import pytest

from casework.forgetting import FORGET
from casework.retention import KEPT, USUAL, RetentionRefused, days_of
from models import Base
from models.columns import Sealed, SealedJson

GOES_WITH = {
    "kasus": "cases.data_key cases.story cases.needs case_documents.name case_events.detail "
    "story_corrections.before story_corrections.after",
    "rekaman": "recordings.provider_url recordings.data_key",
    "percakapan": "calls.position call_turns.heard call_turns.said call_turns.voiced",
    "sms": "messages.body",
    "nomor": "contacts.phone contact_wishes.reason",
    "permohonan": "applications.missing applications.phone",
    "pesan_telepon": "call_backs.words",
    "sementara": "text_conversations.memory text_parts.sender text_parts.octets application_uploads.content "
    "api_answers.body",
    "permintaan": "privacy_requests.asked privacy_requests.identity privacy_requests.outcome",
    "audit": "audit_entries.reason",
    "": "officers.phone officers.totp_secret",
}
"""Every sealed column and the class that it goes with; officers' own data goes with their account."""


def test_every_class_has_days_a_reason_and_something_that_forgets_it() -> None:
    assert {one.name for one in KEPT} == set(USUAL)
    assert set(USUAL) - set(FORGET) == {"audit"}, "only the audit log is never deleted"
    assert USUAL["audit"] == 0
    assert all(one.least <= one.days <= one.most and len(one.why) > 20 for one in KEPT)


def test_the_settings_change_one_class_and_mpp_yaml_the_recordings() -> None:
    days = days_of(["sms=200", " kasus = 1825"], recordings=30)
    assert (days["sms"], days["kasus"], days["rekaman"]) == (200, 1825, 30)
    assert {name: days[name] for name in USUAL if name not in ("sms", "kasus", "rekaman")} == {
        name: USUAL[name] for name in USUAL if name not in ("sms", "kasus", "rekaman")
    }


@pytest.mark.parametrize("wrong", ["surat=10", "sms", "sms=0", "sms=99999", "kasus=-1", "audit=30"])
def test_what_cannot_be_is_refused(wrong: str) -> None:
    with pytest.raises(RetentionRefused):
        days_of([wrong], recordings=90)


def test_whatever_is_sealed_has_a_class_that_it_goes_with() -> None:
    sealed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed | SealedJson)
    }
    named = {one for columns in GOES_WITH.values() for one in columns.split()}
    assert sealed == named, "say in casework/retention.py and forgetting.py when it is deleted, and here"
    assert set(GOES_WITH) - {""} <= set(USUAL)
