import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { DiskCache } from '../../../server/cache/disk-cache.js';
import { packLz4, unpackLz4 } from '../../../server/cache/lz4-block.js';
import { Recorder } from '../../../server/monitor/recorder.js';

let folder: string;
let path: string;
let wallMs: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vibe-cache-'));
  path = join(folder, 'answers.bin');
  wallMs = 1_000_000_000;
});
afterEach(() => rmSync(folder, { recursive: true }));

const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
const dayMs = 24 * 3600_000;
const aCache = (maxBytes = 1_000_000) =>
  new DiskCache({ path, maxBytes, timeToLiveMs: 7 * dayMs, clock: { now: () => 0, wall: () => wallMs }, recorder });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (value: Uint8Array | undefined): string | undefined => (value === undefined ? undefined : new TextDecoder().decode(value));
const long = 'const answer = compute(question); '.repeat(200);

/** Returns numbers between 0 and 1 from a seed, which a failure prints. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('lz4', () => {
  test.each([0, 1, 63, 64, 65, 1000, 100_000])('restores %i bytes', size => {
    const next = random(size);
    const raw = Uint8Array.from({ length: size }, () => (next() < 0.7 ? 65 : Math.floor(next() * 256)));
    const packed = packLz4(raw);
    expect(packed === undefined ? raw : unpackLz4(packed, raw.length)).toEqual(raw);
  });

  test('does not pack what cannot be made smaller', () => {
    const next = random(1);
    expect(packLz4(Uint8Array.from({ length: 5000 }, () => Math.floor(next() * 256)))).toBeUndefined();
  });

  test('packs a block independently of the one before', () => {
    const first = packLz4(bytes(long));
    packLz4(bytes('another text '.repeat(300)));
    expect(packLz4(bytes(long))).toEqual(first);
  });
});

describe('DiskCache', () => {
  test('returns values in this run and in the next, packed if that pays', () => {
    const cache = aCache();
    cache.set('long', bytes(long));
    cache.set('short', bytes('x'));
    expect([textOf(cache.get('long')), textOf(cache.get('short'))]).toEqual([long, 'x']);
    const next = aCache();
    expect([textOf(next.get('long')), textOf(next.get('short')), next.get('none')]).toEqual([long, 'x', undefined]);
    expect(statSync(path).size).toBeLessThan(long.length);
  });

  test('shows each of two windows what the other wrote', () => {
    const [a, b] = [aCache(), aCache()];
    a.set('from a', bytes('1'));
    expect(textOf(b.get('from a'))).toBe('1');
    b.set('from b', bytes('2'));
    a.set('again a', bytes('3'));
    expect([textOf(a.get('from b')), textOf(b.get('again a'))]).toEqual(['2', '3']);
  });

  test('returns the newest value of a key', () => {
    const cache = aCache();
    cache.set('key', bytes('old'));
    cache.set('key', bytes('new'));
    expect([textOf(cache.get('key')), textOf(aCache().get('key'))]).toEqual(['new', 'new']);
  });

  test('drops a value after seven days', () => {
    const cache = aCache();
    cache.set('key', bytes('value'));
    wallMs += 7 * dayMs - 1;
    expect(textOf(cache.get('key'))).toBe('value');
    wallMs += 2;
    expect([cache.get('key'), aCache().get('key')]).toEqual([undefined, undefined]);
  });

  test('loses nothing if the clock is set back by an hour, and everything if by a year', () => {
    const cache = aCache();
    cache.set('key', bytes('value'));
    wallMs -= 3600_000;
    expect(textOf(cache.get('key'))).toBe('value');
    wallMs -= 365 * dayMs;
    expect(cache.get('key')).toBeUndefined();
  });

  test('keeps the youngest values of a file that grew too large, and both windows continue', () => {
    const other = aCache(20_000);
    const cache = aCache(20_000);
    const next = random(3);
    const noise = () => Uint8Array.from({ length: 1000 }, () => Math.floor(next() * 256));
    for (let i = 0; i < 60; i++) {
      wallMs++;
      cache.set(`key ${i}`, noise());
    }
    expect(statSync(path).size).toBeLessThan(21_100);
    expect([cache.get('key 0'), cache.get('key 59')?.length, other.get('key 59')?.length]).toEqual([undefined, 1000, 1000]);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])('returns every value right or not at all after random bit flips (seed %i)', seed => {
    const cache = aCache();
    for (let i = 0; i < 20; i++) cache.set(`key ${i}`, bytes(`${i} ${long}`));
    cache.dispose();
    const file = readFileSync(path);
    const next = random(seed);
    for (let i = 0; i < 6; i++) {
      const at = Math.floor(next() * file.length);
      file[at] = (file[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    }
    writeFileSync(path, file);
    const damaged = aCache();
    const found = Array.from({ length: 20 }, (_, i) => textOf(damaged.get(`key ${i}`)));
    for (const [i, value] of found.entries()) expect(value === undefined || value === `${i} ${long}`).toBe(true);
    expect(found.filter(value => value !== undefined).length).toBeGreaterThan(5);
    damaged.set('after', bytes('fine'));
    expect(textOf(aCache().get('after'))).toBe('fine');
  });

  test('keeps the records before a truncated one, and appends further ones', () => {
    const cache = aCache();
    cache.set('whole', bytes(long));
    const size = statSync(path).size;
    cache.set('cut', bytes(`${long}!`));
    truncateSync(path, size + 30);
    const next = aCache();
    expect([textOf(next.get('whole')), next.get('cut')]).toEqual([long, undefined]);
    next.set('later', bytes('value'));
    expect(textOf(aCache().get('later'))).toBe('value');
  });

  test('accepts a file with foreign content without an error', () => {
    writeFileSync(path, 'this is no cache\n'.repeat(1000));
    const cache = aCache();
    expect(cache.get('key')).toBeUndefined();
    cache.set('key', bytes('value'));
    appendFileSync(path, 'rubbish');
    expect(textOf(aCache().get('key'))).toBe('value');
  });

  test('misses every value if the storage cannot be written', () => {
    const cache = new DiskCache({
      path: join(import.meta.filename, 'x'),
      maxBytes: 1000,
      timeToLiveMs: dayMs,
      clock: systemClock,
      recorder,
    });
    cache.set('key', bytes('value'));
    expect([cache.get('key'), cache.size]).toEqual([undefined, 0]);
  });
});
