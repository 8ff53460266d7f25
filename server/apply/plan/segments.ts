/** The stretches of an answer between its marks for what is left out. Pure. */
import { trimBlank } from '../lines/file-lines.js';

export interface Segment {
  readonly lines: readonly string[];
  readonly gapBefore: boolean;
  readonly gapAfter: boolean;
}

export interface Marked {
  readonly snippet: readonly string[];
  readonly marks: readonly boolean[];
  /** Something may follow the snippet's last line although no mark says so: it breaks off. */
  readonly openEnd?: boolean;
}

/** The stretches between the marks. */
export function segmentsOf({ snippet, marks, openEnd }: Marked): readonly Segment[] {
  const segments: Segment[] = [];
  let lines: string[] = [];
  let gapBefore = false;
  const close = (gapAfter: boolean): void => {
    const kept = trimBlank(lines);
    if (kept.length > 0) segments.push({ lines: kept, gapBefore, gapAfter });
    lines = [];
    gapBefore = true;
  };
  snippet.forEach((line, i) => {
    if (marks[i]) close(true);
    else lines.push(line);
  });
  close(openEnd === true);
  return segments;
}
