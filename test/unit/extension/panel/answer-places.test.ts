import { expect, test } from 'vitest';
import type { Caller } from '../../../../extension/host/caller.js';
import { PlacesOfAnswers } from '../../../../extension/panel/answer-places.js';
import type { AskItem } from '../../../../server/protocol/chat.js';
import type { Place } from '../../../../server/protocol/place.js';

const aPlace = (path: string): Place => ({
  folder: 'file:///w',
  path,
  startLine: 1,
  endLine: 2,
  chain: [],
  focusLine: 1,
  language: 'typescript',
  score: 1,
  reasons: [],
  why: [],
  text: '',
});

/** Asks questions whose answers stream the places of the paths. */
function aPlacesOfAnswers() {
  let nChanges = 0;
  let paths: readonly string[] = [];
  let cited: readonly (readonly [path: string, verified: boolean])[] = [];
  const call = async (_name: string, _params: unknown, _signal: AbortSignal, onItems?: (items: readonly AskItem[]) => void) => {
    onItems?.([{ kind: 'places', places: paths.map(aPlace), elapsedMs: 1 }]);
    const range = (path: string) => ({ folder: 'file:///w', path, startLine: 1, endLine: 2 });
    for (const [path, verified] of cited) onItems?.([{ kind: 'citation', citation: { range: range(path), verified, at: 0, length: 1 } }]);
    return { kind: 'stopped' };
  };
  // A Caller has only `call`; this one answers every row the same way.
  const kept = new PlacesOfAnswers({ call } as unknown as Caller, () => nChanges++);
  const heard: AskItem[] = [];
  const ask = (turnId: string, ...of: readonly string[]) => {
    paths = of;
    const params = { conversationId: 'c', turnId, question: `about ${turnId}`, attachments: [], fresh: false, task: 'chat' as const };
    return kept.call('chat/ask', params, new AbortController().signal, items => heard.push(...items));
  };
  const shown = () => kept.answers.map(({ question, places }) => [question, places.map(({ path }) => path)]);
  return { kept, ask, cite: (...of: typeof cited) => (cited = of), heard, shown, nChanges: () => nChanges };
}

test('places of answers are kept newest first, and the panel still gets every item', async () => {
  const { ask, heard, shown, nChanges } = aPlacesOfAnswers();
  await ask('one', 'a.ts', 'b.ts');
  await ask('two', 'c.ts');
  expect(shown()).toEqual([
    ['about two', ['c.ts']],
    ['about one', ['a.ts', 'b.ts']],
  ]);
  expect(heard).toHaveLength(2);
  expect(nChanges()).toBe(2);
});

test('an answer without places adds nothing, and a turn that is asked again is kept once', async () => {
  const { ask, shown } = aPlacesOfAnswers();
  await ask('one', 'a.ts');
  await ask('none');
  await ask('one', 'b.ts');
  expect(shown()).toEqual([['about one', ['b.ts']]]);
});

test('no more than the last ten answers are kept', async () => {
  const { ask, shown } = aPlacesOfAnswers();
  for (let i = 0; i < 12; i++) await ask(`q${i}`, 'a.ts');
  expect(shown()).toHaveLength(10);
  expect(shown()[0]).toEqual(['about q11', ['a.ts']]);
});

test('cited lines are kept if they were verified', async () => {
  const { kept, ask, cite } = aPlacesOfAnswers();
  cite(['a.ts', true], ['b.ts', false]);
  await ask('one', 'a.ts', 'b.ts');
  cite();
  await ask('two', 'a.ts');
  expect(kept.answers.map(({ cited }) => cited.map(({ path }) => path))).toEqual([[], ['a.ts']]);
});
