/**
 * Reading the files of a folder, synchronously (as index threads do) and through libuv's thread pool, with the processor time of each.
 * `--root DIR` (default: this project's node_modules), `--limit N` files, `--json` prints one object a line.
 */
import { close, closeSync, fstat, fstatSync, open, openSync, read, readdirSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs, promisify } from 'node:util';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: join(import.meta.dirname, '../../node_modules') },
    limit: { type: 'string', default: '12000' },
    json: { type: 'boolean', default: false },
  },
});
const maxBytes = 2 * 1024 * 1024;

const paths = readdirSync(values.root, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile())
  .slice(0, Number(values.limit))
  .map(entry => join(entry.parentPath, entry.name));

function readSynchronously(): number {
  const slab = new Uint8Array(new SharedArrayBuffer(maxBytes));
  let nBytes = 0;
  for (const path of paths) {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).size <= maxBytes) nBytes += readSync(descriptor, slab, 0, maxBytes, 0);
    closeSync(descriptor);
  }
  return nBytes;
}

const [opened, closed] = [promisify(open), promisify(close)];
const stated = (descriptor: number): Promise<Stats> =>
  new Promise((resolve, reject) => {
    fstat(descriptor, (error, stats) => (error ? reject(error) : resolve(stats)));
  });

async function readThroughPool(width: number): Promise<number> {
  let next = 0;
  let nBytes = 0;
  const lane = async (): Promise<void> => {
    const slab = Buffer.from(new SharedArrayBuffer(maxBytes));
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const descriptor = await opened(path, 'r');
      if ((await stated(descriptor)).size <= maxBytes) {
        const nRead = await new Promise<number>((resolve, reject) => {
          read(descriptor, slab, 0, maxBytes, 0, (error, count) => (error ? reject(error) : resolve(count)));
        });
        nBytes += nRead;
      }
      await closed(descriptor);
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return nBytes;
}

async function measure(name: string, work: () => number | Promise<number>): Promise<void> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const nBytes = await work();
  const { user, system } = process.cpuUsage(cpu);
  const row = {
    name,
    nFiles: paths.length,
    mb: Math.round(nBytes / 1e6),
    ms: Math.round(performance.now() - start),
    cpuMs: Math.round((user + system) / 1000),
  };
  console.log(
    values.json ? JSON.stringify(row) : `${name}: ${row.nFiles} files, ${row.mb} MB, ${row.ms} ms, ${row.cpuMs} ms of processor time`,
  );
}

// The first pass brings the files into the page cache.
readSynchronously();
for (let round = 0; round < 2; round++) {
  await measure('synchronous', readSynchronously);
  for (const width of [4, 16]) await measure(`thread pool, ${width} at once`, () => readThroughPool(width));
}
