/** A diff or a patch cut into its files. Pure. */

export interface DiffOfFile {
  readonly path: string | undefined;
  readonly kind: 'change' | 'create' | 'delete';
  readonly movesTo?: string | undefined;
  readonly lines: readonly string[];
  readonly isLast: boolean;
}

/** True if the lines read as a unified diff: a hunk header, or file headers over signed lines. */
export function isDiff(lines: readonly string[]): boolean {
  if (lines.some((line, i) => /^@@ .*@@/.test(line) && lines.slice(i + 1, i + 30).some(next => /^[+-]/.test(next)))) return true;
  const headed = lines.some((line, i) => /^--- \S/.test(line) && /^\+\+\+ \S/.test(lines[i + 1] ?? ''));
  return headed && lines.some(line => /^[+-](?![+-]{2})/.test(line));
}

export function splitByFile(lines: readonly string[]): readonly DiffOfFile[] {
  const files: { path: string | undefined; kind: DiffOfFile['kind']; movesTo?: string | undefined; lines: string[] }[] = [];
  let open: (typeof files)[number] | undefined;
  let left = 0;
  const begin = (path: string | undefined, kind: DiffOfFile['kind'] = 'change'): void => {
    open = { path, kind, lines: [] };
    files.push(open);
  };
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const patch = /^\*\*\* (Update|Add|Delete) File:\s*(.+?)\s*$/.exec(line);
    if (patch) {
      begin(patch[2], patch[1] === 'Add' ? 'create' : patch[1] === 'Delete' ? 'delete' : 'change');
      continue;
    }
    const move = /^(?:\*\*\* Move to:|rename to)\s*(.+?)\s*$/.exec(line);
    if (move && open) {
      open.movesTo = move[1]!;
      continue;
    }
    if (/^\*\*\* (?:Begin Patch|End Patch|End of File)/.test(line)) continue;
    const git = left <= 0 ? /^diff --git (?:a\/)?(\S+) (?:b\/)?(\S+)/.exec(line) : null;
    if (git) {
      begin(git[2]);
      continue;
    }
    if (left <= 0 && /^--- \S/.test(line) && /^\+\+\+ \S/.test(lines[i + 1] ?? '')) {
      const [from, to] = namesOf(line, lines[i + 1]!);
      const path = to === '/dev/null' ? from : to;
      const kind = to === '/dev/null' ? 'delete' : from === '/dev/null' ? 'create' : 'change';
      if (open && open.lines.length === 0 && open.path !== undefined) open.kind = kind;
      else begin(path, kind);
      i++;
      continue;
    }
    if (left <= 0 && /^(?:index [0-9a-f]+|new file mode|deleted file mode|similarity index|rename from|old mode|new mode)/.test(line))
      continue;
    if (!open) {
      // A bare path above the hunks names the file.
      if (line.trim() === '') continue;
      begin(undefined);
    }
    const counts = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (counts) left = honest(lines, i, Number(counts[1] ?? 1), Number(counts[2] ?? 1));
    else if (left > 0) left--;
    open!.lines.push(line);
  }
  return files
    .filter(file => file.lines.length > 0 || file.kind === 'delete' || file.movesTo !== undefined)
    .map((file, i, all) => ({ ...file, isLast: i === all.length - 1 }));
}

/** The number of lines that belong to the hunk below `at`, if its header counts them right; else 0. */
function honest(lines: readonly string[], at: number, nOld: number, nNew: number): number {
  let [old, fresh, n] = [0, 0, 0];
  for (let i = at + 1; i < lines.length && (old < nOld || fresh < nNew); i++) {
    // A header that counts too many lines would swallow the next file.
    if (isFileHeader(lines, i)) return 0;
    const sign = lines[i]![0] ?? ' ';
    if (sign === '-') old++;
    else if (sign === '+') fresh++;
    else if (sign === ' ') [old, fresh] = [old + 1, fresh + 1];
    else if (sign !== '\\') return 0;
    n++;
  }
  return old === nOld && fresh === nNew ? n : 0;
}

/** Two paths in a row: a line that goes and one that comes seldom look so. */
const isFileHeader = (lines: readonly string[], i: number): boolean =>
  /^--- (?:"?(?:a\/)?[^\s]+\.\w+|"?a\/\S+|\/dev\/null)/.test(lines[i]!) &&
  /^\+\+\+ (?:"?(?:b\/)?[^\s]+\.\w+|"?b\/\S+|\/dev\/null)/.test(lines[i + 1] ?? '');

/** The two names without the `a/` and `b/` that git writes before them. */
function namesOf(old: string, fresh: string): readonly [from: string, to: string] {
  const [from, to] = [nameOf(old), nameOf(fresh)];
  const isGit = (from.startsWith('a/') || from === '/dev/null') && (to.startsWith('b/') || to === '/dev/null');
  return isGit ? [from.replace(/^a\//, ''), to.replace(/^b\//, '')] : [from, to];
}

const nameOf = (line: string): string => line.slice(4).split('\t')[0]!.trim().replace(/^"|"$/g, '');
