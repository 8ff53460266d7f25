/** The panel paints, is restored, and can be used by keyboard alone. */
import assert from 'node:assert/strict';
import { expect } from '../wait.mjs';

export const panel = [
  {
    name: 'the panel paints, and again after it was hidden',
    needed: true,
    fatal: true,
    async check(world) {
      // It is already open if the check is tried again.
      if ((await world.panelTab.getAttribute('aria-expanded')) === 'true') await explore(world);
      world.measures.panelFirstPaintMs = await paintTime(world);
      await explore(world);
      const frame = world.page.locator('iframe.webview.ready');
      await frame.waitFor({ state: 'hidden' });
      world.measures.panelAgainPaintMs = await againTime(world);
      await frame.waitFor();
      world.measures.panelContentPaintMs = await world.panel
        .locator('body')
        .evaluate(() => Math.round(performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1));
    },
  },
  {
    name: 'a hidden panel follows a command once it is shown',
    async check(world) {
      await explore(world);
      await world.openFile('src/cart.ts');
      await world.selectLines(12, 17);
      await world.command('Vibe: Ask');
      await world.page.locator('iframe.webview.ready').waitFor();
      await world.panel.getByRole('list', { name: 'Context for this question' }).getByText('cart.ts').first().waitFor();
      await world.panel
        .getByRole('button', { name: /^Remove / })
        .first()
        .click();
    },
  },
  {
    name: 'the first open suggests questions about this workspace',
    async check(world) {
      const list = world.panel.getByRole('list', { name: 'Suggested questions' });
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

const explore = world =>
  world.page
    .locator('.activitybar')
    .getByRole('tab', { name: /Explorer/ })
    .first()
    .click();

/** Measures from the press of the button to the frame in which the panel is visible. */
async function againTime(world) {
  await world.page.evaluate(() => {
    globalThis.shownAfter = new Promise(resolve => {
      const look = began => {
        const frame = document.querySelector('iframe.webview.ready');
        if (frame && getComputedStyle(frame).visibility === 'visible' && frame.clientWidth > 0)
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began), 0));
        else requestAnimationFrame(() => look(began));
      };
      document.addEventListener('mousedown', () => look(performance.now()), { once: true, capture: true });
    });
  });
  await world.panelTab.click();
  return Math.round(await world.page.evaluate(() => globalThis.shownAfter));
}

async function paintTime(world) {
  const began = performance.now();
  await world.panelTab.click();
  await world.input.waitFor();
  return Math.round(performance.now() - began);
}
