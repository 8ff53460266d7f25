import { expect, test } from 'vitest';
import { initialState, type PanelState } from '../../../webview/model/state/panel-state.js';
import { checkSnapshot, snapshotOf } from '../../../webview/model/state/snapshot.js';
import { askedTurn } from '../../../webview/model/state/turn-state.js';

const turn = (id: string, text: string) => ({ ...askedTurn({ turnId: id, question: 'q', attachments: [] }, 1, 1), text });
const withTurns = (...turns: readonly ReturnType<typeof turn>[]): PanelState => {
  const state = initialState('c');
  return { ...state, conversation: { ...state.conversation, turns } };
};

test('a new webview restores what the last one left; a running turn is to be followed', () => {
  const kept = structuredClone(snapshotOf(withTurns(turn('1', 'half an ans'))));
  expect(checkSnapshot(kept, 7)?.conversation.turns[0]).toMatchObject({
    id: '1',
    text: 'half an ans',
    life: { kind: 'resuming', sinceMs: 7 },
  });
});

test('no more than the last turns are stored, and no endless text', () => {
  expect(snapshotOf(withTurns(...Array.from({ length: 50 }, (_, n) => turn(String(n), 'x')))).conversation.turns).toHaveLength(20);
  expect(snapshotOf(withTurns(turn('long', 'x'.repeat(1_000_000)), turn('short', 'y'))).conversation.turns.map(({ id }) => id)).toEqual([
    'short',
  ]);
});

test('what is not a snapshot is dropped', () => {
  const good = structuredClone(snapshotOf(initialState('c')));
  const bad: unknown[] = [
    undefined,
    null,
    5,
    {},
    { ...good, version: 3 },
    { ...good, draft: null },
    { ...good, conversation: { id: 'c', turns: [null] } },
  ];
  expect(bad.map(kept => checkSnapshot(kept, 1))).toEqual(bad.map(() => undefined));
});
