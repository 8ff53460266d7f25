/** File names in the index storage. Everything below `storageDir` can be deleted at any time and is rebuilt. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';

export const foldersIn = (storageDir: string): string => join(storageDir, 'folders');

/** Returns the storage folder of the index of `root`, an absolute path. */
export const folderStorage = (storageDir: string, root: string): string =>
  join(foldersIn(storageDir), createHash('sha256').update(root).digest('hex').slice(0, 16));

export const manifestFile = (storage: string): string => join(storage, 'manifest');
export const lockFile = (storage: string): string => join(storage, 'lock');
export const statsFile = (storage: string, id: string): string => join(storage, `stats-${id}`);
export const segmentFileName = (storage: string, id: string): string => join(storage, `seg-${id}.vibe`);
export const catalogueFile = (storageDir: string): string => join(storageDir, 'catalogue.db');

/** True for files that only the index writes: those that no manifest names may be deleted. */
export const isSweepable = (name: string): boolean => /^(?:seg-[0-9a-f]+\.vibe|stats-[0-9a-f]+)$|\.tmp$/.test(name);
