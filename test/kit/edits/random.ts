/** A seeded stream of numbers (mulberry32), so that a run can be repeated. */
export interface Random {
  /** A number from 0 up to 1. */
  next(): number;
  /** A whole number below `n`. */
  below(n: number): number;
  pick<T>(items: readonly T[]): T;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, below: n => Math.floor(next() * n), pick: items => items[Math.floor(next() * items.length)]! };
}
