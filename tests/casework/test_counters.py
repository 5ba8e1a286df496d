"""content/loket.yaml: what ships is good, and each mistake is named with what to do."""

from pathlib import Path

import pytest

from casework.content import ContentError
from casework.counters import load_counters
from casework.office import Office

CONTENT = Path(__file__).resolve().parents[2] / "content"


def test_every_counter_that_ships_has_a_letter_of_its_own(office: Office) -> None:
    counters = office.counters.by_name.values()
    assert len({one.letter for one in counters}) == len(office.counters.by_name) >= 5
    assert office.counters.get("Dukcapil") is not None
    assert office.counters.get("Kantin") is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('nama: "Imigrasi"', 'nama: "Imigrasy"', "no service in services.yaml has this counter"),
        ('nama: "Imigrasi"', 'nama: "Dukcapil"', "is there twice"),
        ("huruf: B", "huruf: A", "give each its own"),
        ("huruf: B", "huruf: AB", "huruf"),
        ('mulai: "08.30", terakhir: "13.30"', 'mulai: "14.00", terakhir: "13.30"', "is before mulai"),
        ('terakhir: "13.30"', 'terakhir: "siang"', 'must be like "08.00"'),
        ("jarak_menit: 60", "jarak_menit: 0", "jarak_menit"),
        ("tempat: 3", "tempat: 0", "tempat"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, office: Office, old: str, new: str, said: str) -> None:
    text = (CONTENT / "loket.yaml").read_text(encoding="utf-8")
    assert old in text, "change this test with the file"
    (tmp_path / "loket.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=said):
        load_counters(tmp_path / "loket.yaml", office.catalogue)
