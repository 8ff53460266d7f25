/** Addresses of endpoints as people paste them. */
import { expect, test } from 'vitest';
import { endpointAddress } from '../../../server/inference/endpoint-address.js';

test.each([
  ['http://127.0.0.1:1234', ['http://127.0.0.1:1234/v1', 'http://127.0.0.1:1234'], ''],
  ['http://127.0.0.1:1234/v1/', ['http://127.0.0.1:1234/v1'], ''],
  ['https://a.example/v1/chat/completions', ['https://a.example/v1'], ''],
  ['https://a.example/v1beta/openai/', ['https://a.example/v1beta/openai'], ''],
  ['https://a.example/inference', ['https://a.example/inference/v1', 'https://a.example/inference'], ''],
  ['https://a.example/openai/v1?api-version=preview', ['https://a.example/openai/v1'], '?api-version=preview'],
  [
    'https://a.example/openai/deployments/gpt/chat/completions?api-version=2024-10-21',
    ['https://a.example/openai/deployments/gpt/v1', 'https://a.example/openai/deployments/gpt'],
    '?api-version=2024-10-21',
  ],
  ['https://a.example/api/v3', ['https://a.example/api/v3'], ''],
  ['http://127.0.0.1:8080/models', ['http://127.0.0.1:8080/v1', 'http://127.0.0.1:8080'], ''],
])('%s is asked at %j', (pasted, bases, query) => {
  expect(endpointAddress(pasted)).toMatchObject({ bases, query });
});
