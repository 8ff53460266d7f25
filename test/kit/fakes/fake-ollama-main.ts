/**
 * The fake Ollama as a process: `node test/kit/fakes/fake-ollama-main.ts --port N [--token-ms 5] [--load-ms 0] [--options JSON]`. Prints its
 * address when it listens.
 */
import { parseArgs } from 'node:util';
import type * as fakeModule from './fake-ollama.js';

// Imported by URL: Node runs this file without a build, where a specifier ending in `.js` does not resolve.
const { FakeOllama } = (await import(new URL('./fake-ollama.ts', import.meta.url).href)) as typeof fakeModule;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    'token-ms': { type: 'string', default: '5' },
    'load-ms': { type: 'string', default: '0' },
    options: { type: 'string', default: '{}' },
  },
});
const options = JSON.parse(values.options) as fakeModule.FakeOllamaOptions;
const fake = await new FakeOllama({ tokenMs: Number(values['token-ms']), loadMs: Number(values['load-ms']), ...options }).start(
  Number(values.port),
);
process.stdout.write(`${fake.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void fake.stop().then(() => process.exit(0)));
