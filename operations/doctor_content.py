"""What the line says and knows, read as the line reads it."""

from collections.abc import Iterator

from casework.content import ContentError
from casework.office import load_office
from config import Settings
from ivr.readable import check as check_readable
from ivr.script_file import load_script
from ivr.voices import check_voice
from models import Vault, new_key
from operations.finding import About, Finding
from published import folder_of

CONTENT = About(id="Isi layanan", en="Content")


def content(settings: Settings) -> Iterator[Finding]:
    """The first thing that cannot be used, or how much there is."""
    vault = Vault(keys=(new_key(),), index_key=new_key())
    try:
        office = load_office(folder_of(settings), vault=vault, recordings=settings.var_dir / "recordings")
        script = load_script(folder_of(settings) / "call.yaml", office.catalogue, office.words)
        check_readable(office)
        check_voice(settings.voice or office.mpp.voice)
    except (ContentError, OSError) as error:
        yield CONTENT.wrong(f"{error}. Perbaiki berkas itu, lalu jalankan: python app.py check-content",
                            f"{error}. Correct that file, then run: python app.py check-content")  # fmt: skip
        return
    steps, services = len(script.steps), len(office.catalogue.services)
    yield CONTENT.fine(f"{steps} langkah, {services} layanan", f"{steps} steps, {services} services")
