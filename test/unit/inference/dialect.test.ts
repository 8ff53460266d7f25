/** What a server's refusals teach about the requests that it accepts. */
import { describe, expect, test } from 'vitest';
import { type ChatBody, Dialect } from '../../../server/inference/dialect.js';

const wanted: ChatBody = {
  model: 'm',
  messages: [
    { role: 'system', content: 'Be exact.' },
    { role: 'user', content: 'Why?' },
  ],
  stream: true,
  stream_options: { include_usage: true },
  max_tokens: 8192,
  temperature: 0.2,
};

function after(...refusals: readonly string[]): ChatBody | 'gave up' {
  const dialect = new Dialect();
  for (const refusal of refusals) if (!dialect.learn('m', dialect.body('m', wanted), refusal)) return 'gave up';
  return dialect.body('m', wanted);
}

describe('Dialect', () => {
  test('sends a request as it is as long as nothing was refused', () => {
    expect(after()).toEqual(wanted);
  });

  test('uses the other name of the token limit if the first is refused', () => {
    const body = after("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.");
    expect(body).toMatchObject({ max_completion_tokens: 8192 });
    expect(body).not.toHaveProperty('max_tokens');
  });

  test('leaves the token limit out if both names are refused', () => {
    const body = after('unknown parameter max_tokens', 'unknown parameter max_completion_tokens');
    expect(body).not.toHaveProperty('max_tokens');
    expect(body).not.toHaveProperty('max_completion_tokens');
  });

  test('lowers the token limit to what the server allows', () => {
    expect(after('max_tokens is too large: 8192. This model supports at most 4096 completion tokens')).toMatchObject({ max_tokens: 4096 });
  });

  test.each([
    ['temperature', "Unsupported value: 'temperature' does not support 0.2 with this model. Only the default (1) value is supported."],
    ['stream_options', 'stream_options: Extra inputs are not permitted'],
    ['stream_options', 'Unknown name "stream_options": Cannot find field, invalid JSON payload'],
  ])('leaves out %s after "%s"', (name, refusal) => {
    expect(after(refusal)).not.toHaveProperty(name);
    expect(after(refusal)).toHaveProperty('max_tokens');
  });

  test('gives the instructions as part of the first question if the chat template knows no system role', () => {
    expect(after('System role not supported')).toMatchObject({ messages: [{ role: 'user', content: 'Be exact.\n\nWhy?' }] });
  });

  test('leaves out everything optional after a refusal without a word', () => {
    expect(after('')).toEqual({ model: 'm', messages: wanted.messages, stream: true, max_tokens: 8192 });
  });

  test('gives up if the refusal names nothing that was sent', () => {
    expect(after('Invalid model configuration: rope scaling')).toBe('gave up');
  });

  test('remembers each model apart', () => {
    const dialect = new Dialect();
    dialect.learn('m', wanted, 'temperature is not supported');
    expect(dialect.body('other', wanted)).toHaveProperty('temperature');
  });
});
