import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const patient = { testTimeout: 300_000, hookTimeout: 300_000 };

/**
 * Time-outs only end what hangs: they are many times what a test or hook takes on a quiet machine, for a busy one stands still for seconds.
 * Files of `unit` share their modules: nothing there keeps state outside of what a test makes.
 * `unit` needs no build but the kernels; `wire` drives the built server; `webview` drives the built panel in a browser; `ollama` drives a real server and is run by hand.
 */
export default defineConfig({
  test: {
    globalSetup: ['test/kit/build-once.ts'],
    pool: 'threads',
    // One core is not left over on a machine of two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 45_000 } },
    // A shared machine may take a thread away for a second: in continuous integration a test is tried twice, and the report says so.
    retry: process.env['CI'] ? 1 : 0,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/{unit,contract,golden}/**/*.test.{ts,tsx}'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          isolate: false,
        },
      },
      { extends: true, test: { name: 'wire', include: ['test/wire/**/*.test.ts'], ...patient } },
      { extends: true, test: { name: 'webview', include: ['test/webview/**/*.test.ts'], ...patient, fileParallelism: false } },
      { extends: true, test: { name: 'ollama', include: ['test/ollama/**/*.test.ts'], ...patient, fileParallelism: false } },
    ],
  },
});
