/** How the panel looks: every kind of screen in every kind of theme, written to .e2e/webview for a person to look at. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PanelBrowser, type PanelPageOptions } from './panel-page.js';
import { sampleEnd, sampleItems } from './sample-turn.js';
import type { ThemeName } from './themes.js';

const folder = join(import.meta.dirname, '../../.e2e/webview');
let browser: PanelBrowser;
beforeAll(async () => {
  mkdirSync(folder, { recursive: true });
  browser = await PanelBrowser.launch();
});
afterAll(() => browser?.close());

const allThemes: readonly ThemeName[] = ['dark', 'light', 'high-contrast', 'high-contrast-light'];

for (const theme of allThemes) {
  test(`a first open in the ${theme} theme`, () => checkLook(`first-${theme}`, { theme }, async () => undefined));
  test(`an answer in the ${theme} theme`, () => checkLook(`answer-${theme}`, { theme, height: 1150 }, answer));
}
test('an answer at 220 px', () => checkLook('answer-220', { width: 220, height: 1200 }, answer));
test('an answer at 1200 px', () => checkLook('answer-1200', { width: 1200 }, answer));
test('an answer at 200% zoom', () => checkLook('answer-zoom', { width: 420, zoom: 2, height: 1600 }, answer));

/** Opens a panel, brings it into a state and takes its picture; it must not be wider than its frame, and the browser must not complain. */
async function checkLook(name: string, options: PanelPageOptions, act: (page: Page) => Promise<unknown>): Promise<void> {
  const page = await browser.open(options);
  await page.locator('.suggestion').first().waitFor();
  await act(page);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.close();
  expect({ overflow, complaints: browser.complaints }).toEqual({ overflow: 0, complaints: [] });
}

async function answer(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Question' }).fill('Where are worker crashes handled?');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.host.last('chat/ask') !== undefined);
  await page.evaluate(
    ({ items, end }) => {
      const { id } = window.host.last('chat/ask')!;
      window.host.items(id, items);
      window.host.result(id, end);
    },
    { items: sampleItems, end: sampleEnd },
  );
  await page.locator('.turn-end').waitFor();
  await page.locator('.tok-keyword').first().waitFor();
}
