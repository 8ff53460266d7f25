/** Fills the input's menu after `@` (files and folders) and `#` (symbols). Bounded, because a menu shows only a few rows. */

import { placeKey } from '../base/place-key.js';
import type { Completion } from '../protocol/methods/context-methods.js';
import type { SymbolFacts } from '../snapshot/snapshot-types.js';
import { fileRoles } from '../text/language/file-role.js';
import type { FolderEngine } from './folder-engine.js';
import type { CompletionQuery } from './search-thread-methods.js';

/** Number of files examined before the menu is shown. */
const maxVisited = 200_000;

export function complete(folders: readonly FolderEngine[], query: CompletionQuery): readonly Completion[] {
  return query.trigger === '#' ? symbols(folders, query) : files(folders, query);
}

function symbols(folders: readonly FolderEngine[], { query, limit }: CompletionQuery): readonly Completion[] {
  if (query === '') return [];
  const found = new Map<string, Completion>();
  for (const match of ['exact', 'folded', 'prefix', 'humps', 'fuzzy'] as const) {
    for (const { snapshot, spec } of folders) {
      for (const symbol of snapshot.symbolsNamed(query, match, limit * 2)) {
        if (found.size >= limit) return [...found.values()];
        const { path, role } = snapshot.file(symbol.file);
        // Declarations repeat names that are defined elsewhere.
        if (fileRoles[role] === 'vendored' || symbol.kind === 'declaration') continue;
        const key = `${placeKey(spec.folder, path)}\n${symbol.startLine}`;
        if (!found.has(key)) found.set(key, symbolRow(symbol, path, spec.folder));
      }
    }
  }
  return [...found.values()];
}

function symbolRow({ name, startLine, endLine, kind }: SymbolFacts, path: string, folder: string): Completion {
  return {
    kind: 'symbol',
    label: name,
    detail: `${kind} in ${path}:${startLine}`,
    insert: `#${name}`,
    attachment: { kind: 'range', range: { folder, path, startLine, endLine: Math.max(startLine, endLine) } },
  };
}

function files(folders: readonly FolderEngine[], { query, limit }: CompletionQuery): readonly Completion[] {
  const wanted = query.toLowerCase();
  const rows: { readonly score: number; readonly row: Completion }[] = [];
  for (const { snapshot, spec } of folders) {
    const seenFolders = new Set<string>();
    let nVisited = 0;
    snapshot.eachFile((_, path) => {
      const score = pathScore(path, wanted);
      if (score > 0) {
        const name = path.slice(path.lastIndexOf('/') + 1);
        rows.push({
          score,
          row: { kind: 'file', label: name, detail: path, insert: `@${path}`, attachment: { kind: 'file', folder: spec.folder, path } },
        });
      }
      const parent = path.slice(0, Math.max(0, path.lastIndexOf('/')));
      if (parent !== '' && !seenFolders.has(parent)) {
        seenFolders.add(parent);
        const score = pathScore(parent, wanted) * 0.9;
        const label = `${parent.slice(parent.lastIndexOf('/') + 1)}/`;
        if (score > 0) rows.push({ score, row: { kind: 'folder', label, detail: `${parent}/`, insert: `@${parent}/` } });
      }
      return ++nVisited < maxVisited;
    });
  }
  return rows
    .sort((a, b) => b.score - a.score || a.row.detail.length - b.row.detail.length || (a.row.detail < b.row.detail ? -1 : 1))
    .slice(0, limit)
    .map(({ row }) => row);
}

/** Returns 0 if the letters do not occur in order. A match at the start of the name scores highest. */
function pathScore(path: string, wanted: string): number {
  if (wanted === '') return 1 / (1 + path.length);
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (name.startsWith(wanted)) return 4 + wanted.length / name.length;
  if (name.includes(wanted)) return 3 + wanted.length / name.length;
  if (lower.includes(wanted)) return 2 + wanted.length / lower.length;
  let at = -1;
  for (const letter of wanted) {
    at = lower.indexOf(letter, at + 1);
    if (at < 0) return 0;
  }
  return 1 / (1 + lower.length / 100);
}
