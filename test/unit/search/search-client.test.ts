import { expect, test } from 'vitest';
import { UnsavedTexts } from '../../../server/indexing/unsaved-texts.js';
import { WorkerDiedError } from '../../../server/pool/remote-calls.js';
import type { Thread } from '../../../server/pool/thread.js';
import { SearchClient } from '../../../server/search/search-client.js';
import type { SearchThreadMethods } from '../../../server/search/search-thread-methods.js';

const signal = new AbortController().signal;

/** A client whose thread answers with `answers`, call by call. */
function aSearcher(...answers: (() => unknown)[]) {
  const asked: string[] = [];
  let start = (): void => undefined;
  const thread = {
    running: true,
    onStart: (listener: () => void) => {
      start = listener;
      return { dispose: () => undefined };
    },
    call: async (name: string) => {
      asked.push(name);
      return answers[asked.length - 1]?.();
    },
    dispose: async () => undefined,
  };
  // The client calls only these methods of a thread.
  const unsaved = new UnsavedTexts();
  return {
    searcher: new SearchClient(thread as unknown as Thread<SearchThreadMethods>, unsaved, () => undefined),
    asked,
    unsaved,
    start: () => start(),
  };
}
const died = () => {
  throw new WorkerDiedError('search died');
};
const answer = { places: [], elapsedMs: 1, nFiles: 0, nChunks: 0 };

test('a question whose thread died is asked again', async () => {
  const { searcher, asked } = aSearcher(died, () => answer);
  expect(await searcher.search({ query: 'x', limit: 10 }, signal)).toEqual(answer);
  expect(asked).toEqual(['search', 'search']);
  await searcher.dispose();
});

test('a question that kills every thread fails after three', async () => {
  const { searcher, asked } = aSearcher(died, died, died, () => answer);
  await expect(searcher.search({ query: 'x', limit: 10 }, signal)).rejects.toBeInstanceOf(WorkerDiedError);
  expect(asked).toHaveLength(3);
  await searcher.dispose();
});

test('the thread gets each unsaved text when it changes, and all of them when it starts again', async () => {
  const { searcher, asked, unsaved, start } = aSearcher();
  unsaved.set('/work/a.ts', 'one');
  unsaved.set('/work/b.ts', 'two');
  unsaved.set('/work/b.ts', undefined);
  expect(asked.splice(0)).toEqual(['setUnsaved', 'setUnsaved', 'setUnsaved']);
  start();
  expect(asked).toEqual(['setUnsaved']);
  await searcher.dispose();
  unsaved.set('/work/a.ts', 'three');
  expect(asked).toEqual(['setUnsaved']);
});

test('a question that met a bug is not asked again', async () => {
  const { searcher, asked } = aSearcher(() => {
    throw new TypeError('x is not a function');
  });
  await expect(searcher.search({ query: 'x', limit: 10 }, signal)).rejects.toBeInstanceOf(TypeError);
  expect(asked).toHaveLength(1);
  await searcher.dispose();
});
