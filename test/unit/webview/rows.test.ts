/** Rows that views show: status, waiting, footer, window of a long list, history, meter, words of all languages. */
import { expect, test } from 'vitest';
import type { FolderStatus } from '../../../server/protocol/index-status.js';
import { englishWording, say, verbatim } from '../../../server/protocol/sentences/sentence.js';
import { historyGroups } from '../../../webview/model/rows/history-groups.js';
import { folderName, historyTime } from '../../../webview/model/rows/history-time.js';
import { meterRow } from '../../../webview/model/rows/meter-row.js';
import { fitChips } from '../../../webview/model/rows/place-label.js';
import { statusLine } from '../../../webview/model/rows/status-line.js';
import { turnFooter } from '../../../webview/model/rows/turn-footer.js';
import { visibleWindow } from '../../../webview/model/rows/visible-window.js';
import { waitingWords } from '../../../webview/model/rows/waiting-words.js';
import { englishWords } from '../../../webview/model/words/english.js';
import { fillWords } from '../../../webview/model/words/fill-words.js';
import { frenchWords } from '../../../webview/model/words/french.js';

const folder = (change: Partial<FolderStatus>): FolderStatus => ({
  folder: 'file:///w',
  name: 'w',
  phase: 'ready',
  nSeen: 10,
  nSearchable: 10,
  nChunks: 20,
  leftOut: {},
  sizeBytes: 1,
  indexedMs: 1,
  ...change,
});
const status = (change: Partial<FolderStatus>) => statusLine('up', { version: 1, folders: [folder(change)] }, englishWords, englishWording);

test('a ready index shows nothing; one at work shows how many files are ready', () => {
  expect(status({})).toBeUndefined();
  expect(status({ phase: 'indexing', nSeen: 5400, nSearchable: 4120, leftOut: { binary: 100 } })).toMatchObject({
    level: 'info',
    text: 'Indexing… 4,120 of 5,300 files ready',
    progress: 4120 / 5300,
  });
});

test('a server that is down outranks the index, and offers to restart', () => {
  expect(statusLine('down', { version: 1, folders: [folder({ phase: 'indexing' })] }, englishWords, englishWording)).toMatchObject({
    level: 'warning',
    button: { act: 'restart-server' },
  });
});

test('a folder whose files are all skipped names the reason', () => {
  expect(status({ note: say('noteSkippedBy', { n: 300, source: 'line 3 of .gitignore' }) })?.text).toContain('line 3 of .gitignore');
});

test('a wait shows its seconds once it takes long', () => {
  const life = {
    kind: 'waiting' as const,
    for: 'loading-model' as const,
    detail: verbatim('Loading qwen2.5-coder…'),
    sinceMs: 1000,
  };
  expect(waitingWords(life, 2000, englishWords, englishWording)).toBe('Loading qwen2.5-coder…');
  expect(waitingWords(life, 13_000, englishWords, englishWording)).toBe('Loading qwen2.5-coder… 12 s');
  expect(waitingWords({ kind: 'writing' }, 13_000, englishWords, englishWording)).toBeUndefined();
});

test('an answer says who wrote it, how fast and whether it was local', () => {
  const facts = {
    source: 'model' as const,
    model: 'qwen',
    firstItemMs: 3,
    firstTokenMs: 412,
    totalMs: 9000,
    tokensPerSecond: 38.4,
    local: true,
  };
  expect(turnFooter(facts, englishWords).join(' · ')).toBe('qwen · 0.4 s to first word · 38 tokens/s · local');
  expect(turnFooter({ ...facts, source: 'extractive' }, englishWords).join(' · ')).toBe('without a model · 9.0 s · local');
});

test('only the rows of a long list that are near the view are drawn, and the rest keeps its height', () => {
  const heights = Array.from({ length: 2000 }, () => 100);
  const shown = visibleWindow(heights, { scrollTop: 100_000, heightPx: 800 });
  expect(shown).toEqual({ first: 991, end: 1017, beforePx: 99_100, afterPx: 98_300 });
  expect(visibleWindow(heights, { scrollTop: Number.MAX_SAFE_INTEGER, heightPx: 800 }).end).toBe(2000);
  const unknown = Array.from({ length: 3 }, () => undefined);
  expect(visibleWindow(unknown, { scrollTop: Number.MAX_SAFE_INTEGER, heightPx: 800 })).toEqual({
    first: 0,
    end: 3,
    beforePx: 0,
    afterPx: 0,
  });
  expect(visibleWindow([], { scrollTop: 0, heightPx: 800 })).toEqual({ first: 0, end: 0, beforePx: 0, afterPx: 0 });
});

test('at least one chip is shown, and no more than fit', () => {
  expect(fitChips(['a/very/long/path/that/never/fits.ts:100'], 50)).toBe(1);
  expect(fitChips(['a.ts:1', 'b.ts:2', 'c.ts:3'], 130)).toBe(2);
});

test('conversations are listed under the day of their last change, pinned ones first', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const row = (id: string, ageHours: number, pinned = false) => ({
    id,
    title: id,
    pinned,
    changedAt: now - ageHours * 3_600_000,
    nTurns: 1,
  });
  const groups = historyGroups(
    [row('old', 400), row('today', 1), row('pinned', 900, true), row('yesterday', 13), row('week', 100)],
    now,
    0,
  );
  expect(groups.map(({ heading, rows }) => [heading, rows.map(({ id }) => id)])).toEqual([
    ['historyPinned', ['pinned']],
    ['historyToday', ['today']],
    ['historyYesterday', ['yesterday']],
    ['historyWeek', ['week']],
    ['historyOlder', ['old']],
  ]);
});

const nothing = { nPlaces: 0, nAttachments: 0, nTurns: 0 };

test('the meter warns above four fifths and when it is over', () => {
  const measure = (n: number) =>
    meterRow({ nQuestionTokens: n, nAttachmentTokens: [], nHistoryTokens: 0, windowTokens: 100, places: [], leftOut: nothing });
  expect([measure(80).level, measure(81).level, measure(101).level]).toEqual(['low', 'high', 'over']);
});

test('braces in a value are not filled', () => {
  expect(fillWords(englishWords, 'imported', { title: '{n}' })).toBe('Imported “{n}”');
});

test('numbers are written in the form of the language', () => {
  expect([0, 1, 2].map(n => fillWords(englishWords, 'place', { n }))).toEqual(['0 places', '1 place', '2 places']);
  expect([0, 1, 2].map(n => fillWords(frenchWords, 'place', { n }))).toEqual(['0 passage', '1 passage', '2 passages']);
});

test('the meter counts the places that fit beside what makes no room for them', () => {
  const range = { folder: 'f', path: 'a', startLine: 1, endLine: 2 };
  const places = [
    { range, name: '', nTokens: 50, fits: 'whole' as const },
    { range, name: '', nTokens: 500, fits: 'out' as const },
  ];
  const row = meterRow({ nQuestionTokens: 10, nAttachmentTokens: [20], nHistoryTokens: 0, windowTokens: 100, places, leftOut: nothing });
  expect(row).toMatchObject({ nUsed: 80, nPlaces: 50, share: 0.3, wholeShare: 0.8, level: 'low' });
});

test('a conversation shows its time of day if it is recent, else its day, with the year if that is another one', () => {
  const now = Date.UTC(2026, 5, 15, 12);
  const at = (ms: number) => historyTime(ms, now, 'en-GB', 'UTC');
  expect([at(now - 3600_000), at(Date.UTC(2026, 0, 2)), at(Date.UTC(2025, 0, 2))]).toEqual(['11:00', '2 Jan', '2 Jan 2025']);
});

test('a folder is named by the last part of its address', () => {
  expect(['file:///w/my%20app/', 'file:///w/100%', 'x'].map(folderName)).toEqual(['my app', '100%', 'x']);
});
