/**
 * Finds where a text may refer to a line of a file, in any of the spellings of compilers, stack traces, linters and people: `src/a.ts:12`,
 * `a.py", line 12`, `(A.java:12)`, `a.cs:line 12`, `a.php on line 12`, `a.ts#L12`. Names may hold blanks, brackets and any script, so where
 * a path begins is not decided here: the text before the line number is compared with the known paths (`match-paths.ts`). Pure.
 */

export interface PlaceReference {
  /**
   * Texts that end with the path if this is a reference at all, with forward slashes, the most literal first. At most `maxLead` characters
   * each.
   */
  readonly leads: readonly string[];
  readonly line: number;
}

const maxLead = 400;
const maxReferences = 128;

/** The number of a line, after what separates it from the path. */
const marker =
  /(?::[[(]?|: ?\(|#L|\(|["'`)\]]*,? ?(?:on |at )?\(?\b[Ll]ines?[ :=]{1,2}"?|["'`]?\},\{line,|,\s*line=|[ :]L)(\d{1,7})(?!\.?\d)/g;
/** `line 12 of src/a.ts`. */
const reversed = /\blines? (\d{1,7})(?:-\d{1,7})?,? (?:of|in) (?:the )?(?:file )?["'`(]?([^\s"'`()]{1,400})/gi;
/** The position that a linter reports below a line with the path: `  39:19  error`, `  Line 39:19:`, `  39 | ERROR`. */
const below = /^\s*(?:Line\s+|:)?(\d{1,7})(?::\d{1,7}:?(?:\s|$)|\s+\||\s{2,}\S)/;
/** The first new line of a hunk in a diff. */
const hunk = /^@@ -\d+(?:,\d+)? \+(\d{1,7})/;
const query = /\?[^\s"'()]*$/;
const closing = /[\s:,;"'`)\]>(]+$/;
/** A JVM frame: package and class before the name of the file. */
const frame = /((?:[\p{L}\p{N}_$-]+\.)+)[\p{L}\p{N}_$<>-]+\(([\p{L}\p{N}_$.-]+)$/u;

/** Returns each reference once, in order of appearance. */
export function placeReferences(text: string): readonly PlaceReference[] {
  const found = new Map<string, PlaceReference & { readonly at: number }>();
  const add = (lead: string, line: number, at: number): void => {
    const leads = leadsOf(lead.slice(-maxLead));
    if (line === 0 || leads.length === 0 || found.size >= maxReferences) return;
    const key = `${line} ${leads.at(-1)!}`;
    if (!found.has(key)) found.set(key, { leads, line, at });
  };
  let offset = 0;
  let header = '';
  for (const row of text.split(/\r\n?|\n/)) {
    let markerEnd = -1;
    for (const match of row.matchAll(marker)) {
      // A number directly after a line number is its column.
      if (match.index !== markerEnd) add(row.slice(0, match.index), Number(match[1]), offset + match.index);
      markerEnd = match.index + match[0].length;
    }
    for (const match of row.matchAll(reversed)) add(match[2]!.replace(/[.,;:?!]+$/, ''), Number(match[1]), offset + match.index);
    const position = hunk.exec(row) ?? below.exec(row);
    if (position !== null) add(header, Number(position[1]), offset);
    // A report has the name of its file on a line of its own, without indentation.
    else if (/[^\s\d-]/.test(row)) header = row.trimEnd();
    offset += row.length + 1;
  }
  return [...found.values()].sort((a, b) => a.at - b.at).map(({ leads, line }) => ({ leads, line }));
}

function leadsOf(raw: string): readonly string[] {
  const leads = new Set<string>();
  const add = (lead: string): void => {
    const path = lead.replaceAll('\\', '/');
    if (/[^\s/.]$/.test(path)) leads.add(path.normalize('NFC'));
  };
  const inFrame = frame.exec(raw);
  if (inFrame !== null) for (const folder of packagesOf(inFrame[1]!)) add(`${folder}/${inFrame[2]!}`);
  for (const lead of [raw, raw.replace(closing, ''), raw.replace(query, '')]) {
    add(lead);
    if (lead.includes('%')) add(unescaped(lead));
  }
  return [...leads];
}

/** `com.acme.b.Foo.` -> `com/acme/b` and, for a class whose name is in lower case, the same. */
function packagesOf(qualified: string): readonly string[] {
  const parts = qualified.split('.').slice(0, -1);
  const type = parts.findIndex(part => /^\p{Lu}|\$/u.test(part));
  const folder = parts.slice(0, type >= 0 ? type : -1);
  return folder.length > 0 ? [folder.join('/')] : [];
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
