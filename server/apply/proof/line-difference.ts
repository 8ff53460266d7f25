/** What differs between two texts, by their longest common subsequence of lines. Bounded; shares nothing with the planner. Pure. */

/** Lines `b0..b1` of the text before became `a0..a1` of the text after. */
export interface Difference {
  readonly b0: number;
  readonly b1: number;
  readonly a0: number;
  readonly a1: number;
}

/** More cells than this are not compared: the whole middle then counts as one difference. */
const maxCells = 4_000_000;

export function differences(before: readonly string[], after: readonly string[]): readonly Difference[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const n = before.length - head - tail;
  const m = after.length - head - tail;
  if (n === 0 && m === 0) return [];
  if (n === 0 || m === 0 || n * m > maxCells) return [{ b0: head, b1: head + n, a0: head, a1: head + m }];
  return inner(before.slice(head, head + n), after.slice(head, head + m), head);
}

function inner(before: readonly string[], after: readonly string[], offset: number): readonly Difference[] {
  const [n, m] = [before.length, after.length];
  const width = m + 1;
  const length = new Uint16Array((n + 1) * width);
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--) {
      length[i * width + j] =
        before[i] === after[j] ? length[(i + 1) * width + j + 1]! + 1 : Math.max(length[(i + 1) * width + j]!, length[i * width + j + 1]!);
    }
  }
  const found: Difference[] = [];
  let [i, j] = [0, 0];
  let open: { b0: number; a0: number } | undefined;
  const close = (): void => {
    if (open) found.push({ b0: open.b0 + offset, b1: i + offset, a0: open.a0 + offset, a1: j + offset });
    open = undefined;
  };
  while (i < n || j < m) {
    if (i < n && j < m && before[i] === after[j]) {
      close();
      i++;
      j++;
    } else {
      open ??= { b0: i, a0: j };
      if (i < n && (j >= m || length[(i + 1) * width + j]! >= length[i * width + j + 1]!)) i++;
      else j++;
    }
  }
  close();
  return found;
}
