"""The texts that casework writes to citizens: a status, a service, a case that was opened."""

from casework.commands import ApplicationFound, CaseFound
from casework.office import Office


def status(office: Office, found: ApplicationFound | CaseFound) -> str:
    """One segment: the next step first, then the code."""
    if isinstance(found, CaseFound):
        return office.texts.write(f"kasus_{found.status}", kode=found.code)
    key = f"status_{found.status}"
    product = office.catalogue.get(found.service_id).product
    if found.missing is not None and found.status == "kurang_berkas":
        return office.texts.write(key, kode=found.code, layanan=product, kurang=found.missing)
    if found.expected_on is not None and f"{key}_janji" in office.texts.templates:
        return office.texts.write(f"{key}_janji", kode=found.code, layanan=product, tanggal=found.expected_on)
    if f"{key}_umum" in office.texts.templates:
        key = f"{key}_umum"
    return office.texts.write(key, kode=found.code, layanan=product)


def service(office: Office, service_id: str) -> str:
    """One segment: what to bring and what it costs."""
    found = office.catalogue.get(service_id)
    return office.texts.write("layanan_syarat", layanan=found.sms_name, isi=found.sms_info)


def service_fee(office: Office, service_id: str) -> str:
    """One segment: what it costs."""
    found = office.catalogue.get(service_id)
    return office.texts.write("layanan_biaya", layanan=found.sms_name, isi=found.sms_fee)


def case_opened(office: Office, code: str) -> str:
    """One segment: what happens next, and the code."""
    return office.texts.write("kasus_dibuka", kode_kasus=code)
