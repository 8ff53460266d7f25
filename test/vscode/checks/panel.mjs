/** The panel paints, is revived, and can be worked by keyboard alone. */
import assert from 'node:assert/strict';
import { expect } from '../wait.mjs';

export const panel = [
  {
    name: 'the panel paints, and again after it was hidden',
    needed: true,
    fatal: true,
    async check(world) {
      world.measures.panelFirstPaintMs = await paintTime(world);
      await world.page
        .locator('.activitybar')
        .getByRole('tab', { name: /Explorer/ })
        .first()
        .click();
      await world.page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
      world.measures.panelAgainPaintMs = await paintTime(world);
      world.measures.panelContentPaintMs = await world.panel
        .locator('body')
        .evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1));
    },
  },
  {
    name: 'the first open suggests questions about this workspace',
    async check(world) {
      const list = world.panel.getByRole('list', { name: 'Questions to begin with' });
      await list.getByRole('button').first().waitFor();
      const texts = await list.getByRole('button').allInnerTexts();
      assert.ok(texts.length >= 1 && texts.length <= 3, `suggested: ${texts.join(' | ')}`);
      await world.shot('first-open');
    },
  },
  {
    name: 'the keyboard reaches the input, and the ask command attaches the selection',
    async check(world) {
      await world.openFile('src/cart.ts');
      await world.selectLines(12, 17);
      await world.command('Vibe: Ask');
      await world.panel.getByRole('list', { name: 'Context for this question' }).getByText('cart.ts').first().waitFor();
      await world.panel.locator('.composer textarea').press('x');
      await expect(async () => (await world.input.inputValue()) === 'x', 'what is typed stands in the input');
      await world.input.fill('');
      await world.panel
        .getByRole('button', { name: /^Remove / })
        .first()
        .click();
    },
  },
];

async function paintTime(world) {
  const began = performance.now();
  await world.panelTab.click();
  await world.input.waitFor();
  return Math.round(performance.now() - began);
}
