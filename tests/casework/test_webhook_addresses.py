"""Where a message may go: to the certified owner of a public name, and nowhere inside the MPP's network."""

import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from casework.webhooks import NotAllowed, checked
from models import ApplicationStatus, Database, WebhookDelivery, WebhookState
from tests.casework.webhook_receiver import (
    Office,
    Receiver,
    an_application,
    the_delivery,
    wanting,
)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "::1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.0.0.0",  # noqa: S104
     "100.64.0.1", "::ffff:10.0.0.1", "fd00::1", "224.0.0.1"],
)  # fmt: skip
def test_no_message_goes_into_the_network_of_the_mpp(host: str) -> None:
    with pytest.raises(NotAllowed):
        checked(host, 443, private=False)


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "224.0.0.1"])  # noqa: S104
def test_some_addresses_are_never_allowed(host: str) -> None:
    with pytest.raises(NotAllowed):
        checked(host, 443, private=True)


def test_only_https_where_it_must_be_and_no_private_address(database: Database, receiver: Receiver) -> None:
    wanting(database, receiver.url)
    office = Office(database, https_only=True)
    an_application(database, ApplicationStatus.READY, office.at)
    office.run()
    assert the_delivery(database).answer == "refused: not https"
    office.courier = replace(office.courier, https_only=False, private=False)
    office.later()
    assert the_delivery(database).answer == "refused: private address"
    assert receiver.got == []


def test_the_certificate_must_be_of_the_name_that_was_subscribed(
    database: Database, receiver: Receiver, tmp_path: Path
) -> None:
    certificate = a_certificate(tmp_path, "localhost")
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate)
    receiver.server.socket = secure.wrap_socket(receiver.server.socket, server_side=True)
    named = receiver.url.replace("http://127.0.0.1", "https://localhost")
    wanting(database, receiver.url.replace("http:", "https:"))  # a certificate of another name
    trusting = ssl.create_default_context(cafile=str(certificate))
    office = Office(database, trust=trusting, https_only=True)
    an_application(database, ApplicationStatus.READY, office.at)
    office.run()
    assert the_delivery(database).answer == "ConnectError"
    wanting(database, named)
    office.later()
    assert the_delivery(database).state is WebhookState.DELIVERED
    assert receiver.got[0][0]["host"] == named.split("/")[2]
    with database.write() as session:
        session.delete(session.get_one(WebhookDelivery, the_delivery(database).id))
    an_application(database, ApplicationStatus.COLLECTED, office.at)
    office.courier = replace(office.courier, trust=None)  # nobody whom usual programs trust
    office.run()
    assert the_delivery(database).answer == "ConnectError"


def a_certificate(folder: Path, name: str) -> Path:
    """A key and its certificate, signed by itself, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(who, who, key.public_key(), 1, now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "receiver.pem"
    encoded = serialization.Encoding.PEM
    private = key.private_bytes(encoded, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(private + signed.public_bytes(encoded))
    return file
