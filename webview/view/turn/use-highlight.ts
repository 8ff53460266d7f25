/** The colours of a code block, once they are known. Text never waits for them, and never moves when they arrive. */
import { useEffect, useRef, useState } from 'react';
import type { CodeRun } from '../../model/text/code-run.js';

/** A longer block stays plain, because parsing it could take longer than a frame. */
const maxLength = 30_000;
/** A growing block is highlighted again at this interval. */
const growingPauseMs = 300;

export function useHighlight(code: string, language: string, isGrowing: boolean): readonly (readonly CodeRun[])[] | undefined {
  const [lines, setLines] = useState<readonly (readonly CodeRun[])[]>();
  const drawnAt = useRef(0);
  useEffect(() => {
    if (language === '' || code.length > maxLength) return;
    let isStale = false;
    const draw = async () => {
      const { highlight } = await import('./highlight.js');
      if (isStale) return;
      drawnAt.current = performance.now();
      setLines(before => keepSame(before, highlight(code, language)));
    };
    const waitMs = isGrowing ? Math.max(0, drawnAt.current + growingPauseMs - performance.now()) : 0;
    // If the file cannot be loaded, the code stays plain.
    const timer = setTimeout(() => void draw().catch(() => undefined), waitMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [code, language, isGrowing]);
  return lines;
}

/** Keeps the object of a line that did not change, so that it is not drawn again. */
function keepSame(
  before: readonly (readonly CodeRun[])[] | undefined,
  after: readonly (readonly CodeRun[])[] | undefined,
): readonly (readonly CodeRun[])[] | undefined {
  if (!before || !after) return after;
  return after.map((line, idx) => {
    const old = before[idx];
    const isSame = old?.length === line.length && line.every((run, at) => run.text === old[at]?.text && run.kind === old[at]?.kind);
    return isSame ? old : line;
  });
}
