/** Stored answers: when they are served again, and above all when not. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { AnswerCache } from '../../../server/cache/answer-cache.js';
import { DiskCache } from '../../../server/cache/disk-cache.js';
import { AnswerMemory } from '../../../server/chat/answer/answer-memory.js';
import { DocumentReader } from '../../../server/chat/context/document-reader.js';
import { RangeReader } from '../../../server/chat/context/range-reader.js';
import { WorkspaceFiles } from '../../../server/chat/context/workspace-files.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { Thread } from '../../../server/pool/thread.js';
import type { Ask } from '../../../server/protocol/chat.js';
import { aChat, aPlace, aQuestion, facts, hear, type Script } from '../../kit/a-chat.js';
import { never } from '../../kit/a-pool.js';

let root: string;
const unsaved = new Map<string, string>();
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vibe-memory-'));
  writeFileSync(join(root, 'pool.ts'), 'export class Pool {\n  run() {}\n}\n');
});
afterEach(() => {
  unsaved.clear();
  rmSync(root, { recursive: true });
});

/** To the code under test, files here are seconds old, so their sizes and times can be trusted. */
const clock = { now: () => performance.now(), wall: () => Date.now() + 60_000 };

interface Shown {
  readonly text: string;
  readonly startLine: number;
  readonly endLine: number;
}

function world(script?: Script, shown: string | Shown = 'export class Pool {\n  run() {}\n}') {
  const folder = pathToFileURL(root).href;
  const index = { share: 1 };
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const life = { timeToLiveMs: 1e9, clock: systemClock, recorder };
  const disk = new DiskCache({ path: join(root, 'cache', 'answers.bin'), maxBytes: 1e6, ...life });
  const cache = new AnswerCache({ disk, vectorOf: () => undefined, memoryBytes: 1e6, ...life });
  const files = new WorkspaceFiles(() => [folder], new DocumentReader(new Thread({ entry: 'none', name: 'none', log: () => undefined })));
  const answering: Script =
    script ??
    async function* () {
      yield { kind: 'delta', text: 'It runs: pool.ts:1-2.' };
      yield { kind: 'end', facts };
    };
  const { text, startLine, endLine } = typeof shown === 'string' ? { text: shown, startLine: 1, endLine: 3 } : shown;
  const places = [{ ...aPlace('pool.ts', startLine, endLine, { text }), folder }];
  const memory = new AnswerMemory({
    cache,
    lines: new RangeReader(files, clock, (_, path) => unsaved.get(path)),
    folders: () => [folder],
    log: () => undefined,
  });
  const { chat, requests } = aChat({
    places,
    model: answering,
    memory,
    indexedShare: () => index.share,
  });
  const read: string[] = [];
  const readBytes = files.readBytes.bind(files);
  files.readBytes = (file, ...more) => {
    read.push(file.path);
    return readBytes(file, ...more);
  };
  let nAsked = 0;
  const ask = async (question: string, more: Partial<Ask> = {}) => {
    const id = `${nAsked++}`;
    const { end, items, text } = await hear(emit =>
      chat.ask(aQuestion(question, { conversationId: id, turnId: id, ...more }), emit, never()),
    );
    return {
      source: end.kind === 'done' ? end.facts.source : end.kind,
      share: end.kind === 'done' ? end.facts.indexedShare : undefined,
      text,
      kinds: new Set(items.map(({ kind }) => kind)),
    };
  };
  return { ask, requests, read, memory, files, index };
}

test('a question asked again is answered without the model, with places and citations', async () => {
  const { ask, requests } = world();
  const first = await ask('how does the pool run?');
  const second = await ask('How does the pool run?');
  expect([first.source, second.source, requests.length]).toEqual(['model', 'cache-l1', 1]);
  expect(second.text).toBe(first.text);
  expect([...second.kinds].toSorted()).toEqual(['citation', 'delta', 'phase', 'places']);
});

test('an answer ends before its places are read again to store it, and only the next question waits for that', async () => {
  const { ask, memory, files } = world();
  const reading = Promise.withResolvers<void>();
  const readBytes = files.readBytes.bind(files);
  files.readBytes = async (...args) => {
    await reading.promise;
    return readBytes(...args);
  };
  expect((await ask('how does the pool run?')).source).toBe('model');
  const again = ask('how does the pool run?');
  reading.resolve();
  expect((await again).source).toBe('cache-l1');
  await memory.dispose();
});

test('the same question in other words is answered from the cache, and in the next run from disk', async () => {
  const before = world();
  await before.ask('how does the pool run?');
  await before.memory.dispose();
  const next = world();
  expect((await next.ask('how does the pool run?')).source).toBe('cache-l2');
  expect((await next.ask('explain how the pool runs')).source).toBe('cache-l3');
});

test('an answer from a part of the index says how much it was, and is not stored', async () => {
  const { ask, requests, index } = world();
  index.share = 0.4;
  expect(await ask('how does the pool run?')).toMatchObject({ source: 'model', share: 0.4 });
  index.share = 1;
  expect(await ask('how does the pool run?')).toMatchObject({ source: 'model', share: undefined });
  expect([(await ask('how does the pool run?')).source, requests.length]).toEqual(['cache-l1', 2]);
});

test('"ask again" asks the model', async () => {
  const { ask, requests } = world();
  await ask('how does the pool run?');
  expect([(await ask('how does the pool run?', { fresh: true })).source, requests.length]).toEqual(['model', 2]);
});

test('once the file has changed, the model is asked again', async () => {
  const { ask } = world();
  await ask('how does the pool run?');
  writeFileSync(join(root, 'pool.ts'), 'export class Pool {\n  run() { throw 1; }\n}\n');
  expect((await ask('how does the pool run?')).source).toBe('model');
});

test('once the file is gone, the model is asked again', async () => {
  const { ask } = world();
  await ask('how does the pool run?');
  rmSync(join(root, 'pool.ts'));
  expect((await ask('how does the pool run?')).source).toBe('model');
});

test('while the editor shows another text, the model is asked; when the text is restored, the cache answers', async () => {
  const { ask } = world();
  await ask('how does the pool run?');
  unsaved.set('pool.ts', 'export class Pool {\n  run() { /* typed just now */ }\n}\n');
  expect((await ask('how does the pool run?', { fresh: false })).source).toBe('model');
  unsaved.clear();
  await ask('how does the pool run?', { fresh: true });
  expect((await ask('how does the pool run?')).source).toBe('cache-l1');
});

test('an answer made from text that is no longer there is not stored', async () => {
  const { ask } = world(undefined, 'export class Pool {\n  walk() {}\n}');
  await ask('how does the pool run?');
  expect((await ask('how does the pool run?')).source).toBe('model');
});

test('an answer that was cut is not stored', async () => {
  const { ask } = world(async function* () {
    yield { kind: 'delta', text: 'It' };
    yield { kind: 'end', facts: { ...facts, reason: 'length' } };
  });
  await ask('how does the pool run?');
  expect((await ask('how does the pool run?')).source).toBe('model');
});

test('an answer from the end of a file of several megabytes is stored, and forgotten once those lines change', async () => {
  const lines = Array.from({ length: 60_000 }, (_, i) => `const number${i} = ${i}; // a line like many others`);
  const write = () => writeFileSync(join(root, 'pool.ts'), lines.join('\r\n'));
  write();
  const { ask } = world(undefined, { text: lines.slice(59_000, 59_010).join('\r\n'), startLine: 59_001, endLine: 59_010 });
  await ask('how does the pool run?');
  expect((await ask('how does the pool run?')).source).toBe('cache-l1');
  lines[10] = 'const other = 10; // another line, far away from what was cited';
  write();
  expect((await ask('how does the pool run?')).source).toBe('cache-l1');
  lines[59_005] = 'const changed = true;';
  write();
  expect((await ask('how does the pool run?')).source).toBe('model');
});

test('the next run reads no file whose size and time have not changed', async () => {
  const before = world();
  await before.ask('how does the pool run?');
  await before.memory.dispose();
  const { ask, read } = world();
  expect([(await ask('how does the pool run?')).source, read.length]).toEqual(['cache-l2', 0]);
});
