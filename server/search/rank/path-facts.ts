/** A path as ranking uses it: its terms by position, and what its name implies about the file. Pure. */
import { termsOf } from '../query/query-terms.js';
import { TermSet } from './term-set.js';

export interface PathFacts {
  /** Terms of the name without its extension: parts and compounds. */
  readonly base: TermSet;
  readonly baseParts: readonly number[];
  /** Terms of the last folder, and of all folders. */
  readonly lastFolder: TermSet;
  readonly folders: TermSet;
  /** The name without extension and separators, in lower case. */
  readonly flatName: string;
  /** Number of folders above it. */
  readonly depth: number;
  /** True for files that declare what others implement: `.d.ts`, `.pyi`, `.mli`. */
  readonly isDeclaration: boolean;
  /** True for names that suggest old versions and shims. */
  readonly isCompat: boolean;
  /** True for `index`, `mod`, `__init__`, which often only re-export. */
  readonly isIndex: boolean;
}

export function pathFacts(path: string): PathFacts {
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  const dot = name.indexOf('.', 1);
  const stem = dot > 0 ? name.slice(0, dot) : name;
  const baseParts: number[] = [];
  termsOf(stem, (term, isPart) => {
    if (isPart) baseParts.push(term);
  });
  // `pool/index.ts` goes by the name of its folder.
  const isIndex = /^(?:index|mod|__init__|init|lib|main|package-info)$/i.test(stem);
  const last = folders.at(-1) ?? '';
  return {
    base: new TermSet(stem),
    baseParts,
    lastFolder: new TermSet(last),
    folders: new TermSet(folders.join(' ')),
    depth: folders.length,
    flatName: stem.replace(/[_\-.$]/g, '').toLowerCase(),
    isDeclaration: /\.(?:d\.[cm]?ts|pyi|mli|rbi)$/.test(name),
    isCompat: /(?:^|[/_.-])(?:compat|legacy|deprecated|polyfills?|shims?|obsolete|old)(?:[/_.-]|$)/i.test(path),
    isIndex,
  };
}
