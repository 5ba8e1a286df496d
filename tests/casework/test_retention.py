"""For how long each class is kept: a table that the settings may change within reason."""

import pytest

from casework.forgetting import FORGET
from casework.retention import KEPT, USUAL, RetentionRefused, days_of


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
