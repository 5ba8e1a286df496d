"""A bell wakes who waits for that kind of work, and nobody else."""

from models import Ear


def test_an_ear_hears_only_the_work_that_is_its_own() -> None:
    own, rest = Ear(1, only=("text",)), Ear(1, but=("text",))
    for kind in ("text", "clock"):
        for ear in (own, rest):
            ear.ring([kind])
        assert [ear.wait(0) for ear in (own, rest)] == [kind == "text", kind == "clock"]
