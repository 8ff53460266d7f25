/** Diagrams of an answer: off until enabled, drawn as images that can do nothing, shown as source if they are invalid. */
import { expect, test } from 'vitest';
import { exchange, written } from './drive.js';
import { suiteBrowser } from './suite-browser.js';

const browser = suiteBrowser();

const fence = (text: string) => written(`Look:\n\n\`\`\`mermaid\n${text}\n\`\`\`\n\nThat is all.`);
const hostile = `flowchart LR
  A["<img src=x onerror=window.harmed=1>"] --> B["<script>window.harmed=2</script>"]
  click A "javascript:window.harmed=3"
  click B href "https://evil.example/x" _blank`;

test('a diagram is drawn as an image if the setting enables it, with its source below', async () => {
  const page = await browser.open({ diagrams: true });
  await exchange(page, 'Draw', fence('flowchart LR\n  Start --> Read --> Answer'));
  const picture = page.getByRole('img', { name: 'Diagram' });
  await picture.waitFor();
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
  await page.getByText('Source', { exact: true }).click();
  await page.locator('.diagram .code-block').waitFor();
});

test('without the setting nothing of it is loaded', async () => {
  const page = await browser.open();
  await exchange(page, 'Draw', fence('flowchart LR\n  A --> B'));
  await page.locator('.code-block', { hasText: 'A --> B' }).waitFor();
  expect(await page.evaluate(() => document.querySelectorAll('script').length)).toBe(1);
});

test('an invalid diagram is shown as its source', async () => {
  const page = await browser.open({ diagrams: true });
  await exchange(page, 'Draw', fence('flowchart ??? nonsense -->'));
  await page.getByText('This diagram cannot be drawn.').waitFor();
  await page.locator('.code-block', { hasText: 'nonsense' }).waitFor();
  expect(await page.locator('.answer svg, body > svg').count()).toBe(0);
});

test('the content of a diagram can do nothing: no script, no link, no request', async () => {
  const page = await browser.open({ diagrams: true });
  await exchange(page, 'Harm', fence(hostile));
  await page.getByRole('img', { name: 'Diagram' }).or(page.getByText('This diagram cannot be drawn.')).first().waitFor();
  expect(await page.locator('.answer svg, .answer a, .answer script, .answer iframe').count()).toBe(0);
  expect(await page.evaluate(() => 'harmed' in window)).toBe(false);
});
