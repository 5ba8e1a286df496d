"""Parts of a story, put together."""

import pytest

from sms.stories import is_part, joined


@pytest.mark.parametrize(
    ("parts", "story"),
    [
        (["satu"], "satu"),
        (["(1/2) satu"], "(1/2) satu"),
        (["satu", "dua"], "satu\ndua"),
        (["(2/2) dua", "(1/2) satu"], "satu\ndua"),
        (["3/3: tiga", "1/3: satu", "2/3: dua"], "satu\ndua\ntiga"),
        (["2 dari 2 dua", "1 dari 2 satu", "dan lagi"], "satu\ndua\ndan lagi"),
        (["2/2 dua", "1/3 satu"], "2/2 dua\n1/3 satu"),
        (["satu", "(2/2) dua"], "satu\n(2/2) dua"),
        (["satu", "2 dari 3 berkas sudah ada"], "satu\n2 dari 3 berkas sudah ada"),
        (["1/2/2026 saya datang", "2/2 2026 belum jadi"], "1/2/2026 saya datang\n2/2 2026 belum jadi"),
        (["satu", "satu ", "dua"], "satu\ndua"),
        (["", "satu"], "satu"),
    ],
)
def test_in_the_order_that_was_meant(parts: list[str], story: str) -> None:
    assert joined(parts) == story


@pytest.mark.parametrize("text", ["1/2 halo", "(2/3) halo", "bagian 1/2: halo", "2 dari 2 halo"])
def test_a_numbered_part(text: str) -> None:
    assert is_part(text)


@pytest.mark.parametrize(
    "text", ["halo", "12/2 halo", "saya punya 1/2 hektar", "2 anak saya", "1/2/2026 saya datang"]
)
def test_no_numbered_part(text: str) -> None:
    assert not is_part(text)
