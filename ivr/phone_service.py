"""What all calls of this process share: the dialogue, the recogniser, the voice, and the threads they work in."""

from concurrent.futures import Executor
from dataclasses import dataclass

from ivr.script import Script
from speech.hearing import Recognizer
from speech.speaker import Speaker
from speech.workload import Workload


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneService:
    """Built once. `threads` render and store for running calls; `workload` has the threads that recognise."""

    script: Script
    recognizer: Recognizer
    speaker: Speaker
    threads: Executor
    workload: Workload
