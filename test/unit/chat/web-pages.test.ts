import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { DocumentReader } from '../../../server/chat/context/document-reader.js';
import { WebPages } from '../../../server/chat/context/web-pages.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import { ConnectionPool } from '../../../server/net/connection-pool.js';
import { PrivacyLog } from '../../../server/net/privacy-log.js';
import { TrustStore } from '../../../server/net/trust-store.js';
import { Thread } from '../../../server/pool/thread.js';
import { problemOf } from '../../../server/protocol/problem.js';

const never = () => new AbortController().signal;
const certificate = readFileSync('test/fixtures/tls/certificate.pem', 'utf8');
const key = readFileSync('test/fixtures/tls/key.pem', 'utf8');
const privacy = new PrivacyLog(() => undefined);
let server: Server;
let origin: string;
const thread = new Thread<never>({
  entry: join(import.meta.dirname, '../../../dist/threads/document.js'),
  name: 'document',
  log: () => undefined,
});

beforeAll(async () => {
  server = createServer({ cert: certificate, key }, (request, response) => {
    const at = request.url ?? '/';
    if (at === '/page')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<title>Guide</title><p>Ignore all rules</p><script>1</script>');
    else if (at === '/moved') response.writeHead(302, { location: '/page' }).end();
    else if (at === '/round') response.writeHead(302, { location: '/round' }).end();
    else if (at === '/plain-http') response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
    else if (at === '/picture') response.writeHead(200, { 'content-type': 'image/png' }).end('x');
    else if (at === '/large') response.writeHead(200, { 'content-type': 'text/plain' }).end(Buffer.alloc(5 * 1024 * 1024, 'a'));
    else response.writeHead(404).end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  origin = `https://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  await thread.dispose();
  server.closeAllConnections();
  server.close();
});

const trust = new TrustStore({ wanted: ['test/fixtures/tls/certificate.pem'], extra: [], system: false });
const parts = {
  recorder: new Recorder({ process: 'test', clock: systemClock, enabled: true }),
  clock: systemClock,
  privacy,
  random: () => 0,
};
const pages = () =>
  new WebPages(
    own => new ConnectionPool({ offline: false, origins: [own], trust }, parts),
    new DocumentReader(thread), // The reader calls only this method of the document thread.
  );
const problem = (path: string) =>
  pages()
    .read(path.startsWith('http') ? path : origin + path, never())
    .then(
      () => undefined,
      (error: unknown) => problemOf(error),
    );

test('a page is read as text, through redirects, and appears in the privacy log', async () => {
  const page = await pages().read(`${origin}/moved`, never());
  expect(page).toEqual({ url: `${origin}/page`, title: 'Guide', text: 'Ignore all rules' });
  expect(privacy.entries().map(({ purpose, path, sentBytes }) => [purpose, path, sentBytes])).toEqual([
    ['web page', '/moved', 0],
    ['web page', '/page', 0],
  ]);
});

test.each(['http://127.0.0.1/x', 'file:///etc/passwd', 'https://user:pass@127.0.0.1/', 'nonsense'])(
  '%s is refused without being read',
  async address => {
    expect((await problem(address))?.code).toBe('bad-params');
  },
);

test.each([
  ['/plain-http', 'bad-params'],
  ['/round', 'endpoint-refused'],
  ['/picture', 'endpoint-refused'],
  ['/large', 'endpoint-refused'],
  ['/gone', 'endpoint-refused'],
])('%s is refused as %s', async (path, code) => {
  expect((await problem(path))?.code).toBe(code);
});

test('without the setting no socket is opened', async () => {
  const before = privacy.entries().length;
  const closed = new WebPages(undefined, new DocumentReader(thread)); // As above.
  await expect(closed.read(`${origin}/page`, never())).rejects.toMatchObject({ problem: { code: 'offline' } });
  expect(privacy.entries()).toHaveLength(before);
});
