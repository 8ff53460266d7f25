/** Options of a workspace over the built index threads in `dist`, for a test in this process or in one that is killed. */
import { join } from 'node:path';
import { systemClock } from '../../server/base/clock.js';
import { systemDisk } from '../../server/disk/atomic-file.js';
import { UnsavedTexts } from '../../server/indexing/unsaved-texts.js';
import type { WorkspaceOptions } from '../../server/indexing/workspace.js';

export const workspaceOptions = (dist: string, storageDir: string): Omit<WorkspaceOptions, 'log' | 'recorder'> => ({
  threadEntry: join(dist, 'threads/index.js'),
  assets: { kernelsFile: join(dist, 'kernels.wasm'), embedding: undefined },
  storageDir,
  exclude: [],
  maxFileBytes: 2 * 1024 * 1024,
  nThreads: 2,
  quotaBytes: 1e9,
  idleMs: 5_000,
  watch: false,
  disk: systemDisk,
  unsaved: new UnsavedTexts(),
  clock: systemClock,
});
