import { expect, test } from 'vitest';
import type { AskItem } from '../../../server/protocol/chat.js';
import { verbatim } from '../../../server/protocol/sentences/sentence.js';
import { foldItems } from '../../../webview/model/state/fold-items.js';
import { askedTurn, type TurnState } from '../../../webview/model/state/turn-state.js';

const asked = askedTurn({ turnId: 't', question: 'why', attachments: [] }, 1, 100);
const range = { folder: 'file:///w', path: 'a.ts', startLine: 1, endLine: 2 };
const citation = { range, verified: true, at: 3, length: 8 };

/** Folds `items` and compares what they changed. */
function checkFold(items: readonly AskItem[], expected: Partial<TurnState>, turn: TurnState = asked): void {
  expect(foldItems(turn, items, 200)).toEqual({ ...turn, ...expected });
}

test('a phase is waited for from when it began', () => {
  checkFold([{ kind: 'phase', phase: 'loading-model', detail: verbatim('Loading') }], {
    life: { kind: 'waiting', for: 'loading-model', detail: verbatim('Loading'), sinceMs: 200 },
  });
});

test('a phase that is repeated keeps its beginning and takes the new detail', () => {
  const turn = foldItems(asked, [{ kind: 'phase', phase: 'looking' }], 150);
  checkFold(
    [{ kind: 'phase', phase: 'looking', detail: verbatim('still') }],
    { life: { kind: 'waiting', for: 'looking', detail: verbatim('still'), sinceMs: 150 } },
    turn,
  );
});

test('deltas are joined and end the waiting', () => {
  checkFold(
    [
      { kind: 'delta', text: 'a' },
      { kind: 'delta', text: 'b' },
    ],
    { text: 'ab', life: { kind: 'writing' } },
  );
});

test('reasoning is kept apart from the answer', () => {
  checkFold([{ kind: 'reasoning', text: 'hm' }], {
    reasoning: 'hm',
    life: { kind: 'waiting', for: 'thinking', detail: undefined, sinceMs: 200 },
  });
});

test('a citation that is sent twice counts once', () => {
  checkFold(
    [
      { kind: 'citation', citation },
      { kind: 'citation', citation },
    ],
    { citations: [citation] },
  );
});

test('a resumed turn drops its text with the first items and keeps its places until they come again', () => {
  const places = [{ ...range, chain: [], focusLine: 1, language: 'ts', score: 1, reasons: [], why: [], text: '' }];
  const turn: TurnState = {
    ...asked,
    text: 'old',
    reasoning: 'old',
    citations: [citation],
    places,
    life: { kind: 'resuming', sinceMs: 1 },
  };
  checkFold([{ kind: 'delta', text: 'new' }], { text: 'new', reasoning: '', citations: [], life: { kind: 'writing' } }, turn);
});

test('items of a turn that has ended change nothing', () => {
  const turn: TurnState = { ...asked, life: { kind: 'ended', end: { kind: 'stopped' } } };
  expect(foldItems(turn, [{ kind: 'delta', text: 'late' }], 1)).toBe(turn);
});

test('an unknown item does not change what is shown', () => {
  const unknown = { kind: 'from-the-future' } as unknown as AskItem;
  checkFold([unknown], {});
});
