// The page's microphone and loudspeaker for one call, and the sounds of its keys.

const PAIRS = { 1: [697, 1209], 2: [697, 1336], 3: [697, 1477], 4: [770, 1209], 5: [770, 1336], 6: [770, 1477],
  7: [852, 1209], 8: [852, 1336], 9: [852, 1477], "*": [941, 1209], 0: [941, 1336], "#": [941, 1477] };

export class Sound {
  // onMark is told each mark that has been heard.
  static async open(onMark) {
    const sound = new Sound();
    sound.context = new AudioContext({ latencyHint: "interactive" });
    await sound.context.audioWorklet.addModule("/phone/static/playback-worklet.js");
    await sound.context.audioWorklet.addModule("/phone/static/capture-worklet.js");
    sound.player = new AudioWorkletNode(sound.context, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
    sound.player.port.onmessage = ({ data }) => onMark(data);
    sound.player.connect(sound.context.destination);
    await sound.context.resume();
    return sound;
  }

  play(bytes) { this.player.port.postMessage({ sound: bytes }, [bytes]); }
  mark(number) { this.player.port.postMessage({ mark: number }); }
  clear() { this.player.port.postMessage({ clear: true }); }

  // Rejects when the browser has no microphone for us.
  async listen(onFrame) {
    this.microphone = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
    });
    const capture = new AudioWorkletNode(this.context, "capture", { numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit" });
    capture.port.onmessage = ({ data }) => onFrame(data);
    this.context.createMediaStreamSource(this.microphone).connect(capture);
    this.mute(false);
  }

  mute(muted) { this.microphone?.getAudioTracks().forEach((track) => { track.enabled = !muted; }); }

  beep(key) {
    const now = this.context.currentTime;
    const gain = new GainNode(this.context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0.06, now + 0.005);
    gain.gain.setValueAtTime(0.06, now + 0.11);
    gain.gain.linearRampToValueAtTime(0, now + 0.12);
    gain.connect(this.context.destination);
    for (const frequency of PAIRS[key]) {
      const tone = new OscillatorNode(this.context, { frequency });
      tone.connect(gain);
      tone.start(now);
      tone.stop(now + 0.13);
    }
  }

  async close() {
    this.microphone?.getTracks().forEach((track) => track.stop());
    await this.context.close();
  }
}
