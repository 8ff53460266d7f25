/**
 * Turns the editor's globs (`files.exclude`, `search.exclude`) into lines of an ignore file. They are anchored at the folder's root:
 * `build` matches only the root's own, `**\/build` any. Braces are expanded. Pure.
 */

/** Limits the expansion, because a hostile setting could expand to millions of lines. */
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

/** Expands braces, also nested ones: `a.{js,ts}` -> `a.js`, `a.ts`. */
function writeOut(glob: string): readonly string[] {
  const done: string[] = [];
  const open = [glob];
  for (let next = open.pop(); next !== undefined && done.length + open.length < maxWrittenOut; next = open.pop()) {
    // The innermost pair comes first, because it contains no other.
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
