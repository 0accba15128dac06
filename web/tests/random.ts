/** Mulberry32: the same seed gives the same run. Set SEED to replay a printed one. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const first = Number(process.env["SEED"] ?? Math.floor(Math.random() * 1e9));

/** A soak has so many times the runs. */
const times = Number(process.env["TIMES"] ?? 1);

/** Several runs; each test's name tells its seed. */
export function seeds(count: number): number[] {
  if (process.env["SEED"]) return [first];
  return Array.from({ length: count * times }, (_, index) => first + index);
}
