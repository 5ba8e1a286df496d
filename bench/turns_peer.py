"""A pipeline of Pipecat that answers bench/turns.py: MODEL PORT FOLDER, where pipecat-ai and vosk are installed.

Its own serializer for Twilio, its own Silero detector with its own start and stop times, its own turn rules (0.6 s of
quiet after the detector's 0.2 s), our Vosk model behind its base class for recognisers, and a prompt ready as sound.
It stores nothing and decides nothing: what a line does besides listening and speaking costs it no time.
FOLDER holds phrases.json (what the recogniser expects) and prompt.pcm (16-bit, 8 kHz).
"""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import uvicorn
import vosk
from fastapi import FastAPI, WebSocket
from pipecat.audio.vad.silero import SileroVADAnalyzer
from pipecat.frames.frames import (
    Frame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.audio.vad_processor import VADProcessor
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.serializers.twilio import TwilioFrameSerializer
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.transports.websocket.fastapi import FastAPIWebsocketParams, FastAPIWebsocketTransport
from pipecat.turns.user_start import VADUserTurnStartStrategy
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_processor import UserTurnProcessor
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.utils.time import time_now_iso8601
from pipecat.workers.runner import WorkerRunner

RATE = 8000
PIECE = RATE * 2 // 5
vosk.SetLogLevel(-1)


class Vosk(SegmentedSTTService):
    """Our model, for one segment at a time."""

    def __init__(self, model: vosk.Model, phrases: str) -> None:
        super().__init__(sample_rate=RATE)
        self._model, self._phrases = model, phrases

    @property
    def wants_wav_segments(self) -> bool:
        return False

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        def hear() -> str:
            kaldi = vosk.KaldiRecognizer(self._model, RATE, self._phrases)
            kaldi.AcceptWaveform(audio)
            return str(json.loads(kaldi.FinalResult())["text"])

        text = await asyncio.to_thread(hear)
        if text:
            yield TranscriptionFrame(text, "caller", time_now_iso8601())


class Answering(FrameProcessor):
    """Says the prompt when a turn of the caller is over, and at the beginning."""

    def __init__(self, prompt: bytes) -> None:
        super().__init__()
        self._prompt = prompt

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        await self.push_frame(frame, direction)
        if isinstance(frame, UserStoppedSpeakingFrame):
            await self.say()

    async def say(self) -> None:
        for at in range(0, len(self._prompt), PIECE):
            sound = self._prompt[at : at + PIECE]
            await self.push_frame(TTSAudioRawFrame(audio=sound, sample_rate=RATE, num_channels=1))


def application(model: vosk.Model, folder: Path) -> FastAPI:
    app = FastAPI()
    phrases, prompt = (folder / "phrases.json").read_text(), (folder / "prompt.pcm").read_bytes()

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.websocket("/stream")
    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        await socket.receive_text()
        start = json.loads(await socket.receive_text())
        serializer = TwilioFrameSerializer(
            start["streamSid"], params=TwilioFrameSerializer.InputParams(auto_hang_up=False)
        )
        transport = FastAPIWebsocketTransport(
            socket,
            FastAPIWebsocketParams(audio_in_enabled=True, audio_out_enabled=True, serializer=serializer),
        )
        answering = Answering(prompt)
        rules = UserTurnStrategies(
            start=[VADUserTurnStartStrategy()], stop=[SpeechTimeoutUserTurnStopStrategy()]
        )
        steps = [
            transport.input(),
            VADProcessor(vad_analyzer=SileroVADAnalyzer(sample_rate=RATE)),
            Vosk(model, phrases),
            UserTurnProcessor(user_turn_strategies=rules),
            answering,
            transport.output(),
        ]
        params = PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE)
        worker = PipelineWorker(Pipeline(steps), params=params, idle_timeout_secs=None)

        @transport.event_handler("on_client_connected")
        async def connected(*_: object) -> None:
            await answering.say()

        @transport.event_handler("on_client_disconnected")
        async def gone(*_: object) -> None:
            await worker.cancel()

        runner = WorkerRunner(handle_sigint=False)
        await runner.add_workers(worker)
        await runner.run()

    return app


def main(model: str, port: str, folder: str) -> None:
    uvicorn.run(application(vosk.Model(model), Path(folder)), port=int(port), log_level="warning")


if __name__ == "__main__":
    main(*sys.argv[1:])
