"""Being bound to an SMPP carrier: again after a break, one process at a time, and never to a stranger."""

import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from casework.office import Office
from config import SettingsError
from models import Database
from sms import holds
from sms.carrier import Refused, Sent
from sms.smpp_bind import Patience
from sms.smpp_session import Timings
from tests.line import settings_for
from tests.sms.smpp_line import BODY, SMPP, TO, Bound, lines
from tests.sms.smsc import ENQUIRE, Smsc, smsc, within


@pytest.fixture
def carrier() -> Iterator[Smsc]:
    with smsc() as carrier:
        yield carrier


@pytest.fixture
def bound(tmp_path: Path, database: Database, office: Office, carrier: Smsc) -> Iterator[Bound]:
    with lines(tmp_path, database, office, carrier) as bound:
        yield bound


def test_a_line_that_was_cut_off_binds_again(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    carrier.link.wire.shutdown(2)
    assert within(10, lambda: len(carrier.links) == 2 and line.carrier.condition().connected)
    assert isinstance(line.carrier.send(TO, BODY, 7), Sent)


def test_a_line_that_is_refused_tries_again_and_sends_nothing(carrier: Smsc, bound: Bound) -> None:
    carrier.bind_status = 0x0E
    line = bound(wait=False)
    assert within(10, lambda: len(carrier.links) >= 3)
    assert line.carrier.send(TO, BODY, 7) == Refused(error="unreachable", permanent=False)
    assert line.carrier.may_send(), "other jobs go on meanwhile"
    carrier.bind_status = 0
    assert line.connected()


def test_a_carrier_that_fell_silent_is_left(carrier: Smsc, bound: Bound) -> None:
    bound(timings=Timings(answer=0.2, idle=0.1, tick=0.02))
    assert within(5, lambda: ENQUIRE in carrier.asked)
    assert len(carrier.links) == 1, "it answered"
    carrier.silent = True
    assert within(10, lambda: len(carrier.links) > 1)


@pytest.mark.parametrize("raw", [b"\x00\x00\x00\x00" * 4, b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64])
def test_what_is_no_smpp_ends_the_connection_and_a_new_one_begins(
    carrier: Smsc, bound: Bound, raw: bytes
) -> None:
    line = bound()
    carrier.link.wire.sendall(raw)
    assert within(10, lambda: len(carrier.links) == 2 and line.carrier.condition().connected)


def test_strange_packets_are_answered_and_change_nothing(carrier: Smsc, bound: Bound) -> None:
    line = bound()
    link = carrier.link
    link.write(0x00010203, 0, 41)
    assert within(5, lambda: link.answers.get(41) == 0x03), "unknown command"
    link.write(0x05, 0, 42, b"cut")
    assert within(5, lambda: link.answers.get(42) == 0x65), "a deliver_sm that ends in its middle"
    link.write(0x80000004, 0, 4242, b"for nobody\0")
    assert carrier.text("BANTUAN") == 0
    assert line.came() == ["BANTUAN"]


def test_a_second_process_does_not_push_the_first_out_and_takes_over_when_it_leaves(
    carrier: Smsc, bound: Bound
) -> None:
    first = bound()
    second = bound(wait=False)
    assert not second.connected(within_s=0.3)
    assert (first.carrier.may_send(), second.carrier.may_send()) == (True, False)
    assert len(carrier.links) == 1
    first.carrier.close()
    assert second.connected()
    assert second.carrier.may_send()


def test_as_many_processes_are_bound_as_the_setting_says(carrier: Smsc, bound: Bound) -> None:
    bound(smpp_binds=2)
    bound(smpp_binds=2)
    assert not bound(wait=False, smpp_binds=2).connected(within_s=0.3)
    assert len(carrier.bound()) == 2


def test_the_bind_outlives_a_database_that_is_away_for_a_while_but_not_longer(
    carrier: Smsc, bound: Bound, database: Database
) -> None:
    line = bound(patience=Patience(back_off=(0.05,), renew=0.02, trust=0.6))
    rename(database, "carrier_holds", "away")
    assert not within(0.2, lambda: not line.carrier.condition().connected)
    assert within(10, lambda: not line.carrier.condition().connected)
    rename(database, "away", "carrier_holds")
    assert line.connected()
    assert len(carrier.links) == 2


def rename(database: Database, table: str, to: str) -> None:
    with database.engine.connect() as connection:
        connection.execute(text(f"ALTER TABLE {table} RENAME TO {to}"))
        connection.commit()


def test_a_hold_that_nobody_renews_is_free(database: Database) -> None:
    now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    assert holds.hold(database, "smpp", "first", 1, at=now)
    assert not holds.hold(database, "smpp", "second", 1, at=now + timedelta(seconds=29))
    assert holds.hold(database, "smpp", "first", 1, at=now + timedelta(seconds=29))
    assert not holds.hold(database, "smpp", "second", 1, at=now + timedelta(seconds=31))
    assert holds.hold(database, "smpp", "second", 1, at=now + timedelta(seconds=60))
    assert not holds.hold(database, "smpp", "first", 1, at=now + timedelta(seconds=61))
    assert holds.hold(database, "other", "first", 1, at=now)
    holds.let_go(database, "smpp", "second")
    assert holds.hold(database, "smpp", "first", 1, at=now + timedelta(seconds=61))


# TLS --------------------------------------------------------------------------------------------------------------


def certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """One for this machine that it signed itself, and the carrier's side of it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "carrier.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    authority = folder / "authority.pem"
    authority.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return authority, context


@pytest.mark.parametrize(
    ("how", "connects"),
    [
        (lambda authority: {"smpp_host": "localhost", "smpp_tls_ca": authority}, True),
        (lambda authority: {"smpp_host": "localhost"}, False),
        (lambda authority: {"smpp_host": "127.0.0.1", "smpp_tls_ca": authority}, False),
    ],
)
def test_tls_is_spoken_with_whom_it_should_be_and_nobody_else(
    tmp_path: Path,
    database: Database,
    office: Office,
    how: Callable[[Path], dict[str, object]],
    connects: bool,
) -> None:
    authority, context = certificate(tmp_path)
    with smsc(context) as carrier, lines(tmp_path, database, office, carrier) as bound:
        line = bound(wait=connects, smpp_tls=True, **how(authority))
        assert line.connected(within_s=10 if connects else 0.3) is connects
        if connects:
            assert isinstance(line.carrier.send(TO, BODY, 7), Sent)
            assert carrier.text("BANTUAN") == 0


PRODUCTION = {"environment": "production", "base_url": "https://suara.example.go.id", **SMPP}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"smpp_host": ""}, "SUARA_SMPP_HOST"),
        ({"smpp_password": ""}, "SUARA_SMPP_PASSWORD"),
        ({"smpp_password": "s" * 9}, "8 in SUARA_SMPP_PASSWORD"),
        ({"smpp_host": "smpp.carrier.example"}, "SUARA_SMPP_TLS"),
        ({"text_carriers": "gammu"}, "SUARA_GAMMU_DATABASE"),
    ],
)
def test_an_unsafe_installation_is_refused_by_name(
    tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        settings_for(tmp_path, **{**PRODUCTION, **changed})


@pytest.mark.parametrize("safe", [{"smpp_tls": True}, {"smpp_tunnel": True}])
def test_a_safe_one_is_accepted(tmp_path: Path, safe: dict[str, bool]) -> None:
    settings_for(tmp_path, **{**PRODUCTION, "smpp_host": "smpp.carrier.example", **safe})
