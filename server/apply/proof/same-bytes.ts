/** Proves that what no edit touches keeps its bytes: line ends, the byte order mark, the final line end. Pure. */

/** Why a byte outside the edits would change; undefined if none does. `kept`: for each line of `after`, its line in `before`, or -1. */
export function troubleWithBytes(before: string, after: string, kept: readonly number[]): string | undefined {
  if (before.startsWith('\uFEFF') !== after.startsWith('\uFEFF') && before !== '') return 'the byte order mark would change';
  if (after.indexOf('\uFEFF', 1) >= 0 && before.indexOf('\uFEFF', 1) < 0) return 'a byte order mark would stand inside the file';
  const [old, fresh] = [pieces(before), pieces(after)];
  let last = -1;
  for (const [i, at] of kept.entries()) {
    if (at < 0) continue;
    if (at <= last) return 'lines would change their order';
    last = at;
    const [a, b] = [old[at], fresh[i]];
    if (a === undefined || b === undefined || a.text !== b.text) return `a line outside the edit would change: "${a?.text.trim() ?? ''}"`;
    if (a.end !== b.end && a.end !== '' && b.end !== '') return 'a line end outside the edit would change';
  }
  const endOf = (all: readonly { readonly end: string }[]): boolean => all.length === 0 || all.at(-1)!.end !== '';
  if (old.length > 0 && fresh.length > 0 && endOf(old) !== endOf(fresh)) return 'the end of the file would change';
  return kept.length === fresh.length ? undefined : 'a line would come that nothing accounts for';
}

function pieces(text: string): readonly { readonly text: string; readonly end: string }[] {
  const found: { text: string; end: string }[] = [];
  for (const [, line = '', end = ''] of text.replace(/^\uFEFF/, '').matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g))
    if (line !== '' || end !== '') found.push({ text: line, end });
  return found;
}
