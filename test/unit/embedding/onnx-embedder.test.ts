/** The embedding child dies, is refused, and dies again: texts are embedded nevertheless, in order, or one problem gives the reason. */
import { createServer } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { OnnxEmbedder } from '../../../server/embedding/onnx-embedder.js';
import type { ExecutionProvider, OnnxTable } from '../../../server/embedding/onnx-table.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { Child } from '../../../server/pool/child.js';
import { inspectFlags } from '../../../server/protocol/inspect-flags.js';
import { problemOf } from '../../../server/protocol/problem.js';
import { never } from '../../kit/a-pool.js';

const entry = fileURLToPath(new URL('../../fixtures/embedder-child.mjs', import.meta.url));
let ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(ends.map(end => end()));
  ends = [];
});

function anEmbedder(environment: Record<string, string> = {}, providers: readonly ExecutionProvider[] = ['cuda', 'webgpu', 'cpu']) {
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const child = new Child<OnnxTable>({ entry, name: 'The embedder', environment });
  const embedder = new OnnxEmbedder({ folder: 'model', providers, child, recorder });
  ends.push(() => embedder.dispose());
  const embed = (texts: readonly string[]) => embedder.embed({ texts, kind: 'document', priority: 'background' }, never());
  return { embedder, child, embed, counters: () => recorder.counters() };
}

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const address = server.address();
  await new Promise(resolve => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the embedding child under a debugger', () => {
  test('listens on the port that its flags name, and embeds as usual', async () => {
    const port = await freePort();
    const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
    const child = new Child<OnnxTable>({ entry, name: 'The embedder', nodeFlags: inspectFlags(String(port)) });
    const embedder = new OnnxEmbedder({ folder: 'model', providers: ['cpu'], child, recorder });
    ends.push(() => embedder.dispose());
    expect(Array.from(await embedder.embed({ texts: ['four'], kind: 'document', priority: 'background' }, never()))).toEqual([4, 1]);
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json();
    expect(targets).toEqual([expect.objectContaining({ url: pathToFileURL(entry).href })]);
  });
});

describe('OnnxEmbedder', () => {
  test('uses the first provider that works, and knows why the others failed', async () => {
    const { embedder } = anEmbedder({ REFUSE: 'cuda,webgpu' });
    expect((await embedder.open(never())).name).toBe('stand-in on CPU');
    expect(embedder.refusals).toEqual(['CUDA: cuda refused', 'WebGPU: webgpu refused']);
  });

  test('replaces a provider under which the process dies by the next', async () => {
    const { embedder, embed } = anEmbedder({ FAIL_OPEN: 'cuda' });
    expect(Array.from(await embed(['four']))).toEqual([4, 1]);
    expect([embedder.provider, embedder.refusals.length]).toEqual(['webgpu', 1]);
  });

  test('reports one problem that names all providers if every one fails', async () => {
    const { embed } = anEmbedder({ FAIL_OPEN: 'cuda,webgpu,cpu' });
    const error = await embed(['x']).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(problemOf(error).code).toBe('embedder-failed');
    for (const name of ['CUDA', 'WebGPU', 'CPU']) expect(String(error)).toContain(name);
  });

  test('loses and mixes up nothing when killed a hundred times while embedding', async () => {
    const { child, embed, counters } = anEmbedder({}, ['cpu']);
    let nKills = 0;
    for (let i = 0; nKills < 100; i++) {
      const texts = ['a'.repeat(i % 50), 'bb'];
      const work = embed(texts);
      // At another moment each time: while it starts, opens or embeds.
      await new Promise(resolve => setTimeout(resolve, i % 7));
      if (child.pid !== undefined && child.running) {
        process.kill(child.pid, 'SIGKILL');
        nKills++;
      }
      expect(Array.from(await work)).toEqual([i % 50, 1, 2, 1]);
    }
    expect(counters()['Embedding']?.['deaths of the embedding process']).toBeGreaterThan(0);
  });

  test('rejects with the abort reason and not with a problem when stopped', async () => {
    const { embedder } = anEmbedder();
    const controller = new AbortController();
    const work = embedder.embed({ texts: ['x'], kind: 'query', priority: 'person' }, controller.signal);
    controller.abort(new DOMException('Stopped', 'AbortError'));
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  });
});
