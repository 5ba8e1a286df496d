"""The speech worker: a process of its own in which pyttsx3 speaks through espeak-ng.

Run as `python -m speech.espeak VOICE [PITCH]`; `speech.synthesizer` starts it, and nothing imports it. How it is
asked and answers is in `speech.speaking`. It knows nothing of telephones, files or caches.

pyttsx3's own driver returns before its sound is complete, so this one runs espeak-ng in its synchronous mode,
where a call returns once the last sample has been handed over. No temporary file, no player.
"""

import ctypes
import os
import sys
from types import ModuleType
from typing import Any

from speech.speaking import Request, serve


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
            self._ended = False
            super().__init__(proxy)

        def say(self, text: str) -> None:
            self._blocks, self._ended = [], False
            result = binding.Synth(text.encode(), flags=binding.CHARS_UTF8)  # neither SSML nor phonemes
            self.sound = b"".join(self._blocks)
            if result != binding.EE_OK:
                raise RuntimeError(f"espeak-ng refuses the text (result {result})")
            if not self._ended:
                self.sound = b""
                raise RuntimeError("espeak-ng stopped before the end")

        def startLoop(self) -> None:
            self._proxy.setBusy(False)  # runs everything in pyttsx3's queue, the end of the loop included

        def stop(self) -> None:
            """Nothing runs on after say()."""

        def _onSynth(self, samples: Any, count: int, events: Any) -> int:
            if not samples:
                self._ended = True  # espeak-ng's own sign that nothing follows
            elif count > 0:
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


class EspeakTalker:
    """Answers the requests of speech.synthesizer: {"text": ..., "rate": words a minute}."""

    def __init__(self, voice: str, pitch: int | None) -> None:
        """Raises RuntimeError when espeak-ng cannot be loaded or does not know the voice."""
        load_library()
        self._speaker = Speaker(voice, pitch)

    @property
    def hello(self) -> Request:
        return {"version": self._speaker.version, "rate": self._speaker.samples_a_second}

    def speak(self, request: Request) -> bytes:
        return self._speaker.speak(request["text"], request["rate"])


if __name__ == "__main__":
    serve(lambda: EspeakTalker(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else None))
