/** Finds the errors of a file that are new. Pure: an error's key is the checker's name and code, or else the message. */

interface ShownProblem {
  readonly source?: string | undefined;
  readonly code?: string | number | { readonly value: string | number } | undefined;
  readonly message: string;
}

/** Number of files that are remembered. */
const maxFiles = 200;

/** Returns the new errors of `shown`, and stores all of them in `known`. */
export function newProblems(known: Map<string, ReadonlySet<string>>, uri: string, shown: readonly ShownProblem[]): readonly string[] {
  const before = known.get(uri) ?? new Set<string>();
  const now = new Set(shown.map(keyOf));
  known.delete(uri);
  if (now.size > 0) known.set(uri, now);
  const [oldest] = known.keys();
  if (known.size > maxFiles && oldest !== undefined) known.delete(oldest);
  return [...now].filter(key => !before.has(key));
}

function keyOf({ source = '', code, message }: ShownProblem): string {
  const value = typeof code === 'object' ? code.value : code;
  return value === undefined ? `${source} ${message}`.trim() : `${source} ${value}`.trim();
}
