import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AFolder, aFolder } from '../kit/a-folder.js';
import { cliPath } from '../kit/a-stdio-server.js';
import { FakeOllama } from '../kit/fakes/fake-ollama.js';
import { FakeProxy } from '../kit/fakes/fake-proxy.js';

interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Each line of stdout, parsed. */
  readonly objects: readonly Record<string, unknown>[];
}

/** Runs vibe to its end; `onStart` gets the process. */
function vibe(
  args: readonly string[],
  onStart?: (child: ReturnType<typeof spawn>) => void,
  input = '',
  nodeArgs: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeArgs, cliPath, ...args], { cwd: folder.root, env: { ...process.env, ...environment } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
    });
    child.on('error', reject);
    child.on('close', code => {
      const isJson = args.includes('--json');
      const objects = isJson ? out.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>])) : [];
      resolve({ code, out, err, objects });
    });
    child.stdin.end(input);
    onStart?.(child);
  });
}

const escape = '\u001b';
/** No server listens there. */
const nowhere = 'http://127.0.0.1:9';
let folder: AFolder;
let ollama: FakeOllama | undefined;

beforeEach(() => {
  folder = aFolder({
    'src/pool.ts': 'export class WorkerPool {\n  startWorkers(): void {\n    spawnAll();\n  }\n}\n',
    'src/evil.ts': `// title ${escape}]0;owned\u0007 and ${escape}[2J\nexport function hoopoe(): void {}\n`,
    [`src/na${escape}[31mme.ts`]: 'export function bittern(): void {}\n',
  });
});
afterEach(async () => {
  await ollama?.stop();
  ollama = undefined;
  folder.remove();
});

const there = () => ['--root', folder.root, '--storage', folder.storage];

describe('vibe index', () => {
  test('indexes, and finds nothing to do the next time', async () => {
    const first = await vibe(['index', ...there(), '--json']);
    expect(first).toMatchObject({ code: 0, objects: [{ type: 'index', files: 3, upToDate: false }] });
    // Work that was begun ahead and not needed is not a failure.
    expect(first.err).not.toContain('failed');
    const second = await vibe(['index', ...there()]);
    expect(second.code).toBe(0);
    expect(second.out).toContain('is up to date: 3 files');
  });

  test('fails with a remedy if the folder does not exist', async () => {
    const run = await vibe(['index', '--root', join(folder.root, 'none'), '--json']);
    expect(run).toMatchObject({ code: 1, objects: [{ type: 'problem', code: 'no-folder', remedy: expect.any(String) }] });
  });
});

describe('vibe search', () => {
  test('answers a file of queries as the benchmark reads it', async () => {
    const queries = join(folder.root, '..', 'queries.jsonl');
    writeFileSync(queries, '{"query":"start workers"}\n\n{"query":"zzyzx"}\n');
    const { code, objects } = await vibe(['search', ...there(), '--queries', queries, '--limit', '10', '--json']);
    expect(code).toBe(0);
    expect(objects[0]).toMatchObject({ type: 'index', ms: expect.any(Number), files: 3, chunks: expect.any(Number) });
    expect(objects[1]).toMatchObject({ type: 'result', query: 'start workers', ms: expect.any(Number) });
    const [best] = objects[1]!['results'] as { path: string; startLine: number; endLine: number; score: number }[];
    expect(best).toMatchObject({
      path: 'src/pool.ts',
      startLine: expect.any(Number),
      endLine: expect.any(Number),
      score: expect.any(Number),
    });
    expect(objects[2]).toMatchObject({ type: 'result', query: 'zzyzx' });
    expect(objects).toHaveLength(3);
  });

  test('shows places with their names and reasons, and no text has an effect on the terminal', async () => {
    const { code, out, err } = await vibe(['search', 'hoopoe', ...there()]);
    expect(code).toBe(0);
    expect(out).toContain('src/evil.ts:');
    expect(out + err).not.toContain(escape);
    const named = await vibe(['search', 'bittern', ...there(), '--explain']);
    expect(named.out).toContain('\u241b[31mme.ts');
    expect(named.out + named.err).not.toContain(escape);
    expect((await vibe(['search', 'hoopoe', ...there(), '--json'])).out).not.toContain(escape);
  });

  test('says what was searched if it finds nothing, and ends with 1', async () => {
    for (const path of ['src/pool.ts', 'src/evil.ts', `src/na${escape}[31mme.ts`]) rmSync(join(folder.root, path));
    const { code, out } = await vibe(['search', 'zzyzx', ...there()]);
    expect(code).toBe(1);
    expect(out).toContain('No results for "zzyzx" in 0 files');
  });

  test.each([
    ['without a query', ['search']],
    ['with a limit of 0', ['search', 'x', '--limit', '0']],
    ['with a file of queries that is not there', ['search', '--queries', 'none.jsonl']],
    ['with an option that it does not have', ['search', 'x', '--deep']],
    ['with an endpoint that is no address', ['ask', 'x', '--endpoint', 'ftp:/x']],
  ])('%s is wrong usage: 2', async (_name, args) => expect((await vibe(args)).code).toBe(2));
});

describe('vibe ask', () => {
  test('answers from the passages if there is no model, with citations and a remedy', async () => {
    const { code, out, err } = await vibe(['ask', 'how do workers start?', ...there(), '--endpoint', nowhere]);
    expect(code).toBe(0);
    expect(err).toContain('No server answers at');
    expect(out).toMatch(/Places\n {2}src\/pool\.ts:1/);
    expect(err).toContain('Answered from the passages');
    expect(out + err).not.toContain(escape);
  });

  test("streams a model's answer, and cites", async () => {
    ollama = new FakeOllama({ tokenMs: 1 });
    await ollama.start();
    const { code, objects } = await vibe(['ask', 'how do workers start?', ...there(), '--endpoint', ollama.url, '--json']);
    expect(code).toBe(0);
    expect(objects[0]).toMatchObject({ type: 'index' });
    expect(objects.at(-1)).toMatchObject({
      type: 'end',
      end: { kind: 'done', facts: { source: 'model' } },
      text: expect.stringMatching(/\w/),
    });
    expect(objects.filter(({ type }) => type === 'item').length).toBeGreaterThan(3);
  });
});

describe('vibe --embedding-model', () => {
  /** Returns how the search says that it was done. */
  const explained = async (model: string, endpoint: string) => {
    const { code, out, err } = await vibe([
      'search',
      'start workers',
      ...there(),
      '--embedding-model',
      model,
      '--endpoint',
      endpoint,
      '--explain',
    ]);
    return { code, finds: out.includes('src/pool.ts'), said: err.split('\n').find(line => line.startsWith('Searched with')) };
  };

  test('searches with the model once the index has all its vectors, and says when and why it does not', async () => {
    ollama = await new FakeOllama().start();
    const before = await explained('all-minilm', ollama.url);
    expect(before).toMatchObject({
      code: 0,
      finds: true,
      said: expect.stringMatching(/built-in model alone.*: 0 of 3 passages have its vectors/),
    });
    const indexed = await vibe(['index', ...there(), '--embedding-model', 'all-minilm', '--endpoint', ollama.url, '--json']);
    expect(indexed.objects.at(-1)).toEqual({ type: 'embedded', model: `all-minilm at ${ollama.url}`, passages: 3 });
    const after = await explained('all-minilm', ollama.url);
    expect(after).toEqual({ code: 0, finds: true, said: `Searched with the embedding model all-minilm at ${ollama.url}.` });
    // The question's vector was requested, besides the text that identifies the model.
    const asked = ollama.requests.filter(({ path }) => path === '/api/embed').map(({ body }) => body['input'] as readonly string[]);
    expect(asked.filter(texts => texts[0]?.includes('start workers'))).toHaveLength(1);
  });

  test('searches with the built-in model if nothing answers, and says so', async () => {
    expect(await explained('all-minilm', nowhere)).toMatchObject({
      code: 0,
      finds: true,
      said: expect.stringContaining(`No server answers at ${nowhere}`),
    });
  });
});

describe('vibe behind a proxy', () => {
  test('uses the proxy and the authority that the environment names, but neither for this machine', async () => {
    const tls = {
      key: readFileSync('test/fixtures/tls/models-key.pem', 'utf8'),
      cert: readFileSync('test/fixtures/tls/models.pem', 'utf8'),
    };
    ollama = new FakeOllama({ tokenMs: 1, tls: { ...tls, h2: true } });
    await ollama.start();
    const proxy = await new FakeProxy(ollama.url).start();
    const environment = { HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: resolve('test/fixtures/tls/authority.pem') };
    const ask = (endpoint: string) =>
      vibe(['ask', 'how do workers start?', ...there(), '--endpoint', endpoint, '--json'], undefined, '', [], environment);
    const { objects } = await ask('https://models.example');
    expect(objects.at(-1)).toMatchObject({ end: { kind: 'done', facts: { source: 'model' } } });
    expect(new Set(proxy.asked)).toEqual(new Set(['CONNECT models.example:443']));
    proxy.asked.length = 0;
    await ask(nowhere);
    expect(proxy.asked).toEqual([]);
    await proxy.stop();
  });
});

describe('vibe on an old Node.js', () => {
  test.each(['20.19.1', '22.18.0'])('(%s) says which one it needs instead of failing in the middle', async version => {
    const old = `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`;
    const run = await vibe(['search', ...there(), 'pool'], undefined, '', ['--import', old]);
    expect(run).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`needs Node.js 22.19 or newer; this is ${version}`) });
  });
});

describe('an interrupted vibe', () => {
  test('ends with 130 while it indexes, and the next run has an intact index', async () => {
    for (let i = 0; i < 400; i++) folder.write(`many/f${i}.ts`, `export function f${i}(): number {\n  return ${i};\n}\n`.repeat(60));
    const { code } = await vibe(['index', ...there()], child => {
      // At the first line of progress the work is under way; a machine that needs none exits with 0.
      child.stderr!.once('data', () => child.kill('SIGINT'));
    });
    expect([130, 0]).toContain(code);
    const { objects } = await vibe(['search', 'f399', ...there(), '--json']);
    expect(objects[0]).toMatchObject({ files: 403 });
    expect((objects[1]!['results'] as { path: string }[])[0]!.path).toBe('many/f399.ts');
  });

  test('ends with 130 while a model writes', async () => {
    ollama = new FakeOllama({ tokenMs: 20 });
    await ollama.start();
    ollama.misbehave({ kind: 'endless', path: '/api/chat' });
    const { code } = await vibe(['ask', 'how do workers start?', ...there(), '--endpoint', ollama.url], child => {
      let nBytes = 0;
      child.stdout!.on('data', (chunk: Buffer) => {
        nBytes += chunk.length;
        if (nBytes > 20) child.kill('SIGINT');
      });
    });
    expect(code).toBe(130);
  });
});

test('vibe apply applies edits to texts, or refuses them', async () => {
  const before = 'function add(a, b) {\n  return a - b;\n}\n';
  const answer = '```js\nfunction add(a, b) {\n  return a + b;\n}\n```';
  const lines = [
    { id: 1, path: 'a.js', language: 'javascript', before, answer },
    { id: 2, path: 'a.js', language: 'javascript', before, answer: 'I would not change it.' },
  ];
  const { code, objects } = await vibe(['apply', '--json'], undefined, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
  expect(code).toBe(0);
  expect(objects).toMatchObject([
    { id: 1, status: 'applied', after: before.replace('-', '+') },
    { id: 2, status: 'refused', reason: expect.any(String) },
  ]);
  expect((await vibe(['apply', '--json'], undefined, '{"id":1}\n')).code).toBe(2);
});

test('complete answers its requests in order, and continues after an invalid line', async () => {
  const before = 'class Pool {\n  startWorkers(): void {\n    spawn';
  const request = (id: number, path: string): string => JSON.stringify({ id, path, before, after: '\n' });
  const input = `${request(1, 'src/new.ts')}\nnothing\n${request(2, 'src/other.ts')}`;
  const { code, objects } = await vibe(['complete', ...there(), '--json'], undefined, input);
  expect(objects).toMatchObject([
    { type: 'index', ms: expect.any(Number) },
    { id: 1, text: 'All();', show: expect.any(Boolean), confidence: expect.any(Number), ms: expect.any(Number) },
    { type: 'problem', code: 'bad-params' },
    { id: 2, text: 'All();' },
  ]);
  expect(code).toBe(1);
});
