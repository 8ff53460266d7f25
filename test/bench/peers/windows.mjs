/** The same 50-line windows for every JavaScript peer. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export function* files(folder, prefix = '') {
  for (const entry of readdirSync(join(folder, prefix), { withFileTypes: true })) {
    const path = prefix ? `${prefix}/${entry.name}` : entry.name;
    if (entry.isDirectory() && entry.name !== '.git') yield* files(folder, path);
    else if (entry.isFile()) yield path;
  }
}

export function windowsOf(root, path) {
  const data = readFileSync(join(root, path));
  if (data.length > 2 * 1024 * 1024 || data.subarray(0, 8192).includes(0)) return [];
  const lines = data.toString('utf8').split('\n');
  const windows = [];
  for (let at = 0; at < lines.length; at += 50) windows.push({ path, line: at + 1, body: lines.slice(at, at + 50).join('\n') });
  return windows;
}

export const readQueries = path =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line).query);

/** Words as every tokeniser sees them. */
export const words = query => query.match(/[A-Za-z0-9]+/g) ?? [];
