// Changes the sample rate of a running signal with a windowed-sinc low-pass, so that nothing folds back into
// the telephone's 4 kHz. Any two rates; about 1 ms late per millisecond of half a kernel (2 ms at 8 kHz).

const CROSSINGS = 16; // zero crossings on each side of the kernel
const PHASES = 256; // positions between two input samples for which the kernel is computed
const PASS = 0.9; // share of the narrower band that passes

export class Resampler {
  constructor(from, to) {
    this.step = from / to;
    const cutoff = Math.min(1, to / from) * PASS;
    this.half = Math.ceil(CROSSINGS / cutoff);
    this.kernels = Array.from({ length: PHASES }, (_, phase) => kernel(phase / PHASES, this.half, cutoff));
    this.reset();
  }

  reset() {
    this.input = new Float32Array(this.half);
    this.position = this.half - 1; // of the next output sample, in input samples
  }

  // The output that this input makes possible; the rest comes with later input.
  process(chunk) {
    const input = new Float32Array(this.input.length + chunk.length);
    input.set(this.input);
    input.set(chunk, this.input.length);
    const output = [];
    while (Math.floor(this.position) + this.half < input.length) {
      const whole = Math.floor(this.position);
      const taps = this.kernels[Math.floor((this.position - whole) * PHASES)];
      let sum = 0;
      for (let i = 0, at = whole - this.half + 1; i < taps.length; i++, at++) sum += taps[i] * input[at];
      output.push(sum);
      this.position += this.step;
    }
    const used = Math.max(0, Math.floor(this.position) - this.half + 1);
    this.input = input.slice(used);
    this.position -= used;
    return Float32Array.from(output);
  }
}

// Weights of the input samples -half+1 .. half around an output sample `phase` after sample 0. They add up to 1.
function kernel(phase, half, cutoff) {
  const taps = new Float32Array(2 * half);
  let sum = 0;
  for (let i = 0; i < taps.length; i++) {
    const x = i - half + 1 - phase;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
    const edge = Math.max(-1, Math.min(1, x / half));
    taps[i] = sinc * (0.42 + 0.5 * Math.cos(Math.PI * edge) + 0.08 * Math.cos(2 * Math.PI * edge));
    sum += taps[i];
  }
  return taps.map((tap) => tap / sum);
}
