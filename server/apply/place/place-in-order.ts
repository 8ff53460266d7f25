/** Places stretches of an answer one after the other in a file, the surest first: each that has its place narrows its neighbours'. Pure. */

export interface Placed {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

const maxRounds = 4;

/** What `place` finds for each of `n` stretches between the neighbours that are placed already; undefined where it stays unsure. */
export function placedInOrder<T extends Placed>(
  n: number,
  { start, end }: Placed,
  place: (i: number, from: number, to: number) => T | undefined,
): readonly (T | undefined)[] {
  const placed: (T | undefined)[] = Array.from({ length: n });
  for (let round = 0; round < maxRounds; round++) {
    let moved = false;
    for (let i = 0; i < n; i++) {
      if (placed[i] !== undefined) continue;
      const [from, to] = boundsOf(placed, i, { start, end });
      placed[i] = place(i, from, to);
      moved ||= placed[i] !== undefined;
    }
    if (!moved) break;
  }
  return placed;
}

/** The lines between the nearest stretches that are placed. */
export function boundsOf(placed: readonly (Placed | undefined)[], i: number, whole: Placed): readonly [number, number] {
  const before = placed.slice(0, i).findLast(one => one !== undefined);
  const after = placed.slice(i + 1).find(one => one !== undefined);
  return [before?.end ?? whole.start, after?.start ?? whole.end];
}
