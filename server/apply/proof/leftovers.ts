/** Marks of a message that must never reach a file: conflict marks, fences, omissions. Pure. */
import { squeezed } from './compare-lines.js';

const marks = /^\s*(?:<{5,}(?:\s.*)?|={7}|>{5,}(?:\s.*)?|\*\*\* (?:Begin|End) Patch|@@ -\d+.* @@.*|:start_line:\d+)\s*$/;
const fence = /^\s*(?:```|~~~)/;
const omission =
  /^\s*(?:\/\/+|#+|--+|;+|%|\/\*+|\*|<!--|\{\s*\/\*+)?\s*[[({<]?\s*(?:(?:\.{3}|…)\s*(?:\([^)]*\)\s*)?(?:the\s+)?(?:rest|existing|remaining|other|unchanged|previous|same|more|code|omitted|truncated|snip)\b.*|(?:existing|remaining|unchanged|previous) (?:code|content|implementation|methods?|functions?|imports?|lines?)\b.{0,40}|rest of (?:the |your |this )?(?:file|code|class|function|method|component|module)\b.{0,40})$/i;

/** The first line that the edit brings and that looks like a mark. Lines that the file has already are its own. */
export function leftoverIn(before: readonly string[], after: readonly string[], language: string): string | undefined {
  const own = new Set(before.map(squeezed));
  const isProse = language === 'markdown' || language === 'restructuredtext' || language === 'asciidoc' || language === 'plaintext';
  return after.find(line => {
    if (own.has(squeezed(line))) return false;
    if (marks.test(line)) return !(isProse && /^\s*={7}\s*$/.test(line));
    if (!isProse && fence.test(line) && !before.some(other => fence.test(other)))
      return !/^\s*(?:\*|\/\/|#|\/\/\/)/.test(line) && nFences(after) % 2 === 1;
    return omission.test(line);
  });
}

const nFences = (lines: readonly string[]): number => lines.filter(line => fence.test(line)).length;
