/**
 * What the extension costs at the editor's start: the size of its bundle, gzipped, and the CPU time of loading it cold and calling
 * `activate` with an editor that returns nothing from every call. Beside it the language client, which is loaded after that has returned.
 * Each run is a process of its own. CPU time, because wall time includes other programs on the machine.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const nRuns = 15;
const bundle = join(import.meta.dirname, '../extension.cjs');
const client = join(import.meta.dirname, '../client.cjs');

/** The Node modules that an editor has loaded long before, and the parts of the editor's API that the extension uses. */
const harness = `
for (const name of ['child_process', 'crypto', 'fs', 'os', 'path', 'url']) require(name);
const nothing = () => new Proxy(function () {}, {
  get: (_, key) => key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : key === 'prototype' ? {} : key === Symbol.iterator ? function* () {} : nothing(),
  set: () => true,
  apply: () => nothing(),
  construct: () => nothing(),
});
const source = require('fs').readFileSync(process.argv[1], 'utf8');
const used = source.match(/(?<=\\.)(?:[a-z][A-Za-z0-9]*|[A-Z][A-Za-z]+)\\b/g);
const vscode = Object.fromEntries([...new Set(used)].map(name => [name, nothing()]));
const Module = require('module');
const load = Module._load;
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));
const cpu = work => { const from = process.cpuUsage(); const result = work(); const { user, system } = process.cpuUsage(from); return [result, (user + system) / 1000]; };
const [extension, loadMs] = cpu(() => require(process.argv[1]));
const [, activateMs] = cpu(() => extension.activate(nothing()));
const loadedWithIt = Object.keys(require.cache).includes(process.argv[2]);
Module._load = (name, ...rest) => (name === 'vscode' ? nothing() : load(name, ...rest));
const [, clientMs] = cpu(() => require(process.argv[2]));
process.stdout.write(JSON.stringify({ loadMs, activateMs, clientMs, loadedWithIt }));
process.exit(0);
`;

const runs = Array.from({ length: nRuns }, () => {
  const output = execFileSync(process.execPath, ['-e', harness, bundle, client], { encoding: 'utf8' });
  return JSON.parse(output) as {
    readonly loadMs: number;
    readonly activateMs: number;
    readonly clientMs: number;
    readonly loadedWithIt: boolean;
  };
});
if (runs.some(({ loadedWithIt }) => loadedWithIt)) throw new Error('The language client was loaded before activate() returned');
const gzippedKb = (file: string): number => Math.round(gzipSync(readFileSync(file), { level: 9 }).length / 100) / 10;
const median = (values: readonly number[]): number =>
  Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]! * 10) / 10;
const rows = [
  { name: 'bundle, gzipped', value: gzippedKb(bundle), unit: 'KB', aim: 100 },
  { name: 'load, CPU', value: median(runs.map(({ loadMs }) => loadMs)), unit: 'ms' },
  { name: 'activate, CPU', value: median(runs.map(({ activateMs }) => activateMs)), unit: 'ms' },
  { name: 'load and activate, CPU', value: median(runs.map(({ loadMs, activateMs }) => loadMs + activateMs)), unit: 'ms', aim: 30 },
  { name: 'afterwards: language client, gzipped', value: gzippedKb(client), unit: 'KB' },
  { name: 'afterwards: language client, load, CPU', value: median(runs.map(({ clientMs }) => clientMs)), unit: 'ms' },
];
if (process.argv.includes('--json')) console.log(JSON.stringify(rows));
else console.table(rows);
