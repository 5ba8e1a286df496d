"""Which words are listened for at once, and what each of them means there: what must not sound alike. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from casework.words import Words
from ivr import alike, universal
from ivr.script import AskFreely, Menu, Script, YesNo
from speech.grammar import DIGIT_WORDS

WORDS_FILE = "words.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """The words of one grammar, lower case, each with its meaning: words of one meaning may sound alike."""

    where: str
    """As a finding names it: "langkah.bantu", "words.yaml"."""
    step: str | None
    """A step that listens for them; None for digits."""
    meaning: Mapping[str, str]
    own: frozenset[str]
    """Those that were chosen for this place; of the others it is known from elsewhere whether they go together."""
    share: float = alike.LEAST_SHARE
    """Of the sounds, in which two of them must differ."""


def together(found: Script) -> Iterator[Together]:
    """Every set of words that is listened for at once."""
    for name, step in found.steps.items():
        if isinstance(step, Menu | AskFreely):
            yield of_choices(name, step, found.words)
    commands = {
        word: command for command in universal.NAMES for word in found.words.universal.get(command, ())
    }
    answers = dict.fromkeys(found.words.yes, "ya") | dict.fromkeys(found.words.no, "tidak") | commands
    asked = next((name for name, step in found.steps.items() if isinstance(step, YesNo)), None)
    yield Together(where=WORDS_FILE, step=asked, meaning=answers, own=frozenset(answers))
    yield Together(
        where=f"{WORDS_FILE}: angka",
        step=None,
        meaning={word: word for word in DIGIT_WORDS} | dict(found.words.digits),
        own=frozenset(found.words.digits),
        share=alike.LEAST_SHARE_OF_DIGITS,
    )


def of_choices(name: str, step: Menu | AskFreely, words: Words) -> Together:
    """The words of a question's choices, and the commands. A word of two choices means the first."""
    commands = {word: command for command, said in words.universal.items() for word in said}
    own: dict[str, str] = {}
    for choice in step.choices:
        for word in choice.words:
            own.setdefault(word, choice.key)
    return Together(where=f"langkah.{name}", step=name, meaning=commands | own, own=frozenset(own))
