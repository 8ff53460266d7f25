/** Names in the storage of the index. Everything below `storageDir` can be deleted at any time and comes back by itself. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

export const foldersIn = (storageDir: string): string => join(storageDir, 'folders');

/** Where the index of the folder at `root` (an absolute path) lies. */
export const folderStorage = (storageDir: string, root: string): string =>
  join(foldersIn(storageDir), createHash('sha256').update(root).digest('hex').slice(0, 16));

export const manifestFile = (storage: string): string => join(storage, 'manifest');
export const lockFile = (storage: string): string => join(storage, 'lock');
export const statsFile = (storage: string, id: string): string => join(storage, `stats-${id}`);
export const segmentFileName = (storage: string, id: string): string => join(storage, `seg-${id}.vibe`);
export const catalogueFile = (storageDir: string): string => join(storageDir, 'catalogue.db');

/** Files that only the index writes there: what none of the manifest's names is may be swept. */
export const isSweepable = (name: string): boolean => /^(?:seg-[0-9a-f]+\.vibe|stats-[0-9a-f]+)$|\.tmp$/.test(name);
