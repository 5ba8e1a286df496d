"""Clearly invented data for trying the line out: applications in every state, and one officer."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from casework.applications import ApplicationData, put_application
from casework.officers import add_officer, set_password
from casework.roles import Role
from models import ApplicationStatus, Officer, Vault

USERNAME = "petugas"
ROLES = (Role.SUPERVISOR, Role.EDITOR, Role.ADMINISTRATOR)
"""Everything there is to try."""


def load_demo(session: Session, vault: Vault, *, password: str, at: datetime) -> None:
    """Puts the demo data; what is there already stays as it is, except the demo officer's password."""
    soon = (at + timedelta(days=3)).date()
    for data in (
        ApplicationData(code="48213096", service_id="ktp_hilang", status=ApplicationStatus.READY),
        ApplicationData(
            code="51730424", service_id="kk", status=ApplicationStatus.IN_PROCESS, expected_on=soon
        ),
        ApplicationData(
            code="26094174",
            service_id="akta_lahir",
            status=ApplicationStatus.INCOMPLETE,
            missing="surat keterangan lahir",
        ),
    ):
        put_application(session, vault, data, source="demo", at=at)
    officer = session.scalar(select(Officer).where(Officer.username == USERNAME))
    if officer is None:
        add_officer(session, username=USERNAME, name="Sari Contoh", password=password, at=at, roles=ROLES)
    else:
        set_password(officer, password)
