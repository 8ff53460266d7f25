import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OllamaProvider } from '../../../server/inference/ollama-provider.js';
import { OpenAiProvider } from '../../../server/inference/openai-provider.js';
import { modelsOf } from '../../../server/inference/openai-replies.js';
import type { Attachment } from '../../../server/protocol/chat.js';
import { aChat, aPlace, aQuestion, hear, saying } from '../../kit/a-chat.js';
import { aPool } from '../../kit/a-pool.js';

const never = () => new AbortController().signal;
const image: Attachment = {
  kind: 'image',
  name: 'error.png',
  mediaType: 'image/png',
  data: 'iVBORw0KGgo=',
  thumbnail: 'data:image/jpeg;base64,AAAA',
  width: 600,
  height: 300,
};
const asked = aQuestion('what does it show?', { attachments: [image] });

describe('an image in a question', () => {
  test('goes to a model that sees images, beside the text', async () => {
    const { chat, requests } = aChat({ places: [aPlace('a.ts', 1, 3)], model: saying('An error.'), sees: true });
    await hear(emit => chat.ask(asked, emit, never()));
    expect(requests[0]!.messages.at(-1)?.images).toMatchObject([{ mediaType: 'image/png', data: 'iVBORw0KGgo=' }]);
  });

  test('is refused with a way out if the model sees no images, and nothing is sent', async () => {
    const { chat, requests } = aChat({ places: [aPlace('a.ts', 1, 3)], model: saying('?') });
    const { end } = await hear(emit => chat.ask(asked, emit, never()));
    expect(end).toMatchObject({ kind: 'failed', problem: { code: 'model-unfit' } });
    expect(requests).toEqual([]);
  });

  test('is stored with its conversation only as a thumbnail', async () => {
    const { chat, conversations } = aChat({ places: [aPlace('a.ts', 1, 3)], model: saying('An error.'), sees: true });
    await hear(emit => chat.ask(asked, emit, never()));
    const { turns } = await conversations.open('c');
    expect(turns[0]?.attachments).toEqual([{ ...image, data: '' }]);
  });
});

describe('in a request', () => {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => (body += part.toString()));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(500).end();
    });
  });
  let url: string;
  beforeAll(async () => {
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  beforeEach(() => bodies.splice(0));
  afterAll(() => server.close());
  const messages = [{ role: 'user' as const, content: 'look', images: [{ mediaType: 'image/png' as const, data: 'AAAA' }] }];

  test.each([
    ['ollama', OllamaProvider, { role: 'user', content: 'look', images: ['AAAA'] }],
    [
      'openai',
      OpenAiProvider,
      {
        role: 'user',
        content: [
          { type: 'text', text: 'look' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        ],
      },
    ],
  ] as const)('%s gets the image in its own form', async (kind, Provider, message) => {
    const { pool } = aPool(url);
    const read = async () => {
      for await (const _ of new Provider({ kind, url }, pool).chat({ model: 'm', messages, priority: 'person' }, never()));
    };
    await expect(read()).rejects.toThrow();
    await pool.dispose();
    expect(JSON.parse(bodies.find(body => body.includes('look'))!)).toMatchObject({ messages: [message] });
  });
});

test.each([
  [{ type: 'vlm' }, true],
  [{ capabilities: ['completion', 'vision'] }, true],
  [{ capabilities: { vision: true } }, true],
  [{ architecture: { input_modalities: ['text', 'image'] } }, true],
  [{}, false],
  [{ capabilities: ['completion'] }, false],
  [{ architecture: { input_modalities: ['text'] } }, false],
  [{ type: 'llm' }, false],
])('a model that an endpoint lists with %j reads images: %s', (row, sees) => {
  const [model] = modelsOf({ data: [{ id: 'm', ...row }] }, false) ?? [];
  expect(model?.capabilities.includes('vision')).toBe(sees);
});
