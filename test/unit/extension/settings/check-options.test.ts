import { expect, test } from 'vitest';
import { checkOptions } from '../../../../extension/settings/check-options.js';

const check = (settings: Record<string, unknown>, keys: Record<string, string> = {}) =>
  checkOptions(key => settings[key], new Map(Object.entries(keys)), { storageDir: '/storage', trusted: true, language: 'en' });

test('settings that are absent take their defaults', () => {
  const { options, wrong } = check({});
  expect(wrong).toEqual([]);
  expect(options).toMatchObject({
    storageDir: '/storage',
    chatModel: '',
    offline: false,
    threads: 0,
    maxFileBytes: 2048 * 1024,
    endpoints: [{ kind: 'ollama', url: 'http://127.0.0.1:11434' }],
  });
});

test('a wrong value is reported with its key and replaced by its default, and the others stay', () => {
  const { options, wrong } = check({ 'vibe.threads': -1, 'vibe.offline': 'yes', 'vibe.chatModel': 'qwen' });
  expect(wrong.map(({ key }) => key)).toEqual(['vibe.offline', 'vibe.threads']);
  expect(options).toMatchObject({ threads: 0, offline: false, chatModel: 'qwen' });
});

test.each(['file:///etc/passwd', 'javascript:alert(1)', 'ollama'])('an endpoint must be a web address, and %s is not one', url => {
  const { options, wrong } = check({ 'vibe.endpoints': [{ kind: 'ollama', url }] });
  expect(wrong.map(({ key }) => key)).toEqual(['vibe.endpoints']);
  expect(options.endpoints[0]?.url).toBe('http://127.0.0.1:11434');
});

test('a key in settings is not used', () => {
  const { options } = check({ 'vibe.endpoints': [{ kind: 'openai', url: 'https://models.example', apiKey: 'sk-leaked' }] });
  expect(options.endpoints).toEqual([{ kind: 'openai', url: 'https://models.example' }]);
});

test('a key in secret storage goes only to its own endpoint', () => {
  const endpoints = [
    { kind: 'openai', url: 'https://a.example' },
    { kind: 'openai', url: 'https://b.example' },
  ];
  const { options } = check({ 'vibe.endpoints': endpoints }, { 'https://b.example': 'sk-b' });
  expect(options.endpoints.map(endpoint => endpoint.apiKey)).toEqual([undefined, 'sk-b']);
});

test('the record cannot be changed', () => {
  expect(Object.isFrozen(check({}).options)).toBe(true);
});

test("the proxy is the editor's setting, and a wrong value of it is reported by that name", () => {
  const { options, wrong } = check({ 'http.proxy': 'http://proxy:3128', 'http.noProxy': ['.intern'], 'http.proxySupport': 'sometimes' });
  expect(options).toMatchObject({ proxy: 'http://proxy:3128', noProxy: ['.intern'], proxySupport: 'override', proxyStrictSSL: true });
  expect(wrong.map(({ key }) => key)).toEqual(['http.proxySupport']);
});

test('a task without a model of its own is left to the chat model', () => {
  const { options, wrong } = check({ 'vibe.models': { edit: 'qwen2.5-coder:7b' } });
  expect([options.models, wrong]).toEqual([{ explain: '', edit: 'qwen2.5-coder:7b', command: '' }, []]);
});
