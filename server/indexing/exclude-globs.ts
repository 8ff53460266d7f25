/**
 * The editor's globs (`files.exclude`, `search.exclude`) as lines of an ignore file. They are anchored at the folder's root:
 * `build` means the root's own, `**\/build` any. Braces are written out. Pure.
 */

/** A hostile setting must not write out to millions of lines. */
const maxWrittenOut = 1000;

export function ignoreLinesOf(globs: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const glob of globs)
    for (const written of writeOut(glob.trim().replaceAll('\\', '/'))) {
      if (written === '' || lines.length >= maxWrittenOut) continue;
      const relative = written.replace(/^\.?\//, '');
      lines.push(relative.startsWith('**/') ? relative : `/${relative}`);
    }
  return [...new Set(lines)];
}

/** `a.{js,ts}` -> `a.js`, `a.ts`; braces may stand in braces. */
function writeOut(glob: string): readonly string[] {
  const done: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined && done.length + open.length < maxWrittenOut; next = open.pop()) {
    // The innermost pair first: it holds no other.
    const brace = /\{([^{}]*)\}/.exec(next);
    if (brace === null) {
      done.push(next);
      continue;
    }
    const [whole, inner = ''] = brace;
    const head = next.slice(0, brace.index);
    const tail = next.slice(brace.index + whole.length);
    for (const choice of inner.split(',')) open.push(head + choice + tail);
  }
  return done;
}
