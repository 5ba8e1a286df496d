// Turns the microphone into the line's frames: 20 ms of 8 kHz mu-law each.

import { encode } from "./mulaw.js";
import { Resampler } from "./resampler.js";

const FRAME = 160;

class Capture extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(sampleRate, 8000);
    this.frame = new Uint8Array(FRAME);
    this.filled = 0;
  }

  process([[channel]]) {
    if (!channel) return true;
    for (const sample of this.resampler.process(channel)) {
      this.frame[this.filled++] = encode(sample);
      if (this.filled === FRAME) {
        this.port.postMessage(this.frame.buffer, [this.frame.buffer]);
        this.frame = new Uint8Array(FRAME);
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("capture", Capture);
