/**
 * Finds places where a newcomer to a workspace would start: its entry point, its largest module, and what changed last. Uses only the
 * index.
 */
import type { FileFacts } from '../snapshot/snapshot-types.js';
import { fileRoles } from '../text/language/file-role.js';
import { languageById } from '../text/language/languages.js';
import type { FolderEngine } from './folder-engine.js';
import type { Landmark, Landmarks } from './search-thread-methods.js';

/** Number of files examined: enough for large workspaces, and a few dozen milliseconds. */
const maxVisited = 100_000;
/** Names of files at which programs usually start, the likeliest first. */
const entryNames = ['main', '__main__', 'index', 'app', 'cli', 'server', 'program', 'start', 'lib', 'mod'];

interface Seen {
  readonly folder: FolderEngine;
  readonly file: number;
  readonly facts: FileFacts;
}

export function landmarks(folders: readonly FolderEngine[]): Landmarks {
  let entry: (Seen & { readonly rank: number }) | undefined;
  let largest: Seen | undefined;
  let latest: Seen | undefined;
  let nVisited = 0;
  for (const folder of folders) {
    folder.snapshot.eachFile((file, path) => {
      const facts = folder.snapshot.file(file);
      if (fileRoles[facts.role] === 'source' && languageById(facts.language).kind === 'code') {
        const seen = { folder, file, facts };
        const rank = entryRank(path);
        if (rank !== undefined && (entry === undefined || rank < entry.rank)) entry = { ...seen, rank };
        if (largest === undefined || facts.nSymbols > largest.facts.nSymbols) largest = seen;
        if (latest === undefined || facts.mtimeMs > latest.facts.mtimeMs) latest = seen;
      }
      return ++nVisited < maxVisited;
    });
  }
  return { entry: entry && landmark(entry), largest: largest && landmark(largest), latest: latest && landmark(latest) };
}

/** Lower is more likely. Shallow files come before deep ones with the same name. */
function entryRank(path: string): number | undefined {
  const parts = path.split('/');
  const name = parts
    .at(-1)!
    .replace(/\.[^.]*$/, '')
    .toLowerCase();
  const at = entryNames.indexOf(name);
  return at < 0 ? undefined : parts.length * 2 + at;
}

/** Returns the file and its largest definition. */
function landmark({ folder, file, facts }: Seen): Landmark {
  let symbol: { readonly name: string; readonly nLines: number } | undefined;
  for (const { name, startLine, endLine, parent } of folder.snapshot.symbolsOf(file)) {
    const nLines = endLine - startLine;
    if (parent < 0 && (symbol === undefined || nLines > symbol.nLines)) symbol = { name, nLines };
  }
  return { folder: folder.spec.folder, path: facts.path, symbol: symbol?.name };
}
