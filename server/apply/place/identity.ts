/** What tells an element of a list from its neighbours: its key, its first text, its tag. Lines of different identity stand for different things. Pure. */

/** Undefined for a line that is no element: a statement, a bracket. */
export function identityOf(line: string): string | undefined {
  const said = line.trim();
  if (/^(?:case|when|default)\b/.test(said)) return said.replace(/\s+/g, ' ');
  if (/^[-*]\s/.test(said)) return said.replace(/@[\w.^~-]+.*$/, '').replace(/:\s*$/, '');
  const element = /^[{[(]?\s*(?:[\w$]+\s*[:=]\s*)?(["'`])((?:\\.|(?!\1).)*)\1/.exec(said);
  if (element && /^[{[("'`]/.test(said)) return element[2];
  return undefined;
}
