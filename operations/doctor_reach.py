"""Is the line reached as carriers reach it: by its public address, from outside in?"""

import json
from collections.abc import Iterator

from config import Settings
from operations.asked import NotAnswered, ask
from operations.finding import About, Finding

PUBLIC = About(id="Alamat publik", en="Public address")
LINE = About(id="Layanan", en="Line")


def public_address(settings: Settings) -> Iterator[Finding]:
    """Asks for /health through the configured address, and directly on this machine."""
    here = f"http://{settings.host}:{settings.port}"
    runs = _is_ours(here)
    if not runs:
        yield LINE.wrong(
            f"tidak menjawab di {here}. Jalankan: systemctl start suarampp (atau python app.py run)",
            f"does not answer at {here}. Run: systemctl start suarampp (or python app.py run)",
        )
    try:
        answer = ask(f"{settings.base_url}/health")
    except NotAnswered as error:
        yield PUBLIC.wrong(
            f"{settings.base_url} tidak dapat dihubungi ({error}). Periksa DNS, router, sertifikat, dan nginx.",
            f"{settings.base_url} cannot be reached ({error}). Look at DNS, router, certificate and nginx.",
        )
        return
    if answer.status == 200 and _says_ours(answer.text):
        yield PUBLIC.fine(
            f"{settings.base_url} sampai ke layanan ini", f"{settings.base_url} reaches this line"
        )
    elif answer.status == 503 and _says_ours(answer.text):
        yield PUBLIC.wrong("sampai, tetapi layanan belum siap. Lihat baris Basis data.",
                           "is reached, but the line is not ready. See the line Database.")  # fmt: skip
    elif answer.status in (502, 504):
        yield PUBLIC.wrong("sampai ke nginx, tetapi layanan di belakangnya tidak berjalan.",
                           "reaches nginx, but the line behind it does not run.")  # fmt: skip
    else:
        yield PUBLIC.wrong(
            f"yang menjawab bukan layanan ini (status {answer.status}). Periksa SUARA_BASE_URL, DNS dan nginx.",
            f"something else answers (status {answer.status}). Look at SUARA_BASE_URL, DNS and nginx.",
        )


def _is_ours(address: str) -> bool:
    try:
        return _says_ours(ask(f"{address}/health", timeout_s=3).text)
    except NotAnswered:
        return False


def _says_ours(text: str) -> bool:
    try:
        said = json.loads(text)
    except ValueError:
        return False
    return isinstance(said, dict) and ("dead_jobs" in said or said.get("status") == "database away")
