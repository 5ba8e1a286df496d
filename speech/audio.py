"""Telephone sound: G.711 mu-law, 16-bit samples, level, resampling, WAV files.

The line speaks 8 kHz mono throughout. "pcm" is always little-endian signed 16-bit mono; "mulaw" is G.711
mu-law, one byte a sample. Knows nothing of calls.
"""

import audioop
import io
import wave

import numpy as np
import soxr

RATE = 8000
"""Samples a second on the line."""

FRAME_MS = 20
FRAME_BYTES = RATE * FRAME_MS // 1000
"""Bytes of mu-law in one 20 ms frame."""

SILENCE = b"\xff"
"""One mu-law sample of silence."""


RATES = range(4000, 192_001)
"""Samples a second that a file may have: one of 1 Hz would become eight thousand times as long."""


class AudioError(ValueError):
    """The bytes are not sound in a form that we can read."""


def decode(mulaw: bytes) -> bytes:
    """mu-law to pcm, same number of samples."""
    return audioop.ulaw2lin(mulaw, 2)


def encode(pcm: bytes) -> bytes:
    """pcm to mu-law, same number of samples. Raises AudioError when the byte count is odd."""
    if len(pcm) % 2:
        raise AudioError("16-bit audio needs an even number of bytes")
    return audioop.lin2ulaw(pcm, 2)


def samples(mulaw: bytes) -> np.ndarray:
    """mu-law as 64-bit floats, 1.0 is full scale."""
    return np.frombuffer(decode(mulaw), "<i2").astype(np.float64) / 32768


def silence(milliseconds: int) -> bytes:
    """That much mu-law silence."""
    return SILENCE * (RATE * milliseconds // 1000)


def tone(hertz: int, milliseconds: int, amplitude: float = 0.25) -> bytes:
    """A mu-law sine with 5 ms ramps (so that it does not click); amplitude is a share of full scale."""
    n = RATE * milliseconds // 1000
    t = np.arange(n) / RATE
    ramp = np.minimum(1.0, np.minimum(np.arange(n), np.arange(n)[::-1]) / (RATE * 0.005))
    return encode((np.sin(2 * np.pi * hertz * t) * ramp * amplitude * 32767).astype("<i2").tobytes())


def seconds(mulaw: bytes) -> float:
    """How long this mu-law sound lasts."""
    return len(mulaw) / RATE


def rms(pcm: bytes) -> float:
    """Root mean square of pcm as a share of full scale, 0 to 1."""
    return audioop.rms(pcm, 2) / 32768 if pcm else 0.0


def resample(pcm: bytes, rate: int) -> bytes:
    """pcm at `rate` samples a second to pcm at 8 kHz."""
    if rate == RATE:
        return pcm
    samples = np.frombuffer(pcm, dtype="<i2")
    return np.asarray(soxr.resample(samples, rate, RATE), dtype="<i2").tobytes()


def resampled(samples: np.ndarray, rate: float, to: float) -> np.ndarray:
    """Float32 samples of one rate as float32 samples of another."""
    return np.asarray(soxr.resample(samples, rate, to), np.float32)


def wav(mulaw: bytes) -> bytes:
    """A WAV file (16-bit pcm, 8 kHz, mono) of this mu-law sound; every player and browser reads it."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(decode(mulaw))
    return out.getvalue()


def read_wav(content: bytes) -> bytes:
    """The mu-law sound of a 16-bit or mu-law WAV file of any rate; stereo is mixed to mono.

    Raises AudioError for anything else.
    """
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise AudioError("not a WAV file")
    form, channels, rate, width, data = _chunks(content)
    if channels not in (1, 2) or rate not in RATES:
        raise AudioError(
            f"{channels} channels of {rate} Hz; one or two of {RATES[0]} to {RATES[-1]} are needed"
        )
    if form == 7 and width == 1:
        pcm = decode(data)
    elif form in (1, 0xFFFE) and width == 2:
        pcm = data[: len(data) // (2 * channels) * 2 * channels]
    else:
        raise AudioError(f"a WAV file of format {form} with {width * 8} bits; 16-bit PCM or mu-law is needed")
    if channels == 2:
        pcm = audioop.tomono(pcm, 2, 0.5, 0.5)
    return encode(resample(pcm, rate))


def _chunks(content: bytes) -> tuple[int, int, int, int, bytes]:
    """(format, channels, rate, bytes a sample, data) of a RIFF file; the standard library refuses mu-law."""
    at, fmt = 12, None
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + size]
        if name == b"fmt " and len(body) >= 16:
            fmt = (
                int.from_bytes(body[0:2], "little"),
                int.from_bytes(body[2:4], "little"),
                int.from_bytes(body[4:8], "little"),
                int.from_bytes(body[14:16], "little") // 8,
            )
        elif name == b"data" and fmt is not None:
            return (*fmt, body)
        at += 8 + size + size % 2
    raise AudioError("a WAV file without sound in it")
