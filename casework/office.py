"""The MPP as casework sees it: its catalogue, words, texts, hours, and where its recordings lie."""

from dataclasses import dataclass
from pathlib import Path

from casework.catalogue import Catalogue, load_catalogue
from casework.mpp import Mpp, load_mpp
from casework.texts import Texts, load_texts
from casework.words import Words, load_words
from models import Vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """Everything that `perform` needs besides the database."""

    mpp: Mpp
    catalogue: Catalogue
    words: Words
    texts: Texts
    vault: Vault
    recordings: Path


def load_office(content: Path, *, vault: Vault, recordings: Path) -> Office:
    """Reads the content. Raises ContentError with the file, the place and what to do."""
    mpp = load_mpp(content / "mpp.yaml")
    return Office(
        mpp=mpp,
        catalogue=load_catalogue(content / "services.yaml"),
        words=load_words(content / "words.yaml", mpp.regions),
        texts=load_texts(content / "texts.yaml", mpp.sms_name),
        vault=vault,
        recordings=recordings,
    )
