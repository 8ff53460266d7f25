import { expect, test } from 'vitest';
import type { Conversation, Turn } from '../../../server/protocol/chat.js';
import type { PanelMessage } from '../../../webview/model/state/panel-message.js';
import { initialState, type PanelState } from '../../../webview/model/state/panel-state.js';
import { maxQueued, reduce } from '../../../webview/model/state/reduce.js';
import { askedTurn } from '../../../webview/model/state/turn-state.js';

const run = (messages: readonly PanelMessage[], state: PanelState = initialState('c')): PanelState => messages.reduce(reduce, state);
const asked = (id: string, replaces?: string): PanelMessage => ({
  kind: 'asked',
  turn: askedTurn({ turnId: id, question: `question ${id}`, attachments: [] }, 1, 1),
  replaces,
});
const stopped = (turnId: string): PanelMessage => ({ kind: 'ended', turnId, end: { kind: 'stopped' } });
const ids = (state: PanelState) => state.conversation.turns.map(turn => turn.id);
const kept = (id: string, end?: Turn['end']): Turn => ({
  id,
  question: id,
  attachments: [],
  askedAt: 1,
  places: [],
  text: 'kept',
  citations: [],
  ...(end ? { end } : {}),
});
const conversation = (id: string, turns: readonly Turn[]): Conversation => ({
  id,
  title: 'Title',
  pinned: false,
  changedAt: 1,
  nTurns: turns.length,
  turns,
});

test('the first question names a conversation', () => {
  expect(run([asked('1')]).conversation).toMatchObject({ title: 'question 1', life: 'open' });
});

test('a question asked again replaces its turn and all later ones', () => {
  expect(ids(run([asked('1'), asked('2'), asked('3'), asked('4', '2')]))).toEqual(['1', '4']);
});

test('items reach their turn even if a later one has been asked', () => {
  const state = run([asked('1'), asked('2'), { kind: 'items', turnId: '1', items: [{ kind: 'delta', text: 'x' }], nowMs: 1 }]);
  expect(state.conversation.turns.map(turn => turn.text)).toEqual(['x', '']);
});

test('items of a turn that is not shown change nothing', () => {
  const state = run([asked('1')]);
  expect(reduce(state, { kind: 'items', turnId: 'other', items: [{ kind: 'delta', text: 'x' }], nowMs: 1 })).toBe(state);
});

test('an older index status does not overtake a newer one', () => {
  const status = (version: number): PanelMessage => ({ kind: 'index', status: { version, folders: [] } });
  expect(run([status(5), status(3)]).index?.version).toBe(5);
});

test('a conversation that arrives after the person opened another one is dropped', () => {
  const state = run([
    { kind: 'opening', conversationId: 'a', title: 'A' },
    { kind: 'opening', conversationId: 'b', title: 'B' },
    { kind: 'opened', conversation: conversation('a', [kept('1')]), nowMs: 1 },
  ]);
  expect(state.conversation).toMatchObject({ id: 'b', turns: [], nBefore: 0, life: 'opening' });
});

test('a stored turn without an end is to be followed; one that streams here already is left alone', () => {
  const streaming = run([asked('1'), { kind: 'items', turnId: '1', items: [{ kind: 'delta', text: 'newer' }], nowMs: 1 }]);
  const state = reduce(streaming, { kind: 'opened', conversation: conversation('c', [kept('1'), kept('2')]), nowMs: 1 });
  expect(state.conversation.turns.map(({ text, life }) => [text, life.kind])).toEqual([
    ['newer', 'writing'],
    ['kept', 'resuming'],
  ]);
});

test('an answer that ended here keeps what the server does not repeat', () => {
  const items: PanelMessage = {
    kind: 'items',
    turnId: '1',
    items: [
      { kind: 'places', places: [], elapsedMs: 32 },
      { kind: 'delta', text: 'kept' },
    ],
    nowMs: 1,
  };
  const state = run([
    asked('1'),
    items,
    stopped('1'),
    { kind: 'opened', conversation: conversation('c', [kept('1', { kind: 'stopped' })]), nowMs: 1 },
  ]);
  expect(state.conversation.turns[0]).toMatchObject({ text: 'kept', placesMs: 32 });
});

test('a question that the server does not know yet outlives the opening of its conversation', () => {
  const state = run([asked('1'), { kind: 'opened', conversation: conversation('c', []), nowMs: 1 }]);
  expect(ids(state)).toEqual(['1']);
});

test('at most ten questions wait', () => {
  const queued = (n: number): PanelMessage => ({ kind: 'queued', queued: { turnId: String(n), question: 'q', attachments: [] } });
  const state = run(Array.from({ length: maxQueued + 3 }, (_, n) => queued(n)));
  expect(state.queue).toHaveLength(maxQueued);
});

test('ArrowUp recalls questions from the newest to the oldest, ArrowDown goes back to the empty draft', () => {
  const state = run([asked('1'), stopped('1'), asked('2'), stopped('2')]);
  const texts: string[] = [];
  let next = state;
  for (const step of [1, 1, 1, -1, -1] as const) {
    next = reduce(next, { kind: 'recalled', step });
    texts.push(next.draft.text);
  }
  expect(texts).toEqual(['question 2', 'question 1', 'question 1', 'question 2', '']);
});

test('ArrowUp does not overwrite a draft', () => {
  const state = run([asked('1'), stopped('1'), { kind: 'draft', text: 'half a question' }]);
  expect(reduce(state, { kind: 'recalled', step: 1 })).toBe(state);
});

test('the same context is attached once', () => {
  const attachment = { kind: 'file' as const, folder: 'f', path: 'a.ts' };
  const state = run([
    { kind: 'attached', attachments: [attachment] },
    { kind: 'attached', attachments: [{ ...attachment }] },
  ]);
  expect(state.draft.attachments).toEqual([attachment]);
});

test('results of an older search do not replace those of a newer one', () => {
  const state = run([
    { kind: 'history-query', query: 'new' },
    { kind: 'history', query: 'old', rows: [] },
  ]);
  expect(state.history.rows).toBeUndefined();
});
