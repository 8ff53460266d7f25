/** Hunks between two texts, with context, as a diff prints them. Written for the generator alone: it must not share the product's mistakes. */
export interface Hunk {
  /** 1-based first lines and counts, as in a header. */
  readonly oldStart: number;
  readonly oldCount: number;
  readonly newStart: number;
  readonly newCount: number;
  /** Signed lines. */
  readonly lines: readonly string[];
}

type Step = readonly [sign: ' ' | '-' | '+', text: string];

export function differences(before: readonly string[], after: readonly string[], context: number): readonly Hunk[] {
  const steps = script(before, after);
  const hunks: Hunk[] = [];
  let i = 0;
  while (i < steps.length) {
    if (steps[i]![0] === ' ') {
      i++;
      continue;
    }
    const start = Math.max(0, i - context);
    let end = i;
    for (let k = i; k < steps.length && k <= end + 2 * context; k++) if (steps[k]![0] !== ' ') end = k;
    const stop = Math.min(steps.length, end + context + 1);
    const part = steps.slice(start, stop);
    const count = (signs: string, of: readonly Step[]): number => of.filter(([sign]) => signs.includes(sign)).length;
    const head = steps.slice(0, start);
    hunks.push({
      oldStart: count(' -', head) + 1,
      oldCount: count(' -', part),
      newStart: count(' +', head) + 1,
      newCount: count(' +', part),
      lines: part.map(([sign, text]) => sign + text),
    });
    i = stop;
  }
  return hunks;
}

/** Shortest edit script by Myers' greedy algorithm. */
function script(a: readonly string[], b: readonly string[]): readonly Step[] {
  const most = a.length + b.length;
  const ends = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let d = 0; d <= most; d++) {
    trail.push(new Map(ends));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
      let x = down ? (ends.get(k + 1) ?? 0) : (ends.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      ends.set(k, x);
      if (x >= a.length && x - k >= b.length) return walk(a, b, trail);
    }
    if (d > 2000) break;
  }
  return [...a.map((line): Step => ['-', line]), ...b.map((line): Step => ['+', line])];
}

function walk(a: readonly string[], b: readonly string[], trail: readonly ReadonlyMap<number, number>[]): readonly Step[] {
  const steps: Step[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = trail.length - 1; d >= 0; d--) {
    const ends = trail[d]!;
    const k = x - y;
    const down = k === -d || (k !== d && (ends.get(k - 1) ?? -1) < (ends.get(k + 1) ?? -1));
    const previous = down ? k + 1 : k - 1;
    const px = d === 0 ? 0 : (ends.get(previous) ?? 0);
    const py = d === 0 ? 0 : px - previous;
    while (x > px && y > py && (d === 0 || x > (down ? px : px + 1) || false)) {
      if (d > 0 && x === (down ? px : px + 1) && y === (down ? py + 1 : py)) break;
      steps.push([' ', a[--x]!]);
      y--;
    }
    if (d === 0) break;
    if (down) steps.push(['+', b[--y]!]);
    else steps.push(['-', a[--x]!]);
  }
  return steps.toReversed();
}
