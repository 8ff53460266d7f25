import { expect, test } from 'vitest';
import { privacyText } from '../../../../extension/editor/privacy-text.js';
import type { Translate } from '../../../../extension/editor/status-words.js';
import type { SentRequest } from '../../../../server/protocol/privacy.js';

const t: Translate = (message, ...args) => message.replaceAll(/\{(\d)\}/g, (_, i: string) => String(args[Number(i)]));

const aRequest = (changes: Partial<SentRequest> = {}): SentRequest => ({
  at: Date.UTC(2026, 0, 2, 3, 4, 5),
  method: 'POST',
  origin: 'http://127.0.0.1:11434',
  path: '/api/chat',
  purpose: 'chat',
  local: true,
  sentBytes: 120,
  receivedBytes: 4500,
  result: 200,
  durationMs: 812.4,
  ...changes,
});

test('the privacy log says that nothing was sent, and where older requests are', () => {
  const text = privacyText({ requests: [], file: '/s/requests.log' }, t);
  expect(text).toContain('Nothing was sent.');
  expect(text).toContain('/s/requests.log');
});

test('the privacy log shows the newest request first, and counts those that left the machine', () => {
  const far = aRequest({
    at: Date.UTC(2026, 0, 3),
    origin: 'https://models.example',
    path: '/v1/chat',
    local: false,
    result: 'endpoint-busy',
  });
  const lines = privacyText({ requests: [aRequest(), far], file: '/s/requests.log' }, t).split('\n');
  expect(lines).toContain('2 requests, 1 of them to another machine.');
  const rows = lines.filter(line => line.startsWith('2026-'));
  expect(rows.map(row => row.split(/ {2,}/))).toEqual([
    [
      '2026-01-03T00:00:00.000Z',
      'ANOTHER MACHINE',
      'chat',
      'POST https://models.example/v1/chat',
      'sent 120 B, received 4500 B',
      'endpoint-busy',
      '812 ms',
    ],
    [
      '2026-01-02T03:04:05.000Z',
      'this machine',
      'chat',
      'POST http://127.0.0.1:11434/api/chat',
      'sent 120 B, received 4500 B',
      '200',
      '812 ms',
    ],
  ]);
});
