"""What all calls of this process share: the dialogue, the recogniser, the voice, and the threads they work in."""

from concurrent.futures import Executor
from dataclasses import dataclass

from ivr.script import Script
from speech.hearing import Recognizer
from speech.voicebank import Voicebank


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneService:
    """Built once. `threads` do the blocking work of running calls: recognising, rendering, storing."""

    script: Script
    recognizer: Recognizer
    voicebank: Voicebank
    threads: Executor
