"""What a check found, in plain words for those who run the line. Never holds personal data or a secret."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["id", "en"]


class Level(StrEnum):
    FINE = "OK"
    CARE = "PERHATIAN"
    WRONG = "SALAH"


ENGLISH = {Level.FINE: "OK", Level.CARE: "WARNING", Level.WRONG: "WRONG"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line: how it is, about what, and what to do. `id` and `en` say the same in both languages."""

    level: Level
    about: tuple[str, str]
    """What was looked at, in Indonesian and in English."""
    id: str
    en: str

    def line(self, language: Language) -> str:
        """As it is printed."""
        if language == "en":
            return f"{ENGLISH[self.level]:9}  {self.about[1]}: {self.en}"
        return f"{self.level:9}  {self.about[0]}: {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Makes findings about one thing."""

    id: str
    en: str

    def fine(self, id: str, en: str) -> Finding:
        return Finding(level=Level.FINE, about=(self.id, self.en), id=id, en=en)

    def care(self, id: str, en: str) -> Finding:
        return Finding(level=Level.CARE, about=(self.id, self.en), id=id, en=en)

    def wrong(self, id: str, en: str) -> Finding:
        return Finding(level=Level.WRONG, about=(self.id, self.en), id=id, en=en)


Check = Callable[[], Iterable[Finding]]


def run(about: About, check: Check) -> Sequence[Finding]:
    """What this check finds. One that breaks itself is a finding too: the others must still be made."""
    try:
        return list(check())
    except Exception as error:
        name = type(error).__name__
        return [
            about.wrong(
                f"pemeriksaan ini gagal ({name}). Kirim baris ini ke pengelola program.",
                f"this check broke ({name}). Send this line to whoever maintains the program.",
            )
        ]
