/** The list of conversations. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { verbatim } from '../../server/protocol/sentences/sentence.js';
import { exchange, requested, send, written } from './drive.js';
import { sampleEnd } from './sample-turn.js';
import { suiteBrowser } from './suite-browser.js';

const browser = suiteBrowser();

const heads = [
  { id: 'a', title: 'How does the pool work?', pinned: false, changedAt: Date.now(), nTurns: 3 },
  { id: 'b', title: 'Where are crashes handled?', pinned: false, changedAt: Date.now() - 1000, nTurns: 1 },
];

async function openHistory(answers: Readonly<Record<string, unknown>> = {}): Promise<Page> {
  const page = await browser.open({ answers: { 'chat/list': heads, ...answers } });
  await send(page, { type: 'history' });
  await page.getByText('How does the pool work?').waitFor();
  return page;
}

test('a conversation opens from the list', async () => {
  const turn = {
    id: 't',
    question: 'Kept question',
    attachments: [],
    askedAt: 1,
    places: [],
    text: 'Kept answer',
    citations: [],
    end: { kind: 'stopped' },
  };
  const page = await openHistory({ 'chat/open': { ...heads[0], turns: [turn] } });
  await page.getByRole('button', { name: /How does the pool work/ }).click();
  expect((await requested(page, 'chat/open')).params).toEqual({ conversationId: 'a', last: 60 });
  await page.getByText('Kept answer').waitFor();
});

test('a title is changed by F2, Enter saves it and Escape does not', async () => {
  const page = await openHistory();
  await page.getByRole('button', { name: /How does the pool work/ }).focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New title' }).fill('Pool');
  await page.keyboard.press('Enter');
  expect((await requested(page, 'chat/rename')).params).toEqual({ conversationId: 'a', title: 'Pool' });
  const renamed = page.getByRole('button', { name: /^Pool/ });
  await renamed.focus();
  await page.keyboard.press('F2');
  await page.getByRole('textbox', { name: 'New title' }).fill('Other');
  await page.keyboard.press('Escape');
  await renamed.waitFor();
  expect(await page.evaluate(() => window.host.requests.filter(request => request.method === 'chat/rename').length)).toBe(1);
});

test('a pinned conversation comes first', async () => {
  const page = await openHistory();
  await page.locator('.history-row').nth(1).hover();
  await page.getByRole('button', { name: 'Pin' }).nth(1).click();
  expect((await requested(page, 'chat/pin')).params).toEqual({ conversationId: 'b', pinned: true });
  await page.getByRole('region', { name: 'Pinned' }).getByText('Where are crashes handled?').waitFor();
});

test('deleting a conversation can be undone', async () => {
  const page = await openHistory();
  await page.getByRole('button', { name: /How does the pool work/ }).focus();
  await page.keyboard.press('Delete');
  expect((await requested(page, 'chat/delete')).params).toEqual({ conversationId: 'a' });
  await page.getByText('Deleted “How does the pool work?”').waitFor();
  expect(await page.locator('.history-row').count()).toBe(1);
  await page.getByRole('button', { name: 'Undo' }).click();
  expect((await requested(page, 'chat/restore')).params).toEqual({ conversationId: 'a' });
  await page.getByText('How does the pool work?').waitFor();
});

test('the open conversation can be deleted, and a new one replaces it', async () => {
  const page = await browser.open({ answers: { 'chat/list': 'stays open' } });
  await exchange(page, 'Delete me', written('Soon.'));
  const { params } = await requested(page, 'chat/ask');
  await send(page, { type: 'history' });
  const { id } = await requested(page, 'chat/list');
  await page.evaluate(({ id, head }) => window.host.result(id, [head]), {
    id,
    head: { ...heads[0]!, id: params.conversationId, title: 'Delete me' },
  });
  await page.locator('.history-title', { hasText: 'Delete me' }).press('Delete');
  await requested(page, 'chat/delete');
  await page.getByRole('button', { name: 'Back to the conversation' }).click();
  await page.locator('.suggestion').first().waitFor();
});

test('a search shows where the words were found', async () => {
  const page = await openHistory({ 'chat/search': [{ ...heads[1], snippet: '… a crash of the pool …' }] });
  await page.getByRole('searchbox').fill('crash');
  await page.getByText('… a crash of the pool …').waitFor();
  expect(await page.locator('.history-row').count()).toBe(1);
});

test('a conversation is exported and imported', async () => {
  const page = await openHistory({
    'chat/export': { name: 'pool.md', text: '# Pool' },
    'chat/import': { ...heads[0], id: 'new', title: 'Imported one' },
  });
  await page.locator('.history-row').first().hover();
  await page.getByRole('button', { name: 'Export as Markdown' }).first().click();
  expect((await requested(page, 'editor/save')).params).toEqual({ name: 'pool.md', text: '# Pool' });
  await page.getByText('Exported').waitFor();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"title":"x"}') });
  expect((await requested(page, 'chat/import')).params).toEqual({ text: '{"title":"x"}' });
  await page.getByText('Imported “Imported one”').waitFor();
});

test('a damaged export is refused with a message', async () => {
  const page = await openHistory({ 'chat/import': 'stays open' });
  await page.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"title":') });
  const { id } = await requested(page, 'chat/import');
  await send(page, {
    type: 'problem',
    id,
    problem: { code: 'bad-params', text: verbatim('The file holds no conversation'), remedy: verbatim('Choose a file that Vibe exported') },
  });
  await page.getByText('The file holds no conversation. Choose a file that Vibe exported.').waitFor();
});

test('a link to a question opens its conversation at that question', async () => {
  const turns = Array.from({ length: 300 }, (_, n) => ({
    id: `t${n}`,
    question: `Question number ${n}`,
    attachments: [],
    askedAt: n,
    places: [],
    text: 'An answer.\n\n'.repeat(20),
    citations: [],
    end: { kind: 'stopped' },
  }));
  const page = await browser.open({ answers: { 'chat/open': { ...heads[0], turns }, 'editor/copyLink': null } });
  await send(page, { type: 'open', conversationId: 'a', turnId: 't150' });
  const heading = page.getByRole('heading', { name: 'Question number 150' });
  await heading.waitFor();
  await expect.poll(async () => Math.abs((await heading.boundingBox())?.y ?? 1000)).toBeLessThan(60);
  await heading.hover();
  await page.getByRole('article').filter({ has: heading }).getByRole('button', { name: 'Copy a link to this question' }).click();
  expect((await requested(page, 'editor/copyLink')).params).toEqual({ conversationId: 'a', turnId: 't150' });
});

test('a long conversation is read from its end, and more while a person scrolls up, without a jump', async () => {
  const turns = Array.from({ length: 200 }, (_, n) => ({
    id: `t${n}`,
    question: `Question ${n}?`,
    attachments: [],
    askedAt: n,
    places: [],
    text: `Answer ${n}.\n\nA second line.`,
    citations: [],
    end: sampleEnd,
  }));
  const head = { id: 'long', title: 'Long', pinned: false, changedAt: 1, nTurns: 200 };
  const page = await browser.open({
    answers: { 'chat/list': [head], 'chat/open': { ...head, turns: turns.slice(-60) }, 'chat/earlier': 'stays open' },
  });
  await send(page, { type: 'history' });
  await page.getByRole('button', { name: /^Long/ }).click();
  expect((await requested(page, 'chat/open')).params).toEqual({ conversationId: 'long', last: 60 });
  await page.getByText('Question 199?').waitFor();
  expect(await page.locator('.turn').last().getAttribute('aria-posinset')).toBe('200');
  await page.locator('.turns').evaluate(list => list.scrollTo(0, 0));
  const earlier = await requested(page, 'chat/earlier');
  expect(earlier.params).toEqual({ conversationId: 'long', before: 't140', limit: 60 });
  await page.getByText('Question 140?').waitFor();
  const topOf = (question: string) => page.getByText(question).evaluate(element => Math.round(element.getBoundingClientRect().top));
  const before = await topOf('Question 140?');
  await page.evaluate(([id, turns]) => window.host.result(id, turns), [earlier.id, turns.slice(80, 140)] as const);
  await page.getByText('Question 139?').waitFor({ state: 'attached' });
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(Math.abs((await topOf('Question 140?')) - before)).toBeLessThan(4);
});

test('only conversations of this workspace are asked for, each with its time, until all workspaces are switched on', async () => {
  const page = await openHistory();
  expect((await requested(page, 'chat/list')).params).toEqual({ here: true });
  expect(await page.locator('.history-row time').count()).toBe(2);
  await page.evaluate(
    rows => Object.assign(window.host.answers, { 'chat/list': rows }),
    heads.map(head => ({ ...head, folders: ['file:///w/other%20app'] })),
  );
  await page.getByRole('checkbox', { name: 'All workspaces' }).check();
  await page.getByText('other app').first().waitFor();
  expect((await requested(page, 'chat/list')).params).toEqual({ here: false });
});
