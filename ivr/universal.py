"""What a caller can ask for at any question, by a word or by a key: a person, back, again, another pace.

Pure. While digits are keyed only * and # are commands, and a 0 that nothing follows.
"""

from collections.abc import Mapping
from types import MappingProxyType

from ivr.script import EnterCode, RecordStory, Script, Step
from ivr.values import Said
from speech.grammar import Band

NAMES = ("petugas", "ulang", "kembali", "menu", "bantuan", "tunggu", "pelan", "cepat", "keras")
"""As content/words.yaml names them under `perintah`."""

KEYS: Mapping[str, str] = MappingProxyType(
    {"0": "petugas", "9": "ulang", "*": "kembali", "5": "tunggu", "6": "keras", "7": "pelan", "8": "cepat"}
)
BY_KEYS: Mapping[str, str] = MappingProxyType({name: key for key, name in KEYS.items()})

GO_ON = ("sudah", "lanjut", "halo", "sudah ketemu")
"""What ends waiting besides an answer."""

UNKNOWN = "[unk]"

LEAST_DANGER = 0.4


def words(script: Script) -> tuple[str, ...]:
    """Everything that can be said for the universal commands."""
    return tuple(sorted(word for name in NAMES for word in script.words.universal.get(name, ())))


def pressed(step: Step, keys: str) -> str | None:
    """The command behind these keys at this step."""
    match step:
        case EnterCode():
            return KEYS[keys] if keys in ("0", "*") else None
        case RecordStory():
            return KEYS[keys] if keys in ("9", "*") else None
        case _:
            return KEYS.get(keys)


def said(script: Script, heard: Said, band: Band) -> str | None:
    """The command in what was said, if it is nothing else."""
    if band is Band.REFUSE:
        return None
    phrase = known(heard)
    return next((name for name in NAMES if phrase in script.words.universal.get(name, ())), None)


def emergency(script: Script, heard: Said) -> bool:
    """Whether somebody is in danger. Telling them 112 once too often does no harm."""
    phrase = f" {known(heard)} "
    sure = heard.confidence if heard.least is None else heard.least
    return sure >= LEAST_DANGER and any(f" {word} " in phrase for word in script.words.emergency)


def known(heard: Said) -> str:
    """What was said, without what the grammar does not know."""
    return " ".join(word for word in heard.words.split() if word != UNKNOWN)
