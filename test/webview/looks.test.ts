/** The panel's appearance: every kind of screen in every kind of theme, written to .e2e/webview for a person to look at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { extractiveAnswer } from '../../server/chat/answer/extractive.js';
import { englishWording, verbatim } from '../../server/protocol/sentences/sentence.js';
import { ask, end, input, send, stream } from './drive.js';
import type { PanelPageOptions } from './panel-page.js';
import { sampleItems, samplePlaces } from './sample-turn.js';
import { suiteBrowser } from './suite-browser.js';
import type { ThemeName } from './themes.js';

const folder = join(import.meta.dirname, '../../.e2e/webview');
mkdirSync(folder, { recursive: true });
const browser = suiteBrowser();

const allThemes: readonly ThemeName[] = ['dark', 'light', 'high-contrast', 'high-contrast-light'];

for (const theme of allThemes) {
  test(`a first open in the ${theme} theme`, () => checkLook(`first-${theme}`, { theme }, async () => undefined));
  test(`an answer in the ${theme} theme`, () => checkLook(`answer-${theme}`, { theme, height: 1150 }, answer));
}
test('the history', () => checkLook('history', { theme: 'dark', answers: { 'chat/list': history } }, showHistory));
test('the history at 220 px in the light theme', () =>
  checkLook('history-220', { theme: 'light', width: 220, answers: { 'chat/list': history } }, showHistory));
test('a running answer with a queue, context and a menu', () =>
  checkLook('busy', { theme: 'light', answers: { 'context/complete': completions, 'context/measure': nearlyFull } }, beBusy));
test('a busy panel in high contrast', () =>
  checkLook(
    'busy-high-contrast',
    { theme: 'high-contrast', width: 300, answers: { 'context/complete': completions, 'context/measure': nearlyFull } },
    beBusy,
  ));
test('failures, indexing and no model', () =>
  checkLook('failed', { theme: 'dark', answers: { 'models/list': [], 'index/status': indexing } }, fail));
test('a first open without a model', () =>
  checkLook('first-no-model', { theme: 'light', answers: { 'models/list': [], 'index/status': indexing } }, async () => undefined));
for (const [theme, width] of [
  ['dark', 300],
  ['light', 300],
  ['dark', 600],
  ['light', 600],
] as const)
  test(`an answer without a model at ${width} px in the ${theme} theme`, () =>
    checkLook(`no-model-${theme}-${width}`, { theme, width, height: 900 }, answerWithoutModel));
test('expanded places and a preview', () => checkLook('preview', { theme: 'dark' }, preview));
test('a panel in Japanese', () => checkLook('japanese', { theme: 'light', language: 'ja' }, answer));
test('an answer in a language from right to left', () => checkLook('right-to-left', { theme: 'dark', language: 'ar' }, answerArabic));
test('an answer at 220 px', () => checkLook('answer-220', { width: 220, height: 1200 }, answer));
test('an answer at 1200 px', () => checkLook('answer-1200', { width: 1200 }, answer));
test('an answer at 200% zoom', () => checkLook('answer-zoom', { width: 420, zoom: 2, height: 1600 }, answer));

for (const theme of allThemes) {
  test(`what goes with a question, in the ${theme} theme`, () =>
    checkLook(`context-${theme}`, { theme, height: 700, answers: { 'context/measure': withPlaces } }, showContext));
}
test('the context of a question at 220 px', () =>
  checkLook('context-220', { theme: 'light', width: 220, height: 700, answers: { 'context/measure': withPlaces } }, showContext));
test('the context of a question, from right to left', () =>
  checkLook('context-right-to-left', { theme: 'dark', language: 'ar', answers: { 'context/measure': withPlaces } }, showContext));
test('what can be added after @', () => checkLook('sources', { theme: 'dark', height: 700 }, showSources));
test('a diagram', () => checkLook('diagram', { theme: 'light', diagrams: true }, drawDiagram));

/** Opens a panel, brings it into a state and takes a screenshot. It must not be wider than its frame. */
async function checkLook(name: string, options: PanelPageOptions, act: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await browser.open(options);
  await page.locator('.suggestion').first().waitFor();
  await act(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow).toBe(0);
}

const day = 24 * 3_600_000;
const history = [
  {
    id: 'a',
    title: 'How does the pool of threads restart a crashed worker, and what happens to its tasks?',
    pinned: true,
    changedAt: Date.now() - 9 * day,
    nTurns: 12,
  },
  { id: 'b', title: 'Where are crashes handled?', pinned: false, changedAt: Date.now(), nTurns: 1 },
  { id: 'c', title: 'Explain lines 11-17 of src/cart.ts', pinned: false, changedAt: Date.now() - day, nTurns: 3 },
  {
    id: 'd',
    title: 'كيف يعمل الخادم؟',
    pinned: false,
    changedAt: Date.now() - 40 * day,
    nTurns: 2,
    snippet: '… the server starts its threads …',
  },
];
const completions = [
  { kind: 'symbol', label: 'ChildPool', detail: 'server/pool/child.ts', insert: '' },
  { kind: 'symbol', label: 'ChildPool.restart', detail: 'server/pool/child.ts', insert: '' },
  { kind: 'file', label: 'child.ts', detail: 'server/pool/a-very-long-folder-name/that-never-ends/child.ts', insert: '' },
];
const nothingLeftOut = { nPlaces: 0, nAttachments: 0, nTurns: 0 };
const nearlyFull = {
  nQuestionTokens: 40,
  nAttachmentTokens: [4200, 1900],
  nHistoryTokens: 980,
  windowTokens: 8192,
  places: [],
  leftOut: nothingLeftOut,
};
const at = (path: string, startLine: number, endLine: number) => ({ folder: 'f', path, startLine, endLine });
const withPlaces = {
  nQuestionTokens: 12,
  nAttachmentTokens: [80, 420, 260],
  nHistoryTokens: 0,
  windowTokens: 8192,
  leftOut: { nPlaces: 1, nAttachments: 0, nTurns: 0 },
  sees: false,
  places: [
    { range: at('server/pool/child.ts', 30, 60), name: 'Child.restart', nTokens: 400, fits: 'whole' },
    { range: at('server/rpc/serve.ts', 80, 120), name: 'serve', nTokens: 900, fits: 'whole' },
    { range: at('server/pool/work-stealing-scheduler.ts', 1, 240), name: '', nTokens: 5200, fits: 'out' },
  ],
};
const indexing = {
  version: 2,
  folders: [
    {
      folder: 'f',
      name: 'work',
      phase: 'indexing',
      nSeen: 5300,
      nSearchable: 4120,
      nChunks: 1,
      leftOut: {},
      sizeBytes: 1,
      indexedMs: undefined,
    },
  ],
};

async function showHistory(page: Page): Promise<void> {
  await send(page, { type: 'history' });
  await page.getByText('Pinned').waitFor();
  await page.locator('.history-row').nth(1).hover();
}

async function beBusy(page: Page): Promise<void> {
  const { id } = await ask(page, 'Where are worker crashes handled?');
  await stream(page, id, [
    { kind: 'places', places: samplePlaces, elapsedMs: 32 },
    { kind: 'reasoning', text: 'The person asks about crashes. I should look at the pool first.' },
  ]);
  await input(page).fill('And what happens to the tasks?');
  await page.keyboard.press('Enter');
  const range = { folder: 'f', path: 'server/chat/turn.ts', startLine: 10, endLine: 42 };
  await send(page, {
    type: 'ask',
    question: 'Explain ',
    attachments: [
      { kind: 'selection', range, text: 'x' },
      { kind: 'file', folder: 'f', path: 'server/pool/child.ts' },
    ],
    send: false,
  });
  await input(page).pressSequentially('#Chi');
  await page.getByRole('option', { name: /ChildPool.restart/ }).waitFor();
  await page.locator('.meter.high').waitFor();
}

async function fail(page: Page): Promise<void> {
  const { id } = await ask(page, 'Where are worker crashes handled?');
  await stream(page, id, [
    { kind: 'places', places: samplePlaces, elapsedMs: 32 },
    { kind: 'delta', text: 'The pool hears' },
  ]);
  await end(page, id, {
    kind: 'failed',
    problem: {
      code: 'stream-cut',
      text: verbatim('The answer of qwen2.5-coder:7b was cut after 14 characters'),
      remedy: verbatim('Ask again, or look whether Ollama still runs'),
    },
  });
  const second = await ask(page, 'Once more?');
  await stream(page, second.id, [{ kind: 'phase', phase: 'loading-model', detail: verbatim('Loading qwen2.5-coder:7b (4.7 GB)') }]);
  await send(page, { type: 'server', state: 'restarting' });
  await page.getByText('starting again').waitFor();
}

async function answerWithoutModel(page: Page): Promise<void> {
  const { id } = await ask(page, 'Where are worker crashes handled?');
  const { text } = extractiveAnswer({
    question: 'Where are worker crashes handled?',
    found: { places: samplePlaces.slice(0, 2), elapsedMs: 3, nFiles: 2, nChunks: 9 },
    wording: englishWording,
    labelOf: ({ path }) => path,
  });
  await stream(page, id, [
    { kind: 'places', places: samplePlaces, elapsedMs: 32 },
    { kind: 'delta', text },
  ]);
  const noModel = {
    code: 'endpoint-unauthorised',
    text: verbatim('https://api.example.com refused the API key'),
    remedy: verbatim('Set another key'),
  } as const;
  await end(page, id, { kind: 'done', facts: { source: 'extractive', firstItemMs: 30, totalMs: 40, local: true, noModel } });
  await page.locator('.no-model').waitFor();
}

async function preview(page: Page): Promise<void> {
  await answer(page);
  await page.getByRole('button', { name: 'Places', exact: true }).click();
  await page.locator('.citation.unverified').hover();
  await page.locator('.preview').waitFor();
}

async function answerArabic(page: Page): Promise<void> {
  const { id } = await ask(page, 'أين تُعالَج أعطال العمّال؟');
  await stream(page, id, [
    { kind: 'places', places: samplePlaces, elapsedMs: 32 },
    { kind: 'delta', text: 'يُعاد تشغيل العامل المعطّل `restart` بعد مهلة.\n\n- أولًا\n- ثانيًا\n\n```ts\nconst a = 1; // تعليق\n```\n' },
  ]);
  await end(page, id);
  await page.locator('.tok-keyword').first().waitFor();
}

async function answer(page: Page): Promise<void> {
  const { id } = await ask(page, 'Where are worker crashes handled?');
  await stream(page, id, sampleItems);
  await end(page, id);
  await page.locator('.turn-end').waitFor();
  await page.locator('.tok-keyword').first().waitFor();
}

async function showContext(page: Page): Promise<void> {
  await send(page, {
    type: 'around',
    attachments: [
      { kind: 'selection', range: at('server/chat/turn.ts', 10, 42), text: 'x', automatic: 'selection' },
      { kind: 'range', range: at('server/pool/child.ts', 1, 60), automatic: 'open-editor' },
    ],
    places: true,
    webPages: false,
  });
  const thumbnail =
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';
  await send(page, {
    type: 'ask',
    question: 'Where are worker crashes handled?',
    attachments: [{ kind: 'image', name: 'stack.png', mediaType: 'image/png', data: 'AAAA', thumbnail, width: 400, height: 300 }],
    send: false,
  });
  await page.locator('.chip-toggle').click();
  await page.locator('.chip.out').waitFor();
}

async function showSources(page: Page): Promise<void> {
  await send(page, { type: 'around', attachments: [], places: true, webPages: true });
  await input(page).pressSequentially('Why does this fail @');
  await page.getByRole('option', { name: /Web page/ }).waitFor();
}

async function drawDiagram(page: Page): Promise<void> {
  const { id } = await ask(page, 'Draw the journey of a question');
  await stream(page, id, [
    {
      kind: 'delta',
      text: 'It goes like this:\n\n```mermaid\nflowchart LR\n  Panel --> Extension --> Server\n  Server --> Search & Model\n```\n',
    },
  ]);
  await end(page, id);
  await page.locator('.diagram img').waitFor();
}
