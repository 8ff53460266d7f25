import { expect, test } from 'vitest';
import { systemClock } from '../../../server/base/clock.js';
import { PromptSpeed } from '../../../server/chat/answer/prompt-speed.js';
import { TokenEstimate } from '../../../server/chat/answer/token-estimate.js';
import { ContextMeter } from '../../../server/chat/context/context-meter.js';
import { MemoryConversations } from '../../../server/conversations/memory-conversations.js';
import { Recorder } from '../../../server/monitor/recorder.js';
import type { Place } from '../../../server/protocol/place.js';
import { ProblemError } from '../../../server/protocol/problem.js';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';
import { aPlace, folder } from '../../kit/a-chat.js';

const never = () => new AbortController().signal;

/** A meter without a model: the window is the assumed one. */
function aMeter(places: readonly Place[], neighbours: readonly Place[] = []) {
  const queries: string[] = [];
  const search = async ({ query }: { readonly query: string }) => {
    queries.push(query);
    return { places, elapsedMs: 1, nFiles: 1, nChunks: 1 };
  };
  const conversations = new MemoryConversations();
  const meter = new ContextMeter({
    search,
    neighbours: async () => neighbours.map(place => ({ kind: 'caller' as const, place })),
    recorder: new Recorder({ process: 'test', clock: systemClock, enabled: true }),
    models: { choose: async () => Promise.reject(new ProblemError('endpoint-unreachable', verbatim('No server'), verbatim('Start one'))) },
    estimate: new TokenEstimate(),
    speed: new PromptSpeed(),
    conversations,
    prompts: { list: async () => [] } as never, // These questions look for no prompt file.
    sources: () => ({
      files: { read: async () => 'text' } as never, // No other method is called.
      unsaved: () => undefined,
      conversations,
      search,
      labelOf: ({ path }: { readonly path: string }) => path,
    }),
  });
  return { meter, queries };
}

const all = { places: true, without: [] };

test('the places that the answer would be sent are listed beforehand, including neighbours, each with its tokens', async () => {
  const { meter } = aMeter([aPlace('a.ts', 1, 20)], [aPlace('n.ts', 5, 9)]);
  const { places } = await meter.measure({ question: 'where is it?', attachments: [], context: all }, never());
  expect(places.map(({ range, fits }) => [range.path, fits])).toEqual([
    ['a.ts', 'whole'],
    ['n.ts', 'whole'],
  ]);
  expect(places.every(({ nTokens }) => nTokens > 10)).toBe(true);
});

test('each place that does not fit is marked, and they are counted', async () => {
  const { meter } = aMeter(Array.from({ length: 12 }, (_, i) => aPlace(`f${i}.ts`, 1, 200)));
  const { places, leftOut } = await meter.measure({ question: 'where is it?', attachments: [], context: all }, never());
  const missing = places.filter(({ fits }) => fits !== 'whole').length;
  expect(missing).toBeGreaterThan(0);
  expect(leftOut.nPlaces).toBe(missing);
});

test('a removed place is not offered again; if no places are wanted, nothing is searched', async () => {
  const { meter, queries } = aMeter([aPlace('a.ts', 1, 9), aPlace('b.ts', 1, 9)]);
  const without = [{ folder, path: 'a.ts', startLine: 1, endLine: 9 }];
  const { places } = await meter.measure({ question: 'where is it?', attachments: [], context: { places: true, without } }, never());
  expect(places.map(({ range }) => range.path)).toEqual(['b.ts']);
  const none = await meter.measure({ question: 'where is it?', attachments: [], context: { places: false, without: [] } }, never());
  expect(none.places).toEqual([]);
  expect(queries).toHaveLength(1);
});
