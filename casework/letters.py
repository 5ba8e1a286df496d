"""The texts that casework writes to citizens: a status, a service, a case that was opened."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.catalogue import Service
from casework.commands import ApplicationFound, CaseFound
from casework.office import Office
from casework.texts import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A text before it is written: its key in content/texts.yaml, and the values that the template names."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)


def write(office: Office, letter: Letter) -> str:
    """The letter as one segment."""
    return office.texts.write(letter.key, **letter.values)


def unshortened(office: Office, letter: Letter) -> str:
    """The letter as it stands, however long: to see whether it fits."""
    return office.texts.compose(letter.key, **letter.values)


def of_status(office: Office, found: ApplicationFound | CaseFound) -> Letter:
    """The next step first, then the code."""
    if isinstance(found, CaseFound):
        return Letter(key=f"kasus_{found.status}", values={"kode": found.code})
    values: dict[str, Value] = {"kode": found.code, "layanan": product(office, found.service_id)}
    key = f"status_{found.status}"
    if found.missing is not None and found.status == "kurang_berkas":
        return Letter(key=key, values={**values, "kurang": found.missing})
    if found.expected_on is not None and f"{key}_janji" in office.texts.templates:
        return Letter(key=f"{key}_janji", values={**values, "tanggal": found.expected_on})
    if f"{key}_umum" in office.texts.templates:
        key = f"{key}_umum"
    return Letter(key=key, values=values)


def of_service(service: Service) -> Letter:
    """What to bring and what it costs."""
    return Letter(key="layanan_syarat", values={"layanan": service.sms_name, "isi": service.sms_info})


def status(office: Office, found: ApplicationFound | CaseFound) -> str:
    """The status as one segment."""
    return write(office, of_status(office, found))


def service(office: Office, service_id: str) -> str:
    """What the service needs and costs as one segment. Raises UnknownService."""
    return write(office, of_service(office.catalogue.get(service_id)))


def case_opened(office: Office, code: str) -> str:
    """One segment: what happens next, and the code."""
    return write(office, Letter(key="kasus_dibuka", values={"kode_kasus": code}))


def product(office: Office, service_id: str) -> str:
    """What the citizen holds in the end. A service may leave the catalogue before its last application is done."""
    if office.catalogue.has(service_id):
        return office.catalogue.get(service_id).product
    return office.texts.templates["permohonan"]
