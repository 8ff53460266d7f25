/** A workspace over the built index threads, with folders of its own that are deleted with it. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../server/base/clock.js';
import { Workspace, type WorkspaceOptions } from '../../server/indexing/workspace.js';
import { Recorder } from '../../server/monitor/recorder.js';
import type { FolderStatus } from '../../server/protocol/index-status.js';
import type { SnapshotSpec } from '../../server/snapshot/snapshot-spec.js';
import { workspaceOptions } from './workspace-options.js';

const dist = join(import.meta.dirname, '../../dist');

/** Long ago, so that no file looks as if it were being written. */
const longAgo = new Date('2020-01-01');

export class TestFolder {
  readonly base = mkdtempSync(join(tmpdir(), 'vibe-world-'));
  readonly root = join(this.base, 'root');
  readonly storage = join(this.base, 'storage');

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    mkdirSync(this.root);
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  get uri(): string {
    return pathToFileURL(this.root).href;
  }

  at(path: string): string {
    return join(this.root, path);
  }

  write(path: string, content: string | Uint8Array, time: Date = longAgo): void {
    mkdirSync(dirname(this.at(path)), { recursive: true });
    writeFileSync(this.at(path), content);
    utimesSync(this.at(path), time, time);
  }

  remove(path: string): void {
    rmSync(this.at(path), { recursive: true, force: true });
  }

  [Symbol.dispose](): void {
    rmSync(this.base, { recursive: true, force: true });
  }
}

export class TestIndex {
  readonly folder: TestFolder;
  readonly recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  readonly log: string[] = [];
  readonly workspace: Workspace;
  readonly signal = new AbortController().signal;
  readonly snapshots: SnapshotSpec[] = [];

  constructor(folder: TestFolder, options: Partial<WorkspaceOptions> = {}) {
    this.folder = folder;
    this.workspace = new Workspace({
      ...workspaceOptions(dist, folder.storage),
      log: (level, text) => void this.log.push(`${level}: ${text}`),
      recorder: this.recorder,
      ...options,
    });
    this.workspace.onSnapshot(spec => this.snapshots.push(spec));
  }

  /** Indexes the folder completely. */
  async indexed(): Promise<FolderStatus> {
    await this.workspace.addFolder(this.folder.root, this.signal);
    return this.workspace.ready(this.folder.uri, this.signal);
  }

  counter(system: string, name: string): number {
    return this.recorder.counters()[system]?.[name] ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.workspace.dispose();
  }
}
