"""Officers hear the voices of the line."""

from dataclasses import replace

import pytest

from tests.console.conftest import Console, a_tone


@pytest.fixture
def console_with_voices(console_at: Console) -> Console:
    def silent() -> bytes:
        raise RuntimeError("not installed")

    state = console_at.app.state
    state.services = replace(
        state.services, hear_voice={"robot": lambda: a_tone(0.5), "sari": silent}, voice="robot"
    )
    return console_at


def test_each_voice_has_a_player_and_the_chosen_one_is_named(console_with_voices: Console) -> None:
    with console_with_voices.client(console_with_voices.cookie()) as client:
        page = client.get("/console/suara").text
    assert "Robot (dipakai)" in page
    assert '<audio controls preload="none" src="/console/suara/robot.wav"' in page
    assert '<audio controls preload="none" src="/console/suara/sari.wav"' in page
    assert '<a href="/console/suara" aria-current="page">Suara</a>' in page


def test_a_voice_can_be_heard(console_with_voices: Console) -> None:
    with console_with_voices.client(console_with_voices.cookie()) as client:
        answer = client.get("/console/suara/robot.wav")
        part = client.get("/console/suara/robot.wav", headers={"Range": "bytes=0-3"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "audio/wav")
    assert answer.content == a_tone(0.5)
    assert (part.status_code, part.content) == (206, b"RIFF")


@pytest.mark.parametrize("name", ["sari", "suster", "..%2Frobot", "ROBOT"])
def test_one_that_is_not_there_is_not_found(console_with_voices: Console, name: str) -> None:
    with console_with_voices.client(console_with_voices.cookie()) as client:
        assert client.get(f"/console/suara/{name}.wav").status_code == 404


def test_only_officers_hear_them(console_with_voices: Console) -> None:
    with console_with_voices.client() as client:
        for path in ("/suara", "/suara/robot.wav"):
            answer = client.get(f"/console{path}")
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/console/masuk")


def test_without_voices_the_page_says_so(console_at: Console) -> None:
    with console_at.client(console_at.cookie()) as client:
        assert "Tidak ada suara yang bisa diputar di sini." in client.get("/console/suara").text
