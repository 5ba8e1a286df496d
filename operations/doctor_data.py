"""The database: reached, of this release, writable, whole, and opened by the keys of these settings."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from commands import database_of
from config import Settings
from migrate import DatabaseNewer, is_current
from models import Contact, Database, Job, JobState, VaultError
from operations.finding import About, Finding

DATABASE = About(id="Basis data", en="Database")
KEYS = About(id="Kunci", en="Keys")

RESTORE = "pulihkan cadangan: python app.py restore FILE"


class _Undone(Exception):
    """Ends a transaction that must leave nothing behind."""


def database(settings: Settings) -> Iterator[Finding]:
    """Everything about it. Makes no database where there is none."""
    try:
        here = database_of(settings)
    except VaultError as error:
        yield KEYS.wrong(
            f"SUARA_KEYS atau SUARA_INDEX_KEY salah bentuk ({error}). Salin lagi dari tempat penyimpanan kunci.",
            f"SUARA_KEYS or SUARA_INDEX_KEY is malformed ({error}). Copy it again from where keys are kept.",
        )
        return
    try:
        yield from _looked_at(here)
    finally:
        here.close()


def _looked_at(here: Database) -> Iterator[Finding]:
    if here.embedded and not Path(here.url.database or "").is_file():
        yield DATABASE.wrong("belum ada. Jalankan: python app.py migrate",
                             "there is none yet. Run: python app.py migrate")  # fmt: skip
        return
    try:
        current = is_current(here)
    except DatabaseNewer as error:
        yield DATABASE.wrong(
            f"dibuat oleh versi program yang lebih baru ({error}). Jalankan versi itu, atau {RESTORE}.",
            f"{error}.",
        )
        return
    except SQLAlchemyError as error:
        yield _broken(here, error)
        return
    if not current:
        yield DATABASE.wrong("belum sesuai versi ini. Jalankan: python app.py migrate",
                             "is of an older release. Run: python app.py migrate")  # fmt: skip
        return
    try:
        whole = _whole(here)
        _write_nothing(here)
    except SQLAlchemyError as error:
        yield _broken(here, error)
        return
    if whole:
        yield DATABASE.fine("terhubung, sesuai versi, utuh, dapat ditulisi",
                            "reached, of this release, whole, writable")  # fmt: skip
    else:
        yield DATABASE.wrong(f"isinya rusak. Hentikan layanan, lalu {RESTORE}.",
                             "is damaged. Stop the line, then: python app.py restore FILE")  # fmt: skip
        return
    yield keys(here)


def _broken(here: Database, error: SQLAlchemyError) -> Finding:
    name = type(getattr(error, "orig", None) or error).__name__
    if here.embedded:
        return DATABASE.wrong(
            f"tidak dapat dibaca atau ditulisi ({name}). Periksa hak atas berkasnya dan ruang disk; bila rusak, "
            f"{RESTORE}.",
            f"cannot be read or written ({name}). Look at the file's rights and the disk; if it is damaged: "
            "python app.py restore FILE",
        )
    return DATABASE.wrong(
        f"tidak dapat dihubungi ({name}). Periksa apakah PostgreSQL berjalan, dan SUARA_DATABASE_URL.",
        f"cannot be reached ({name}). See whether PostgreSQL runs, and SUARA_DATABASE_URL.",
    )


def _whole(here: Database) -> bool:
    """SQLite looks through all its pages; PostgreSQL has no such question for a user, and every table is read at."""
    with here.read() as session:
        if here.embedded:
            return bool(session.scalar(text("PRAGMA quick_check(1)")) == "ok")
        for table in Contact.metadata.sorted_tables:
            session.execute(select(table).limit(1))
    return True


def _write_nothing(here: Database) -> None:
    """Writes a row and takes it back. Raises SQLAlchemyError."""
    try:
        with here.write() as session:
            session.add(Job(kind="doctor", payload={}, state=JobState.DONE, run_at=datetime.now(UTC)))
            session.flush()
            raise _Undone
    except _Undone:
        return


def keys(here: Database) -> Finding:
    """Whether they open what is stored. One number is opened and found again by its index; none is shown."""
    try:
        with here.read() as session:
            # only numbers that can be texted: what a hidden caller is found by is not stored
            known = select(Contact).where(Contact.can_text).order_by(Contact.id).limit(1)
            contact = session.scalar(known)
            found = contact is None or contact.phone_index in here.vault.indexes(f"phone:{contact.phone}")
    except VaultError:
        return KEYS.wrong(
            "SUARA_KEYS tidak membuka data yang ada. Pakai kunci pemasangan ini; kunci lama harus tetap ditulis.",
            "SUARA_KEYS does not open the data. Use this installation's keys; older ones must stay listed.",
        )
    if not found:
        return KEYS.wrong(
            "SUARA_INDEX_KEY bukan milik data ini: warga lama tidak akan dikenali. Pakai kunci yang semula.",
            "SUARA_INDEX_KEY is not the one of this data: known citizens would not be found. Use the first one.",
        )
    return KEYS.fine("membuka data yang ada", "open what is stored")
