"""What the console needs to let editors change the content: checking a draft as the line would read it, and hearing
it.
"""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from ruamel.yaml.error import YAMLError

import published
from casework.content import ContentError
from casework.content_folder import Edits, Shipped, open_shipped, written
from ivr.lines import text
from ivr.samples import every_line
from ivr.voices import Places, Samples
from models import Vault, new_key
from speech.phrases import pieces


class ContentDesk:
    """Drafts of one installation's content. Its methods block."""

    def __init__(
        self, folder: Path, drafts: Path, *, check: Callable[[Path], object], places: Places, voice: str
    ) -> None:
        """`folder` ships; `check` raises ContentError for a folder that the line should not be given."""
        self._folder, self._drafts, self._check = folder, drafts, check
        self._places, self._voice = places, voice

    @cached_property
    def shipped(self) -> Shipped:
        """The content that ships, opened."""
        return open_shipped(self._folder)

    def problem(self, edits: Edits) -> str:
        """Why the line would refuse the content with these changes; "" when it would not."""
        try:
            self._check(self._written(edits))
        except (ContentError, OSError, KeyError, ValueError, YAMLError) as error:
            return str(error)
        return ""

    def sound(self, edits: Edits, line: str) -> bytes:
        """A line of the call as a WAV file in this MPP's voice, with invented values.

        Raises KeyError for no such line, ContentError and RuntimeError when it cannot be said.
        """
        vault = Vault(keys=(new_key(),), index_key=new_key())
        script = published.read(self._written(edits), vault, self._drafts).script
        said = next((one for one in every_line(script, services=1) if one.key == line), None)
        if said is None:
            raise KeyError(line)
        return Samples(self._places, script).wav(self._voice, [pieces(text(script, said))])

    def _written(self, edits: Edits) -> Path:
        return written(self._folder, edits, self._drafts) if edits else self._folder
