"""Signatures against the published examples of the carrier's own library, and against that library."""

import pytest
from twilio.request_validator import RequestValidator

from simulator.sids import e164, new_sid
from simulator.signing import sign

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
PARAMS = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        (URL, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (URL.replace(".com/", ".com:443/"), "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (URL.replace("https", "http").replace(".com/", ".com:80/"), "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (URL.replace("https", "http").replace(".com/", ".com:1234/"), "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ],
)
def test_a_form_is_signed_like_the_published_examples(url: str, signature: str) -> None:
    assert sign("12345", url, PARAMS) == signature


def test_repeated_names_are_signed_once_for_each_different_value() -> None:
    pairs = [
        ("Sid", "CA123"),
        ("SidAccount", "AC123"),
        ("Digits", "5678"),
        ("Digits", "1234"),
        ("Digits", "1234"),
    ]
    assert sign("12345", URL, pairs) == "IK+Dwps556ElfBT0I3Rgjkr1wJU="


def test_the_carriers_library_accepts_a_stream_upgrade_that_we_signed() -> None:
    url = "wss://suara.example.go.id/ivr/stream"
    assert RequestValidator("12345").validate(url, {}, sign("12345", url))
    assert not RequestValidator("12345").validate(url, {}, sign("12346", url))


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("(021) 5000.1234", "+622150001234"),
        ("+6591234567", "+6591234567"),
        ("", "anonymous"),
    ],
)
def test_numbers_are_sent_in_e164(written: str, number: str) -> None:
    assert e164(written) == number


def test_identifiers_are_two_letters_and_32_hexadecimal_digits() -> None:
    first, second = new_sid("CA"), new_sid("CA")
    assert first != second
    assert len(first) == 34
    assert first.startswith("CA")
    assert int(first[2:], 16)
