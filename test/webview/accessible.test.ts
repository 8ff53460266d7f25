/** Accessibility: axe finds no violation on any screen, and the keyboard alone is enough. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { verbatim } from '../../server/protocol/sentences/sentence.js';
import { ask, exchange, input, requested, send, stream, written } from './drive.js';
import { sampleItems } from './sample-turn.js';
import { suiteBrowser } from './suite-browser.js';
import type { ThemeName } from './themes.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = suiteBrowser();

const history = [
  { id: 'a', title: 'How does the pool work?', pinned: true, changedAt: Date.now(), nTurns: 3 },
  { id: 'b', title: 'Where are crashes handled?', pinned: false, changedAt: Date.now() - 3e8, nTurns: 1 },
];

const allThemes: readonly ThemeName[] = ['dark', 'light', 'high-contrast', 'high-contrast-light'];
for (const theme of allThemes) {
  test(`axe finds nothing on a first open, an answer and the history in the ${theme} theme`, async () => {
    const page = await browser.open({ theme, answers: { 'chat/list': history } });
    await page.locator('.suggestion').first().waitFor();
    const found = [await violations(page)];
    await exchange(page, 'Where are crashes handled?', sampleItems);
    await page.getByRole('button', { name: 'Places', exact: true }).click();
    await page.locator('.tok-keyword').first().waitFor();
    found.push(await violations(page));
    await send(page, { type: 'history' });
    await page.getByText('Pinned').waitFor();
    found.push(await violations(page));
    expect(found).toEqual([[], [], []]);
  });
}

test('axe finds nothing while an answer runs, fails, a menu is open and the server is down', async () => {
  const completion = { kind: 'symbol', label: 'ChildPool.restart', detail: 'server/pool/child.ts', insert: '' };
  const page = await browser.open({ answers: { 'context/complete': [completion] } });
  const { id } = await ask(page, 'Run');
  await stream(page, id, written('Some text'));
  await input(page).pressSequentially('Tell me about #Chi');
  await page.getByRole('option', { name: /ChildPool/ }).waitFor();
  const found = [await violations(page)];
  await page.keyboard.press('Escape');
  await send(page, { type: 'server', state: 'down' });
  await send(page, {
    type: 'problem',
    id,
    problem: { code: 'server-down', text: verbatim('The server went'), remedy: verbatim('Restart it') },
  });
  await page.getByRole('alert').waitFor();
  found.push(await violations(page));
  expect(found).toEqual([[], []]);
});

test('axe finds nothing in the context of a question, expanded into its parts', async () => {
  const range = { folder: 'f', path: 'src/pool.ts', startLine: 1, endLine: 40 };
  const places = [{ range, name: 'Pool', nTokens: 300, fits: 'whole' }];
  const leftOut = { nPlaces: 0, nAttachments: 0, nTurns: 0 };
  const measure = { nQuestionTokens: 9, nAttachmentTokens: [40], nHistoryTokens: 0, windowTokens: 8000, places, leftOut, sees: false };
  const page = await browser.open({ answers: { 'context/measure': measure } });
  await send(page, { type: 'around', attachments: [{ kind: 'range', range, automatic: 'open-editor' }], places: true, webPages: true });
  await input(page).fill('Where is it?');
  await page.locator('.chip-toggle').click();
  await page.getByRole('button', { name: 'Remove src/pool.ts:1–40' }).first().click();
  await page.getByRole('button', { name: /removed/ }).waitFor();
  expect(await violations(page)).toEqual([]);
  await input(page).fill('Where is it? @');
  await page.getByRole('option', { name: /Web page/ }).waitFor();
  expect(await violations(page)).toEqual([]);
});

test('the keyboard alone asks, opens a citation, searches the history and comes back', async () => {
  const page = await browser.open({ answers: { 'chat/list': history, 'chat/open': { ...history[0], turns: [] } } });
  await page.locator('.suggestion').first().waitFor();
  await page.keyboard.type('Where?');
  await page.keyboard.press('Enter');
  const { id } = await requested(page, 'chat/ask');
  await stream(page, id, sampleItems);
  await page.locator('.citation').first().waitFor();
  for (let n = 0; n < 30; n++) {
    await page.keyboard.press('Shift+Tab');
    if (await page.evaluate(() => document.activeElement?.classList.contains('citation'))) break;
  }
  await page.keyboard.press('Enter');
  await requested(page, 'editor/open');
  await send(page, { type: 'history' });
  await page.getByRole('searchbox').waitFor();
  await page.keyboard.type('pool');
  await requested(page, 'chat/search', 'pool');
  await page.keyboard.press('Escape');
  await input(page).waitFor();
});

test('an answer is announced in sentences, with its beginning and its end', async () => {
  const page = await browser.open();
  await page.evaluate(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => said.push(document.querySelector('[role=status].unseen')?.textContent ?? '')).observe(
      document.querySelector('[role=status].unseen')!,
      {
        childList: true,
        characterData: true,
        subtree: true,
      },
    );
  });
  await exchange(page, 'Say it', written('One **short** sentence. Another one!'));
  await expect
    .poll(() => page.evaluate(() => (window as unknown as { said: string[] }).said))
    .toEqual(['Answer started.', 'One short sentence. Another one!', 'Answer complete, 0 places.']);
});

test('with reduced motion nothing moves', async () => {
  const page = await browser.open({ reducedMotion: true });
  await exchange(page, 'Still', sampleItems);
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
  expect(
    await page
      .locator('.question-actions')
      .first()
      .evaluate(element => getComputedStyle(element).transitionDuration),
  ).toBe('0s');
});

interface AxeWindow {
  readonly axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
}

/** Returns each violated rule, with its places. */
async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  // The line above put axe on the window.
  const found = await page.evaluate(() => (window as unknown as AxeWindow).axe.run());
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`),
  );
}
