/** Indexes a folder and prints each file that it reports as searchable, one per line: a process for a test to kill. */
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../server/base/clock.js';
import { Workspace } from '../../server/indexing/workspace.js';
import { Recorder } from '../../server/monitor/recorder.js';
import { workspaceOptions } from './workspace-options.js';

const [root, storageDir, dist] = process.argv.slice(2) as [string, string, string];
const workspace = new Workspace({
  ...workspaceOptions(dist, storageDir),
  log: (_, text) => void process.stderr.write(`${text}\n`),
  recorder: new Recorder({ process: 'child', clock: systemClock, enabled: false }),
});
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
workspace.onSnapshot(() => say({ searchable: workspace.status().folders[0]?.nSearchable ?? 0 }));
const { signal } = new AbortController();
say({ started: true });
await workspace.addFolder(root, signal);
const { phase, nSearchable } = await workspace.ready(pathToFileURL(root).href, signal);
say({ phase, nSearchable });
// Stays alive until it is killed.
setInterval(() => undefined, 1000);
