"""The speech worker: a process of its own in which pyttsx3 speaks through espeak-ng.

Run as `python -m speech.espeak VOICE [PITCH]`; `speech.synthesizer` starts it, and nothing imports it. One
JSON line comes in for each request, `{"text": ..., "rate": ...}`; one JSON line goes out, `{"bytes": n}`
followed by n bytes of 16-bit mono sound, or `{"error": ...}`. The first line out says what is speaking. The
worker ends when its input does. It knows nothing of telephones, files or caches.

pyttsx3's own driver returns before its sound is complete, so this one runs espeak-ng in its synchronous mode,
where a call returns once the last sample has been handed over. No temporary file, no player.
"""

import ctypes
import json
import os
import sys
from types import ModuleType
from typing import Any, BinaryIO


def load_library() -> None:
    """Makes the espeak-ng that espeakng-loader ships the one that pyttsx3 finds; else the system's stays it.

    pyttsx3 asks for `libespeak-ng.so.1`: a library of that name that is already loaded is the one it gets.
    """
    try:
        import espeakng_loader

        data = espeakng_loader.get_data_path()
        ctypes.CDLL(espeakng_loader.get_library_path() + ".1", mode=ctypes.RTLD_GLOBAL)
        os.environ["ESPEAK_DATA_PATH"] = data
    except (ImportError, OSError, RuntimeError) as error:
        print(f"espeak-ng: the bundled library cannot be used, trying the system's: {error}", file=sys.stderr)


def install_driver() -> ModuleType:
    """Registers the synchronous driver as pyttsx3's "synchronous" one. Returns the pyttsx3 package.

    Only to be called after load_library(): importing pyttsx3's espeak driver loads the library.
    Raises RuntimeError when no espeak-ng can be loaded.
    """
    import pyttsx3
    from pyttsx3.drivers import _espeak as binding
    from pyttsx3.drivers.espeak import EspeakDriver

    class SynchronousDriver(EspeakDriver):  # type: ignore[misc]
        """pyttsx3's driver contract (say, startLoop, stop), with the finished sound left in `sound`."""

        def __init__(self, proxy: Any) -> None:
            if not EspeakDriver._moduleInitialized:
                self.samples_a_second = binding.Initialize(binding.AUDIO_OUTPUT_SYNCHRONOUS, 0)
                if self.samples_a_second <= 0:
                    raise RuntimeError("espeak-ng does not start; is its data folder complete?")
                EspeakDriver._defaultVoice = "id"
                EspeakDriver._moduleInitialized = True
            self.version = binding.Info().decode()
            self.sound = b""
            self._blocks: list[bytes] = []
            super().__init__(proxy)

        def say(self, text: str) -> None:
            self._blocks = []
            result = binding.Synth(text.encode(), flags=binding.CHARS_UTF8)  # neither SSML nor phonemes
            self.sound = b"".join(self._blocks)
            if result != binding.EE_OK:
                raise RuntimeError(f"espeak-ng refuses the text (result {result})")

        def startLoop(self) -> None:
            self._proxy.setBusy(False)  # runs everything in pyttsx3's queue, the end of the loop included

        def stop(self) -> None:
            """Nothing runs on after say()."""

        def _onSynth(self, samples: Any, count: int, events: Any) -> int:
            if count > 0 and samples:
                self._blocks.append(ctypes.string_at(samples, 2 * count))
            return 0

    driver = ModuleType("pyttsx3.drivers.synchronous")
    driver.buildDriver = SynchronousDriver  # type: ignore[attr-defined]
    sys.modules[driver.__name__] = driver
    package: ModuleType = pyttsx3
    return package


class Speaker:
    """One pyttsx3 engine with one voice. pyttsx3 reports errors to a listener; here they are raised."""

    def __init__(self, voice: str, pitch: int | None) -> None:
        """Raises RuntimeError when espeak-ng cannot be loaded or does not know the voice."""
        self._engine = install_driver().init("synchronous")
        self._driver = self._engine.proxy._driver
        self._errors: list[Exception] = []
        self._engine.connect("error", lambda exception, **_: self._errors.append(exception))
        self._engine.setProperty("voice", voice)
        if pitch is not None:
            self._engine.setProperty("pitch", pitch)
        self._engine.runAndWait()
        variant = voice.partition("+")[2]
        found = self._engine.getProperty("voice") or ""
        if self._errors or found.partition("+")[2] != variant.lower():
            raise RuntimeError(f"espeak-ng has no voice {voice!r}")

    @property
    def version(self) -> str:
        return str(self._driver.version)

    @property
    def samples_a_second(self) -> int:
        return int(self._driver.samples_a_second)

    def speak(self, text: str, rate: int) -> bytes:
        """The text as 16-bit mono sound, `rate` in espeak's nominal words a minute. Raises RuntimeError."""
        self._errors.clear()
        self._driver.sound = b""
        self._engine.setProperty("rate", rate)
        self._engine.say(text)
        self._engine.runAndWait()
        if self._errors:
            raise RuntimeError(str(self._errors[0]))
        return bytes(self._driver.sound)


def serve(requests: BinaryIO, replies: BinaryIO, voice: str, pitch: int | None) -> None:
    """Answers requests until there are no more."""

    def reply(head: dict[str, Any], body: bytes = b"") -> None:
        replies.write(json.dumps(head).encode() + b"\n" + body)
        replies.flush()

    try:
        load_library()
        speaker = Speaker(voice, pitch)
    except Exception as error:
        reply({"error": str(error)})
        return
    reply({"version": speaker.version, "rate": speaker.samples_a_second})
    for line in requests:
        request = json.loads(line)
        try:
            sound = speaker.speak(request["text"], request["rate"])
        except RuntimeError as error:
            reply({"error": str(error)})
        else:
            reply({"bytes": len(sound)}, sound)


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as private:
        os.dup2(2, 1)  # whatever a library prints must not get between the replies
        try:
            serve(sys.stdin.buffer, private, sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None)
        except BrokenPipeError:
            os._exit(1)  # whoever asked is gone; closing the pipe would complain once more
