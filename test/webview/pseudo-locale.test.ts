/** The panel under the pseudo-locale: visible text without a mark is in no table. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { pseudoLocale } from '../../server/protocol/sentences/pseudo.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { shownTexts, unmarkedPart } from '../kit/unmarked-texts.js';
import { ask, end, exchange, input, send, stream, written } from './drive.js';
import { calmAnswers, type PanelPageOptions } from './panel-page.js';
import { sampleEnd, sampleItems, samplePlaces, sampleText } from './sample-turn.js';
import { suiteBrowser } from './suite-browser.js';

const browser = suiteBrowser();
const question = 'Where are crashes handled?';
const heads = [
  { id: 'a', title: 'How does the pool work?', pinned: true, changedAt: Date.now(), nTurns: 3 },
  { id: 'b', title: 'Where are crashes handled?', pinned: false, changedAt: Date.now() - 3 * 86_400_000, nTurns: 1 },
];
/** Texts of a person, a model or the workspace. */
const names = [
  'Vibe',
  question,
  'qwen2.5-coder:7b',
  'llama3.2:3b',
  'http://127.0.0.1:11434',
  'work',
  ...heads.map(({ title }) => title),
  ...samplePlaces.flatMap(({ path, chain }) => [path, path.split('/').slice(-2).join('/'), chain.join('.'), ...chain]),
  // `calmAnswers` is a table of answers by method.
  ...(calmAnswers['chat/suggest'] as readonly string[]),
];

const open = (options: PanelPageOptions = {}): Promise<Page> => browser.open({ language: pseudoLocale, ...options });

/** The functions are passed as source, because a page cannot import modules. */
const textsOf = (page: Page, selector: string, without: string): Promise<readonly string[]> =>
  page.evaluate<readonly string[]>(
    `(${textsBelow.toString()})(${shownTexts.toString()}, ${JSON.stringify(selector)}, ${JSON.stringify(without)})`,
  );

function textsBelow(texts: (root: Element) => string[], selector: string, without: string): string[] {
  return [...document.querySelectorAll(selector)].flatMap(root => {
    // A copy of an element is an element.
    const copy = root.cloneNode(true) as Element;
    for (const part of copy.querySelectorAll(without)) part.replaceWith();
    return texts(copy);
  });
}

/** Checks everything except what a model wrote. */
async function checkMarked(page: Page, more: readonly string[] = []): Promise<void> {
  const texts = await textsOf(page, 'body', '.answer, pre, code, script, time');
  expect(texts.length).toBeGreaterThan(5);
  expect(texts.filter(text => unmarkedPart(text, [...names, ...more]) !== '')).toEqual([]);
}

test('the collector sees texts and labels, and takes no marked sentence for an unmarked one', () => {
  expect(unmarkedPart('⟦a ⟦b⟧ c⟧ · 4,120 · 12 s', [])).toBe('');
  expect(unmarkedPart('⟦a⟧ and more', [])).toBe('and more');
  expect(unmarkedPart('Open ⟦a⟧ src/a.ts', ['src/a.ts'])).toBe('Open');
});

test('the first screen is marked', async () => {
  const page = await open();
  await page.getByText('⟦qwen2.5-coder:7b on this machine').waitFor();
  await checkMarked(page);
});

test('a waiting question, its answer and everything that belongs to it is marked', async () => {
  const page = await open();
  const { id } = await ask(page, question);
  await stream(page, id, [{ kind: 'phase', phase: 'loading-model', detail: say('loadingModel', { model: 'qwen2.5-coder:7b' }) }]);
  await page.getByText('⟦Loading qwen2.5-coder:7b…⟧').waitFor();
  await checkMarked(page);
  await stream(page, id, sampleItems);
  await end(page, id);
  await page.locator('.turn-end').waitFor();
  await page.getByRole('button', { name: '⟦Places⟧', exact: true }).click();
  await page.getByText('⟦defines BackOff⟧').waitFor();
  await checkMarked(page);
});

test.each([
  [
    'failed',
    { kind: 'failed', problem: { code: 'offline', text: say('offlineByChoice'), remedy: say('switchOfflineOff') } },
    '⟦⟦Vibe is set to work offline⟧. ',
  ],
  ['stopped', { kind: 'stopped' }, '⟦Stopped.⟧'],
  ['extractive', { ...sampleEnd, facts: { ...sampleEnd.facts, source: 'extractive' } }, '⟦without a model⟧'],
  ['remembered', { ...sampleEnd, facts: { ...sampleEnd.facts, source: 'cache-l1' } }, '⟦from cache⟧'],
] as const)('an answer that is %s is marked', async (_, turnEnd, shown) => {
  const page = await open();
  const { id } = await ask(page, question);
  await stream(page, id, [{ kind: 'places', places: samplePlaces, elapsedMs: 3 }, ...written('Here.')]);
  await end(page, id, turnEnd);
  await page.getByText(shown).first().waitFor();
  await checkMarked(page);
});

test.each(['/', '@', '#'])('the menu behind %s is marked', async trigger => {
  const completion = { kind: 'command', label: '/explain', detail: '⟦Explain code⟧', insert: '/explain ' };
  const page = await open({ answers: { 'context/complete': trigger === '/' ? [completion] : [] } });
  await input(page).pressSequentially(trigger);
  await page.locator('.menu').waitFor();
  await checkMarked(page, ['/explain']);
});

test('the history, a conversation that is renamed and one that is deleted are marked', async () => {
  const page = await open({ answers: { 'chat/list': heads } });
  await send(page, { type: 'history' });
  await page.getByText('How does the pool work?').waitFor();
  await checkMarked(page);
  await page.getByRole('button', { name: '⟦Rename⟧' }).first().click({ force: true });
  await page.getByRole('textbox', { name: '⟦New title⟧' }).waitFor();
  await checkMarked(page);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '⟦Delete⟧' }).first().click({ force: true });
  await page.getByText('⟦Deleted “').waitFor();
  await checkMarked(page);
});

test('an empty history is marked', async () => {
  const page = await open();
  await send(page, { type: 'history' });
  await page.getByText('⟦No conversations yet.⟧').waitFor();
  await checkMarked(page);
});

test('a notice of a failure is marked', async () => {
  const page = await open();
  await exchange(page, question, written('```ts\nlet a;\n```'));
  await page.evaluate(() => delete window.host.answers['editor/insert']);
  await page.getByRole('button', { name: '⟦Insert at the cursor⟧' }).click();
  await page.locator('.notice').waitFor();
  await checkMarked(page);
});

test.each([
  ['restarting', { type: 'server', state: 'restarting' }],
  ['down', { type: 'server', state: 'down' }],
] as const)('a server that is %s is reported in marked words', async (_, event) => {
  const page = await open();
  await send(page, event);
  await page.locator('.status').waitFor();
  await checkMarked(page);
});

test.each([
  ['scanning', { phase: 'scanning', nSeen: 1200 }],
  ['indexing', { phase: 'indexing', nSeen: 1200, nSearchable: 300 }],
  ['with a note', { phase: 'ready', note: say('noteEmpty') }],
  ['failed', { phase: 'failed', problem: { code: 'no-folder', text: say('folderGone', { path: 'work' }), remedy: say('openExisting') } }],
] as const)('an index that is %s is reported in marked words', async (_, change) => {
  const [folder] = (calmAnswers['index/status'] as { readonly folders: readonly object[] }).folders;
  const page = await open({ answers: { 'index/status': { version: 2, folders: [{ ...folder, ...change }] } } });
  await page.locator('.status').waitFor();
  await checkMarked(page);
});

test('a machine without a model is reported in marked words', async () => {
  const page = await open({ answers: { 'models/list': [], 'models/choices': [] } });
  await page.getByText('⟦No language model found').waitFor();
  await checkMarked(page);
});

test('code blocks, hidden characters and parts that are shown on demand are marked', async () => {
  const page = await open();
  const lines = Array.from({ length: 80 }, (_, i) => `let x${i} = ${i};`).join('\n');
  await exchange(page, question, written(`${sampleText}\n\n\`\`\`ts a.ts\n${lines}\n\`\`\`\n\n\`\`\`ts\nlet a\u202e = 1;\n\`\`\`\n`));
  const texts = await textsOf(page, '.code-block', 'pre, code');
  expect(texts.length).toBeGreaterThan(8);
  expect(texts.filter(text => unmarkedPart(text, [...names, 'ts', 'a.ts']) !== '')).toEqual([]);
});
