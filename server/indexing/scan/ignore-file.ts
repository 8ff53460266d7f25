/**
 * One ignore file, compiled once: decides which of its lines applies to a path. Git's rules, by the `ignore` package. The last name of the
 * path is tested first, because most names match no line at all. Does no I/O.
 */
import ignore, { type Ignore } from 'ignore';

/** git compares names the way the file system does. */
const ignoreCase = process.platform === 'win32' || process.platform === 'darwin';

export type IgnoreVerdict =
  | { readonly kind: 'ignored'; readonly line: number; readonly pattern: string }
  /** A line with `!` includes it again. */
  | { readonly kind: 'taken-in' };

export class IgnoreFile {
  /** Shown to a person: `.gitignore`, `src/.gitignore`, `files.exclude`. */
  readonly name: string;
  readonly #rules: Ignore | undefined;
  readonly #names = new Set<string>();
  readonly #extensions = new Set<string>();
  /** Matches names that need the full test, because of patterns that are neither plain names nor extensions. */
  readonly #others: RegExp | undefined;

  constructor(name: string, lines: readonly string[]) {
    this.name = name;
    const rules = ignore({ ignoreCase, allowRelativePaths: false });
    const others: string[] = [];
    let nRules = 0;
    lines.forEach((line, index) => {
      const pattern = index === 0 && line.startsWith('\uFEFF') ? line.slice(1) : line;
      if (pattern.trim() === '' || pattern.startsWith('#')) return;
      rules.add({ pattern, mark: String(index + 1) });
      nRules++;
      this.#sort(pattern, others);
    });
    this.#rules = nRules > 0 ? rules : undefined;
    this.#others = others.length > 0 ? new RegExp(`^(?:${others.join('|')})$`, ignoreCase ? 'iu' : 'u') : undefined;
  }

  static parse(name: string, text: string): IgnoreFile {
    return new IgnoreFile(name, text.split(/\r?\n/));
  }

  /** `path` is relative to the file's own folder and has no trailing slash; `base` is its last name. */
  verdict(path: string, base: string, isFolder: boolean): IgnoreVerdict | undefined {
    if (this.#rules === undefined || !this.#mayMeet(base)) return undefined;
    const { ignored, unignored, rule } = this.#rules.test(isFolder ? `${path}/` : path);
    if (unignored) return { kind: 'taken-in' };
    if (!ignored || rule === undefined) return undefined;
    // A deeper file has included the folder above again, so this file's rule for that folder does not pass down.
    const slash = path.lastIndexOf('/');
    if (slash > 0 && this.#rules.test(path.slice(0, slash + 1)).ignored) return undefined;
    return { kind: 'ignored', line: Number(rule.mark), pattern: rule.pattern };
  }

  #mayMeet(base: string): boolean {
    const name = ignoreCase ? base.toLowerCase() : base;
    if (this.#names.has(name)) return true;
    for (let dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1))
      if (this.#extensions.has(name.slice(dot + 1))) return true;
    return this.#others?.test(base) ?? false;
  }

  /** Sorts the last name of a pattern into plain names, `*.extension`, or the rest. */
  #sort(pattern: string, others: string[]): void {
    const path = pattern.replace(/^!/, '').replace(/\s+$/, '').replace(/\/+$/, '');
    const last = path.slice(path.lastIndexOf('/') + 1);
    const name = ignoreCase ? last.toLowerCase() : last;
    if (/^[\w.~@+ -]+$/.test(name) && !pattern.includes('\\')) this.#names.add(name);
    else if (/^\*\.[\w.~@+-]+$/.test(name) && !pattern.includes('\\')) this.#extensions.add(name.slice(2));
    // `*` and `?` can be translated exactly; any other pattern may match any name.
    else if (/^[\w.~@+*? -]+$/.test(last) && !last.includes('**') && !pattern.includes('\\')) others.push(wildcard(last));
    else others.push('[\\s\\S]*');
  }
}

const wildcard = (pattern: string): string => pattern.replaceAll(/[.+]/g, '\\$&').replaceAll('*', '[\\s\\S]*').replaceAll('?', '[\\s\\S]');
