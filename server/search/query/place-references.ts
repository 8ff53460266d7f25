/** Finds references to places in a text: `src/a.ts:12`, `a.py", line 12`, `(A.java:12)`, `src/a.ts#L12`, frames of a stack trace. Pure. */

export interface PlaceReference {
  /** As written, with forward slashes; often absolute, or only the end of a path. */
  readonly path: string;
  readonly line: number;
}

const patterns = [
  /File "([^"\n]{1,400})", line (\d{1,7})/g,
  /((?:[A-Za-z]:)?[\w@~+./\\-]{1,400}\.[A-Za-z][\w+]{0,9})(?::|#L|\(|, line |\), line )(\d{1,7})/g,
];
const maxReferences = 32;

/** Returns each reference once, in order of appearance. */
export function placeReferences(text: string): readonly PlaceReference[] {
  const found: { at: number; reference: PlaceReference }[] = [];
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      const line = Number(match[2]);
      if (line > 0) found.push({ at: match.index, reference: { path: match[1]!.replaceAll('\\', '/'), line } });
      if (found.length > maxReferences * 4) break;
    }
  }
  found.sort((a, b) => a.at - b.at);
  const seen = new Set<string>();
  return found
    .map(({ reference }) => reference)
    .filter(({ path, line }) => {
      const key = `${path}:${line}`;
      return !seen.has(key) && seen.add(key);
    })
    .slice(0, maxReferences);
}
