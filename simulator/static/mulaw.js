// G.711 mu-law, one byte a sample; samples are floats from -1 to 1.

const BIAS = 0x84;
const CLIP = 32635;

export const DECODED = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + BIAS) << ((value & 0x70) >> 4)) - BIAS;
  return (value & 0x80 ? -magnitude : magnitude) / 32768;
});

export function decode(bytes) {
  const samples = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = DECODED[bytes[i]];
  return samples;
}

export function encode(sample) {
  const level = Math.max(-1, Math.min(1, sample)) * 32768;
  const magnitude = Math.min(CLIP, Math.round(Math.abs(level))) + BIAS;
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((level < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
}
