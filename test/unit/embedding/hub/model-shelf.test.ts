/**
 * Fetching a model from a hub that breaks off, lies and refuses: in the end the model is verified and listed, or one problem gives the
 * reason.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../../../server/base/clock.js';
import { ModelHub } from '../../../../server/embedding/hub/model-hub.js';
import { type FetchProgress, ModelShelf } from '../../../../server/embedding/hub/model-shelf.js';
import { Recorder } from '../../../../server/monitor/recorder.js';
import { ConnectionPool } from '../../../../server/net/connection-pool.js';
import { type PrivacyEntry, PrivacyLog } from '../../../../server/net/privacy-log.js';
import { problemOf } from '../../../../server/protocol/problem.js';
import { never } from '../../../kit/a-pool.js';
import { FakeHub } from '../../../kit/fakes/fake-hub.js';
import { Random } from '../../../kit/random.js';

const random = new Random(11);
const weights = Buffer.from(random.bytes(300_000));
const content: Record<string, Buffer> = {
  'README.md': Buffer.from('nobody needs this'),
  'tokenizer.json': Buffer.from(JSON.stringify({ model: 'x'.repeat(4000) })),
  'config.json': Buffer.from('{"hidden_size": 384}'),
  '1_Pooling/config.json': Buffer.from('{}'),
  'onnx/model.onnx': Buffer.from(random.bytes(500_000)),
  'onnx/model_quantized.onnx': weights,
  'pytorch_model.bin': Buffer.alloc(900_000),
};

let base: string;
let hub: FakeHub;
const entries: PrivacyEntry[] = [];
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'vibe-shelf-'));
  hub = await new FakeHub(content).start();
  entries.length = 0;
});
afterEach(async () => {
  await hub.stop();
  rmSync(base, { recursive: true });
});

function aShelf({ offline = false } = {}) {
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const parts = { recorder, clock: systemClock, privacy: new PrivacyLog(entry => entries.push(entry)), random: () => 0 };
  const client = new ModelHub({ address: `${hub.url}/`, openPool: origins => new ConnectionPool({ offline, origins }, parts) });
  const shelf = new ModelShelf(join(base, 'models'), { pauseMs: 1 });
  const wanted = { repository: 'owner/model', revision: hub.revision, file: 'onnx/model_quantized.onnx', hosts: [] as string[] };
  const steps: FetchProgress[] = [];
  return {
    client,
    shelf,
    steps,
    fetch: (changes: Partial<typeof wanted> = {}, signal = never()) =>
      shelf.fetch(client, { ...wanted, ...changes }, step => steps.push(step), signal),
    fails: async (changes: Partial<typeof wanted> = {}) =>
      problemOf(await shelf.fetch(client, { ...wanted, ...changes }, () => undefined, never()).catch(e => e)).code,
  };
}
const isComplete = (path: string) => readFileSync(join(path, 'onnx/model_quantized.onnx')).equals(weights);
const fileRequests = () => hub.asked.filter(({ path, method }) => method === 'GET' && path.endsWith('model_quantized.onnx'));

describe('a model from a hub', () => {
  test('is offered with its variants, sizes and hosts, before a byte of it is fetched', async () => {
    hub.fault = { kind: 'redirect', to: 'http://localhost:1' };
    const offer = await aShelf().client.offer('owner/model', never());
    expect(offer).toMatchObject({ repository: 'owner/model', hub: hub.url, revision: hub.revision, hosts: ['http://localhost:1'] });
    expect(offer.variants.map(({ precision, file, nFiles }) => [precision, file, nFiles])).toEqual([
      ['q8', 'onnx/model_quantized.onnx', 4],
      ['fp32', 'onnx/model.onnx', 4],
    ]);
    expect(hub.asked.filter(({ path, method }) => method === 'GET' && !path.startsWith('/api/'))).toEqual([]);
  });

  test('is fetched, verified, listed and deleted, without any other file of its repository', async () => {
    const { fetch, shelf, steps } = aShelf();
    const path = await fetch();
    expect(isComplete(path)).toBe(true);
    expect(await shelf.list()).toMatchObject([{ path, name: 'owner/model (q8)' }]);
    expect(existsSync(join(path, 'README.md')) || existsSync(join(path, 'pytorch_model.bin'))).toBe(false);
    expect(steps.at(-1)).toMatchObject({ doneBytes: steps.at(-1)!.totalBytes });
    await shelf.delete(path);
    expect(await shelf.list()).toEqual([]);
  });

  test('that breaks off is resumed by the same fetch', async () => {
    hub.fault = { kind: 'cut', bytes: 100_000 };
    expect(isComplete(await aShelf().fetch())).toBe(true);
    const [, second] = fileRequests();
    expect(Number(second?.range?.slice('bytes='.length, -1))).toBeGreaterThan(0);
  });

  test('whose fetch was stopped is not listed, and is resumed by the next fetch', async () => {
    const controller = new AbortController();
    hub.fault = { kind: 'cut', bytes: 150_000 };
    const { shelf, client, fetch } = aShelf();
    const stopped = shelf.fetch(
      client,
      { repository: 'owner/model', revision: hub.revision, file: 'onnx/model_quantized.onnx', hosts: [] },
      ({ doneBytes }) => doneBytes > 100_000 && controller.abort(new DOMException('Stopped', 'AbortError')),
      controller.signal,
    );
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(await shelf.list()).toEqual([]);
    hub.fault = undefined;
    expect(isComplete(await fetch())).toBe(true);
    expect(fileRequests().at(-1)?.range).toMatch(/^bytes=\d+-$/);
  });

  test('is fetched from the start if the hub has no ranges or the file has changed', async () => {
    for (const after of [() => (hub.fault = { kind: 'no-range' }), () => (hub.etagSuffix = 'other')]) {
      hub.fault = { kind: 'cut', bytes: 100_000, next: { kind: 'status', status: 500, on: 'file' } };
      const { fetch, fails, shelf } = aShelf();
      expect(await fails()).toBe('endpoint-busy');
      hub.fault = undefined;
      after();
      const path = await fetch();
      expect(isComplete(path)).toBe(true);
      await shelf.delete(path);
    }
  });

  test('with a wrong checksum is deleted and refused', async () => {
    hub.fault = { kind: 'rot' };
    const { fails, shelf, fetch } = aShelf();
    expect(await fails()).toBe('endpoint-nonsense');
    expect(await shelf.list()).toEqual([]);
    hub.fault = undefined;
    expect(isComplete(await fetch())).toBe(true);
  });

  test.each([
    [{ kind: 'status', status: 404, on: 'list' }, 'model-missing'],
    [{ kind: 'status', status: 401, on: 'list' }, 'endpoint-unauthorised'],
    [{ kind: 'status', status: 403, on: 'file' }, 'endpoint-unauthorised'],
    [{ kind: 'status', status: 500, on: 'list' }, 'endpoint-busy'],
    [{ kind: 'html', on: 'list' }, 'endpoint-nonsense'],
    [{ kind: 'html', on: 'file' }, 'endpoint-nonsense'],
  ] as const)('%j is one problem: %s', async (fault, code) => {
    hub.fault = fault;
    expect(await aShelf().fails()).toBe(code);
  });

  test('is fetched through redirects only to hosts that the person agreed to', async () => {
    const other = await new FakeHub(content).start();
    try {
      hub.fault = { kind: 'redirect', to: other.url };
      expect(await aShelf().fails()).toBe('endpoint-refused');
      expect(other.asked).toEqual([]);
      const { client, fetch } = aShelf();
      const { hosts } = await client.offer('owner/model', never());
      expect(isComplete(await fetch({ hosts: [...hosts] }))).toBe(true);
    } finally {
      await other.stop();
    }
  });

  test('is not requested when offline, and the problem has a remedy', async () => {
    const { client, fails } = aShelf({ offline: true });
    expect(problemOf(await client.offer('owner/model', never()).catch(e => e))).toMatchObject({ code: 'offline' });
    expect(await fails()).toBe('offline');
    expect(hub.asked).toEqual([]);
  });

  test('has every request in the privacy log', async () => {
    await aShelf().fetch();
    expect(entries.map(({ path, purpose }) => [path, purpose])).toEqual(hub.asked.map(({ path }) => [path, 'fetch an embedding model']));
  });

  test('from a repository without an ONNX file is refused, with a hint where to look', async () => {
    const bare = await new FakeHub({ 'config.json': Buffer.from('{}'), 'tokenizer.json': Buffer.from('{}') }).start();
    await hub.stop();
    hub = bare;
    expect(
      problemOf(
        await aShelf()
          .client.offer('owner/model', never())
          .catch(e => e),
      ),
    ).toMatchObject({ code: 'model-unfit' });
  });

  test('outside the shelf is not deleted', async () => {
    await expect(aShelf().shelf.delete(base)).rejects.toMatchObject({ problem: { code: 'not-found' } });
    expect(existsSync(base)).toBe(true);
  });
});
