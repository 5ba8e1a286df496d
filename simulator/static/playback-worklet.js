// Plays the line's mu-law in order, tells when a mark has really been reached, and falls silent on "clear".
// After a gap it waits 60 ms before it plays, so that unevenly arriving sound does not stutter.

import { decode } from "./mulaw.js";
import { Resampler } from "./resampler.js";

const GATHER_S = 0.06;

class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.resampler = new Resampler(8000, sampleRate);
    this.queue = []; // sound (Float32Array at the context's rate) and marks (numbers)
    this.at = 0; // in the first sound of the queue
    this.wait = 0; // samples of silence still to give
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take({ sound, mark, clear }) {
    if (clear) {
      this.queue = [];
      this.at = 0;
      this.resampler.reset();
    } else if (mark !== undefined) {
      this.queue.push(mark);
    } else {
      if (!this.queue.length) this.wait = Math.round(GATHER_S * sampleRate);
      this.queue.push(this.resampler.process(decode(new Uint8Array(sound))));
    }
  }

  process(_, [[output]]) {
    let filled = Math.min(this.wait, output.length);
    this.wait -= filled;
    while (this.queue.length && !this.wait) {
      const head = this.queue[0];
      if (typeof head === "number") {
        this.port.postMessage(head);
        this.queue.shift();
        continue;
      }
      if (filled === output.length) break;
      const piece = head.subarray(this.at, this.at + output.length - filled);
      output.set(piece, filled);
      filled += piece.length;
      this.at += piece.length;
      if (this.at >= head.length) {
        this.queue.shift();
        this.at = 0;
      }
    }
    return true;
  }
}

registerProcessor("playback", Playback);
