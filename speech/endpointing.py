"""When speech begins and ends, frame by frame. Our own, because each question needs its own patience.

A frame counts as speech when WebRTC's detector says so, it is no steady tone, it stands out of what is heard while
nobody answers (noise, music, other people, our own echo), and it is not far below the caller, whose level is known
once they have spoken: people in the background neither open an answer nor keep it open. Knows no words.
"""

from collections import deque
from enum import Enum, auto

import webrtcvad

from speech import audio
from speech.level import SILENT_DB, Levels, level_db
from speech.shape import flatness, is_tone, is_voiced

ONSET_MS = 80
"""So much speech within ONSET_WITHIN_MS is a beginning; less is a click or a cough."""
ONSET_WITHIN_MS = 140
GOES_ON_MS = 60
"""So much speech within ONSET_WITHIN_MS goes on with an answer; a single loud frame of babble does not."""
LOOK_BACK_MS = 300
"""Sound before the beginning that belongs to it: the first consonant is softer than the detector likes."""

LEAST_DB = -52.0
"""Of full scale; softer than this never begins an answer."""
LEAST_INSIDE_DB = -62.0
"""Softer than this does not go on with one."""
OVER_PROMPT_DB = -42.0
"""While our prompt is said its echo comes back; softer than this does not begin an answer then."""
OVER_ECHO_DB = 6.0
"""Where our echo is known (speech/echo.py), what is not so much louder is our own voice."""
ABOVE_NOISE_DB = 5.0
"""How far a frame of speech stands out of the softest sound of late."""
ABOVE_BACKGROUND_DB = 3.0
"""And out of nearly the loudest sound of the background, to begin an answer and to go on with it."""
ABOVE_NEW_DB, NEW_MS = 5.0, 1500
"""So much more at first, when little of the background was heard; it falls to nothing in NEW_MS."""
LOUDEST_NEW_DB = -26.0
"""Nothing is taken for a louder background within NEW_MS: it may be a caller who speaks at once."""
BELOW_SPEAKER_DB = 18.0
"""How far speech that begins an answer may be below the caller's loudest of late; more is somebody else."""
BELOW_INSIDE_DB = 24.0
"""The same inside an answer; more is the end of a breath, or people in the background."""
UNDER_SPEAKER_DB = 3.0
"""A background is never taken for louder than this below the caller: they must be able to get through."""
FIRST_MS, LOUDER_DB = 500, 9.0
"""Somebody so much louder who speaks up in an answer is the caller: who was heard before them was not."""
FORGET_INSIDE_DB, FORGET_DB = 0.06, 0.02
"""How much the caller's level is forgotten in each frame of speech, and of waiting: 3 and 1 dB a second."""
MOST_FORGOTTEN_DB = 15.0

NOISE_FRAMES, BACKGROUND_FRAMES = 100, 300
"""The noise is the softest tenth of the last two seconds, the background the last six seconds without answer."""
LEARN_EVERY_MS = 100
LOUD_SHARE, LEAST_FRAMES = 0.95, 100
NOISY_MS, NOISY_DB = 3000, -50.0
"""Nobody speaks as soon as a call begins: where half of that sound is louder than this, all of it is background."""
BREATH_MS = 400
UNBROKEN_MS = 6000
"""Nobody speaks so long without a breath: then it is the background, of ABOVE_UNBROKEN_DB over the softest."""
ABOVE_UNBROKEN_DB = 14.0

PAUSE_MS = 400
"""A shorter quiet inside an answer says nothing of how slowly somebody speaks."""
BEYOND_PAUSE_MS = 400
"""A caller must be quiet for so much longer than in their own pauses."""
MOST_PATIENCE_MS = 1000
GOES_ON_AFTER_MS = 700
"""Who speaks again so soon after the end was not at the end."""
FORGET_PAUSE = 0.8

STEADY_DB = 1.5
"""A tone of the exchange changes less from frame to frame."""
CLEAR_FLATNESS = 0.2
"""A voice without noise in it: in a cough there is noise all the while."""


class Change(Enum):
    """What a frame brought."""

    NOTHING = auto()
    BEGAN = auto()
    ENDED = auto()


class Background:
    """What is heard while nobody answers."""

    def __init__(self) -> None:
        self._all = Levels(NOISE_FRAMES)
        self._waiting = {False: Levels(BACKGROUND_FRAMES), True: Levels(BACKGROUND_FRAMES)}
        self._doubtful: deque[tuple[int, float]] = deque()
        self._answer: deque[float] = deque(maxlen=BACKGROUND_FRAMES)
        self.heard_ms = 0
        self.noise_db = -60.0
        """The softest of late."""
        self.loud_db = SILENT_DB
        """Nearly the loudest of the background."""
        self.margin_db = ABOVE_BACKGROUND_DB
        """How far an answer must be above that to begin."""

    def hear(self, db: float, answering: bool, prompting: bool, speech: bool, began: bool) -> None:
        """One frame; `answering` while it may be the caller's, `prompting` while our prompt is said. Speech may be
        the beginning of an answer: it counts as background only when none has begun soon after."""
        self._all.add(db)
        waiting = self._waiting[prompting]
        if began:
            waiting.take_back(ONSET_WITHIN_MS // audio.FRAME_MS)
            self._doubtful.clear()
            self._answer.clear()
        elif answering:
            self._answer.append(db)
        else:
            noisy = self.heard_ms < NOISY_MS and self._all.below(0.5) > NOISY_DB
            if speech and not noisy:
                self._doubtful.append((self.heard_ms, db))
            else:
                waiting.add(db)
            while self._doubtful and self._doubtful[0][0] + ONSET_WITHIN_MS < self.heard_ms:
                waiting.add(self._doubtful.popleft()[1])
        self.heard_ms += audio.FRAME_MS
        if self.heard_ms % LEARN_EVERY_MS:
            return
        self.noise_db = max(-66.0, self._all.below(0.1))
        least = 0 if self._all.below(0.5) > NOISY_DB else LEAST_FRAMES
        self.loud_db = max(levels.below(LOUD_SHARE, least) for levels in (waiting, self._waiting[False]))
        new = max(0.0, 1 - self.heard_ms / NEW_MS)
        self.margin_db = ABOVE_BACKGROUND_DB + ABOVE_NEW_DB * new
        if new > 0:
            self.loud_db = min(self.loud_db, LOUDEST_NEW_DB)

    def was_others(self) -> None:
        """What was taken for an answer so far was other people: the caller has just spoken up over them."""
        for db in self._answer:
            self._waiting[False].add(db)
        self._answer.clear()


class Endpointer:
    """For one caller. Feed it every 20 ms frame of pcm; `restart` for each answer."""

    def __init__(self, end_silence_ms: int = 1200) -> None:
        self._vad = webrtcvad.Vad(2)
        self._before_pcm = b""
        self.background = Background()
        self.prompting = False
        """Set it while our own prompt is said: its echo does not begin an answer."""
        self.echo_db = SILENT_DB
        """Set it before each frame: how loud the echo of our voice may be in it."""
        self.level_db = SILENT_DB
        """Of the last frame."""
        self._speaker_db, self._forgotten_db = SILENT_DB, 0.0
        self._pause_ms, self._since_end_ms = 0.0, 10_000
        self._ended_after_ms = 0
        self.speaking = False
        self.restart(end_silence_ms)

    def restart(self, end_silence_ms: int) -> None:
        """A new answer is awaited; background, the caller's level and pace known so far are kept."""
        if self.speaking:
            self._pause_ms *= FORGET_PAUSE
        self.end_silence_ms = end_silence_ms
        self.speaking = False
        self._opening_db = SILENT_DB
        self.spoken_ms = 0
        """Milliseconds of speech in this answer, pauses left out."""
        self.voiced_ms = 0
        """Of them those in which there is a voice, and not only breath or noise."""
        self.clear_ms = 0
        """Of those with a voice those in which there is little else."""
        self._flatness: list[float] = []
        self.quiet_ms = 0
        """Milliseconds since the last speech."""
        self._recent: deque[bool] = deque(maxlen=ONSET_WITHIN_MS // audio.FRAME_MS)

    @property
    def patience_ms(self) -> int:
        """How long this caller must be quiet for the answer to be over."""
        more = self._pause_ms + BEYOND_PAUSE_MS - self.end_silence_ms if self._pause_ms >= PAUSE_MS else 0
        return self.end_silence_ms + int(min(MOST_PATIENCE_MS, max(0, more)))

    def hear(self, pcm: bytes) -> tuple[Change, bool]:
        """(what this frame brought, whether it is speech)."""
        before_db, self.level_db = self.level_db, level_db(pcm)
        speech = self._is_speech(pcm, abs(self.level_db - before_db) < STEADY_DB)
        if not self.speaking and not any(self._recent):
            self.voiced_ms = self.clear_ms = 0
            self._flatness.clear()
        if speech:
            self._look_at(pcm)
        self._before_pcm = pcm
        self._recent.append(speech)
        recent_ms = sum(self._recent) * audio.FRAME_MS
        change = self._inside(speech, recent_ms) if self.speaking else self._waiting(recent_ms)
        answering = self.speaking and self.quiet_ms <= BREATH_MS
        self.background.hear(self.level_db, answering, self.prompting, speech, change is Change.BEGAN)
        return change, speech

    @property
    def flatness(self) -> float:
        """How much the speech of this answer is like noise, of 1; 1 before there is any."""
        return sum(self._flatness) / len(self._flatness) if self._flatness else 1.0

    def _look_at(self, pcm: bytes) -> None:
        self._flatness.append(flatness(pcm))
        if is_voiced(self._before_pcm + pcm):
            self.voiced_ms += audio.FRAME_MS
            if self._flatness[-1] < CLEAR_FLATNESS:
                self.clear_ms += audio.FRAME_MS

    def _waiting(self, recent_ms: int) -> Change:
        self._since_end_ms += audio.FRAME_MS
        self._forgotten_db = min(MOST_FORGOTTEN_DB, self._forgotten_db + FORGET_DB)
        if recent_ms < ONSET_MS or self.background.heard_ms < LOOK_BACK_MS:
            return Change.NOTHING
        if self._since_end_ms <= GOES_ON_AFTER_MS:
            self._pause_ms = max(self._pause_ms, self._ended_after_ms + self._since_end_ms)
        self.speaking, self.quiet_ms, self.spoken_ms, self._unbroken_ms = True, 0, recent_ms, 0
        self._speaker_db = max(self._speaker_db - self._forgotten_db, self._opening_db)
        self._forgotten_db = 0.0
        return Change.BEGAN

    def _inside(self, speech: bool, recent_ms: int) -> Change:
        self.quiet_ms += audio.FRAME_MS
        self._unbroken_ms = 0 if self.quiet_ms > BREATH_MS else self._unbroken_ms + audio.FRAME_MS
        if speech:
            self.spoken_ms += audio.FRAME_MS
            if recent_ms >= GOES_ON_MS:
                if self.quiet_ms <= self.patience_ms + GOES_ON_AFTER_MS:
                    self._pause_ms = max(self._pause_ms, float(self.quiet_ms))
                self.quiet_ms = 0
        if self.quiet_ms < self.patience_ms:
            return Change.NOTHING
        self._since_end_ms, self._ended_after_ms = 0, self.quiet_ms
        return Change.ENDED

    def _is_speech(self, pcm: bytes, steady: bool) -> bool:
        voiced = bool(self._vad.is_speech(pcm, audio.RATE))
        if not voiced or self.level_db <= self._threshold_db() or (steady and is_tone(pcm)):
            return False
        if self.speaking:
            self._follow_speaker()
        else:
            self._opening_db = max(self._opening_db - STEADY_DB, self.level_db)
        return True

    def _follow_speaker(self) -> None:
        known = self._speaker_db - self._forgotten_db
        if self.spoken_ms > FIRST_MS and self.level_db > known + LOUDER_DB:
            self.background.was_others()
        self._forgotten_db = 0.0
        self._speaker_db = max(known - FORGET_INSIDE_DB, known + 0.5 * (self.level_db - known))

    def _threshold_db(self) -> float:
        return max(self._threshold_without_echo_db(), self.echo_db + OVER_ECHO_DB)

    def _threshold_without_echo_db(self) -> float:
        noise, loud = self.background.noise_db + ABOVE_NOISE_DB, self.background.loud_db
        speaker = self._speaker_db - self._forgotten_db
        if self.speaking:
            if self._unbroken_ms > UNBROKEN_MS:
                noise = self.background.noise_db + ABOVE_UNBROKEN_DB
            loud = min(loud + ABOVE_BACKGROUND_DB, speaker - UNDER_SPEAKER_DB)
            return max(LEAST_INSIDE_DB, noise, loud, speaker - BELOW_INSIDE_DB)
        least = OVER_PROMPT_DB if self.prompting else LEAST_DB
        return max(least, noise, loud + self.background.margin_db, speaker - BELOW_SPEAKER_DB)
