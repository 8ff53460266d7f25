import { expect, test } from 'vitest';
import type { Attachment } from '../../../server/protocol/chat.js';
import { automaticKey, outgoing } from '../../../webview/model/state/outgoing.js';
import { emptyDraft, initialState, type PanelState } from '../../../webview/model/state/panel-state.js';
import { reduce } from '../../../webview/model/state/reduce.js';

const range = (path: string, startLine: number, endLine: number) => ({ folder: 'file:///w', path, startLine, endLine });
const opened = (path: string): Attachment => ({ kind: 'range', range: range(path, 1, 40), automatic: 'open-editor' });
const selected: Attachment = { kind: 'selection', range: range('a.ts', 3, 5), text: 'x', automatic: 'selection' };

const around: PanelState = reduce(initialState('c'), {
  kind: 'around',
  around: { attachments: [selected, opened('b.ts')], places: true, webPages: false },
});

test('what the editor attaches is sent after what a person attached', () => {
  const own: Attachment = { kind: 'file', folder: 'file:///w', path: 'c.ts' };
  const { attachments, context } = outgoing(reduce(around, { kind: 'attached', attachments: [own] }));
  expect(attachments).toEqual([own, selected, opened('b.ts')]);
  expect(context).toEqual({ places: true, without: [] });
});

test('what was removed stays away for this question, whatever else is selected in the file, and returns for the next', () => {
  const removed = reduce(around, { kind: 'left-out', what: { kind: 'attachment', key: automaticKey(selected) } });
  const moved = reduce(removed, {
    kind: 'around',
    around: { attachments: [{ ...selected, range: range('a.ts', 9, 12) }], places: true, webPages: false },
  });
  expect(outgoing(moved).attachments).toEqual([]);
  expect(outgoing(reduce(moved, { kind: 'draft-set', draft: emptyDraft })).attachments).toHaveLength(1);
});

test('removed places are named to the server; undoing that sends all', () => {
  const one = reduce(around, { kind: 'left-out', what: { kind: 'place', range: range('p.ts', 1, 9) } });
  expect(outgoing(one).context).toEqual({ places: true, without: [range('p.ts', 1, 9)] });
  const none = reduce(one, { kind: 'left-out', what: { kind: 'places' } });
  expect(outgoing(none).context.places).toBe(false);
  expect(outgoing(reduce(none, { kind: 'taken-back' })).context).toEqual({ places: true, without: [] });
});

test('a file that a person attached is not attached again automatically', () => {
  const state = reduce(around, { kind: 'attached', attachments: [{ kind: 'file', folder: 'file:///w', path: 'b.ts' }] });
  expect(outgoing(state).attachments.map(({ kind }) => kind)).toEqual(['file', 'selection']);
});
