/** The colours of a block of code, once they are known. Text never waits for them, and never moves when they come. */
import { useEffect, useRef, useState } from 'react';
import type { CodeRun } from '../../model/text/code-run.js';

/** Reading more could take longer than a frame; such a block stays plain. */
const maxLength = 30_000;
/** A growing block is coloured again this often. */
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
    // Without its file the code stays plain, which is sound.
    const timer = setTimeout(() => void draw().catch(() => undefined), waitMs);
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [code, language, isGrowing]);
  return lines;
}

/** A line that did not change stays the same object, so that it is not drawn again. */
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
