import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { WorkerDiedError } from '../../../server/pool/remote-calls.js';
import { Thread, type ThreadOptions } from '../../../server/pool/thread.js';
import { bundle } from '../../kit/bundle.js';
import type { EchoTable } from '../../kit/threads/echo.js';

let entry: string;
beforeAll(() => {
  entry = bundle('test/kit/threads/echo.ts');
});

const threads: Thread<EchoTable>[] = [];
const logged: string[] = [];
function aThread(options: Partial<ThreadOptions> = {}): Thread<EchoTable> {
  const thread = new Thread<EchoTable>({ entry, name: 'echo', log: (_, text) => void logged.push(text), ...options });
  threads.push(thread);
  return thread;
}
afterEach(async () => {
  for (const thread of threads.splice(0)) await thread.dispose();
  logged.length = 0;
});
const forever = new AbortController().signal;

describe('Thread.call()', () => {
  test('resolves to what the handler returns', async () => {
    const thread = aThread({ data: { answer: 42 } });
    expect(await thread.call('echo', { a: [1, 2] }, forever)).toEqual({ a: [1, 2] });
    expect(await thread.call('data', undefined, forever)).toEqual({ answer: 42 });
    expect(thread.nStarts).toBe(1);
  });

  test('transfers what the handler marks for transfer', async () => {
    expect((await aThread().call('bytes', 5, forever)).length).toBe(5);
  });

  test('rejects with the Problem of the handler', async () => {
    await expect(aThread().call('problem', undefined, forever)).rejects.toMatchObject({ problem: { code: 'not-found' } });
  });

  test('rejects with name and message of an error that the handler throws', async () => {
    await expect(aThread().call('bug', undefined, forever)).rejects.toMatchObject({ name: 'TypeError', message: 'a bug' });
  });

  test('rejects if params cannot be cloned, and keeps serving', async () => {
    const thread = aThread();
    await expect(thread.call('echo', () => 1, forever)).rejects.toThrow(/could not be cloned/);
    expect(await thread.call('echo', 1, forever)).toBe(1);
  });

  test('rejects if too many calls are waiting', async () => {
    const thread = aThread({ maxCalls: 2 });
    const stop = new AbortController();
    const waiting = [thread.call('wait', undefined, stop.signal), thread.call('wait', undefined, stop.signal)];
    await expect(thread.call('echo', 1, forever)).rejects.toMatchObject({ problem: { code: 'queue-full' } });
    stop.abort();
    await Promise.allSettled(waiting);
    expect(await thread.call('echo', 1, forever)).toBe(1);
  });
});

describe('a stopped call', () => {
  test("rejects immediately with the signal's reason", async () => {
    const stop = new AbortController();
    const call = aThread().call('wait', undefined, stop.signal);
    stop.abort(new Error('enough'));
    await expect(call).rejects.toThrow('enough');
  });

  test('that was stopped before it began never reaches the thread', async () => {
    const thread = aThread();
    await expect(thread.call('echo', 1, AbortSignal.abort())).rejects.toThrow();
    expect(thread.nStarts).toBe(0);
  });

  test('is noticed by blocking code that checks for it', async () => {
    const thread = aThread({ graceMs: 60_000 });
    await thread.call('echo', 0, forever);
    const stop = new AbortController();
    const call = thread.call('spin', undefined, stop.signal);
    stop.abort();
    await expect(call).rejects.toThrow();
    // The thread answers again without another start.
    expect(await thread.call('echo', 2, forever)).toBe(2);
    expect(thread.nStarts).toBe(1);
  });

  test('terminates a thread that does not acknowledge it, and the next call starts the thread again', async () => {
    const thread = aThread({ graceMs: 1 });
    await thread.call('echo', 0, forever);
    const stop = new AbortController();
    const started = new Int32Array(new SharedArrayBuffer(4));
    const call = expect(thread.call('block', started, stop.signal)).rejects.toThrow();
    const other = expect(thread.call('echo', 1, forever)).rejects.toBeInstanceOf(WorkerDiedError);
    await Atomics.waitAsync(started, 0, 0).value;
    stop.abort();
    await Promise.all([call, other]);
    expect(await thread.call('echo', 3, forever)).toBe(3);
    expect(thread.nStarts).toBe(2);
  });
});

describe('a thread that dies', () => {
  test('rejects every waiting call, and is started again by the next', async () => {
    const thread = aThread();
    await thread.call('echo', 0, forever);
    const waiting = expect(thread.call('wait', undefined, forever)).rejects.toBeInstanceOf(WorkerDiedError);
    const dying = expect(thread.call('die', undefined, forever)).rejects.toBeInstanceOf(WorkerDiedError);
    await Promise.all([waiting, dying]);
    expect(await thread.call('echo', 1, forever)).toBe(1);
    expect(logged.join()).toContain('echo died');
  });

  test('notifies its listeners at every start, before the waiting calls', async () => {
    const thread = aThread();
    let nStarts = 0;
    thread.onStart(() => nStarts++);
    await thread.call('die', undefined, forever).catch(() => undefined);
    await thread.call('echo', 1, forever);
    expect(nStarts).toBe(2);
  });

  test('settles its calls when it is disposed', async () => {
    const thread = aThread();
    const call = expect(thread.call('wait', undefined, forever)).rejects.toBeInstanceOf(WorkerDiedError);
    await thread.dispose();
    await call;
    await expect(thread.call('echo', 1, forever)).rejects.toBeInstanceOf(WorkerDiedError);
  });

  test('ends when idle, and a call starts it again', async () => {
    const thread = aThread({ idleMs: 1 });
    const ended = new Promise<void>(resolve => {
      const timer = setInterval(() => {
        if (thread.running || thread.nStarts === 0) return;
        clearInterval(timer);
        resolve();
      }, 1);
    });
    await thread.call('echo', 1, forever);
    await ended;
    expect(await thread.call('echo', 2, forever)).toBe(2);
    expect(thread.nStarts).toBe(2);
  });
});
