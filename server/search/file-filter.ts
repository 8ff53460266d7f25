/** Turns the filters of a question, `lang:` and `path:`, into a test of files. Pure. */
import type { Snapshot } from '../snapshot/snapshot-types.js';
import type { FileFilter } from './collect-candidates.js';
import type { ParsedQuery } from './query/parse-query.js';

/** Returns undefined if every file passes. */
export function fileFilter({ languages, paths, excludedPaths }: ParsedQuery, snapshot: Snapshot): FileFilter | undefined {
  if (languages.length === 0 && paths.length === 0 && excludedPaths.length === 0) return undefined;
  const wanted = paths.map(pathTest);
  const unwanted = excludedPaths.map(pathTest);
  return file => {
    const { path, language } = snapshot.file(file);
    if (languages.length > 0 && !languages.includes(language)) return false;
    const lower = path.toLowerCase();
    return wanted.every(test => test(lower)) && !unwanted.some(test => test(lower));
  };
}

/** `piece` is part of a path, or a pattern with `*` and `?`. */
function pathTest(piece: string): (path: string) => boolean {
  if (!/[*?]/.test(piece)) return path => path.includes(piece);
  const pattern = piece
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, stars => (stars.length > 1 ? '.*' : '[^/]*'))
    .replaceAll('?', '[^/]');
  const compiled = new RegExp(`(?:^|/)${pattern}`);
  return path => compiled.test(path);
}
