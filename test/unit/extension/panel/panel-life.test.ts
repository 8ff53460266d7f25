import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PanelLife } from '../../../../extension/panel/panel-life.js';
import type { PanelReply } from '../../../../server/protocol/panel-messages.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const asked = (question: string): PanelReply => ({ type: 'ask', question, attachments: [], send: true });
const indexed = (version: number): PanelReply => ({ type: 'event', name: 'index/changed', payload: { version, folders: [] } });
const changed = (conversationId: string): PanelReply => ({ type: 'event', name: 'chat/changed', payload: { conversationId } });
const shown = (isShown: boolean): PanelReply => ({ type: 'shown', isShown });

/** A loading panel, and everything that was sent to it and done to it. */
function aPanel() {
  const sent: PanelReply[] = [];
  const done: string[] = [];
  const life = new PanelLife({
    send: reply => sent.push(reply),
    load: () => done.push('loaded'),
    giveUp: () => done.push('given up'),
    later: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
  });
  life.begin();
  return { life, sent, done };
}

function aReadyPanel() {
  const panel = aPanel();
  panel.life.ready(task => task());
  return panel;
}

test('an order for a loading panel waits until it is ready, an event does not', () => {
  const { life, sent } = aPanel();
  life.order(asked('a'));
  life.tell(indexed(1));
  expect(sent).toEqual([]);
  life.ready(task => task());
  expect(sent).toEqual([asked('a')]);
});

test('a hidden panel gets the newest event of each kind when it is shown, and then that it is shown', () => {
  const { life, sent } = aReadyPanel();
  life.setShown(false);
  for (const event of [indexed(1), changed('a'), indexed(2), changed('b'), indexed(3)]) life.tell(event);
  expect(sent).toEqual([shown(false)]);
  life.setShown(true);
  expect(sent.slice(1)).toEqual([indexed(3), changed('a'), changed('b'), shown(true)]);
});

test('a hidden panel is told immediately that the server went down', () => {
  const { life, sent } = aReadyPanel();
  life.setShown(false);
  life.tell({ type: 'server', state: 'restarting' });
  expect(sent.at(-1)).toEqual({ type: 'server', state: 'restarting' });
});

test('an order for a hidden panel waits until it has drawn', () => {
  const { life, sent } = aReadyPanel();
  life.setShown(false);
  life.order(asked('a'));
  life.setShown(true);
  expect(sent).toEqual([shown(false), shown(true)]);
  life.drew();
  expect(sent.at(-1)).toEqual(asked('a'));
});

test('a panel that is shown and does not draw is loaded again, and given its orders', () => {
  const { life, sent, done } = aReadyPanel();
  life.setShown(false);
  life.order(asked('a'));
  life.setShown(true);
  vi.advanceTimersByTime(4000);
  expect(done).toEqual(['loaded', 'loaded']);
  life.ready(task => task());
  expect(sent.at(-1)).toEqual(asked('a'));
  expect(vi.getTimerCount()).toBe(0);
});

test('the person is informed if loading a panel again does not help', () => {
  const { done } = aPanel();
  vi.advanceTimersByTime(60_000);
  expect(done).toEqual(['loaded', 'loaded', 'given up']);
  expect(vi.getTimerCount()).toBe(0);
});

test('a panel that was hidden before it loaded is not waited for', () => {
  const { life, done } = aPanel();
  life.setShown(false);
  vi.advanceTimersByTime(100_000);
  expect(done).toEqual(['loaded']);
});

test('a panel that became ready while it was hidden is told so', () => {
  const { life, sent } = aPanel();
  life.setShown(false);
  life.ready(task => task());
  expect(sent).toEqual([shown(false)]);
});
