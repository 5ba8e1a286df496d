"""The office as a whole: what one file puts into another's texts must fit."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from casework.content import ContentError
from casework.office import Office, _check_texts, load_office
from models import Vault, new_key

CONTENT = Path(__file__).resolve().parents[2] / "content"


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("mpp.yaml", 'alamat: "Jalan', 'alamat: "Jalan' + " yang sangat panjang" * 6, "tempat"),
        ("services.yaml", 'loket: "Dukcapil"', 'loket: "' + "Dinas Kependudukan dan " * 5 + '"', "layanan_tempat"),
        ("services.yaml", 'waktu: {tulis: "Biasanya', 'waktu: {tulis: "' + "Mungkin " * 18, "layanan_lama"),
    ],
)  # fmt: skip
def test_what_does_not_fit_into_a_text_is_refused(
    tmp_path: Path, file: str, old: str, new: str, key: str
) -> None:
    folder = Path(shutil.copytree(CONTENT, tmp_path / "content"))
    content = (folder / file).read_text(encoding="utf-8")
    assert old in content
    (folder / file).write_text(content.replace(old, new, 1), encoding="utf-8")
    vault = Vault(keys=(new_key(),), index_key=new_key())
    with pytest.raises(ContentError, match=rf"texts\.yaml: teks\.{key} becomes .* shorten"):
        load_office(folder, vault=vault, recordings=tmp_path)


def test_texts_about_numbers_fit_with_the_names_of_their_counters(office: Office) -> None:
    templates = {**office.texts.templates, "antre_tawar": "x" * 130 + "{loket} {kapan}"}
    with pytest.raises(ContentError, match=r"teks\.antre_tawar becomes"):
        _check_texts(replace(office, texts=replace(office.texts, templates=templates)))
