/** A question: places at once, a streamed answer, citations that open, stopping, and history. */
import assert from 'node:assert/strict';
import { expect } from '../wait.mjs';

const question = 'How is the total of the cart computed?';

export const answers = [
  {
    name: 'a question shows its places before the answer, and the answer streams',
    needed: true,
    async check(world) {
      await world.openPanel();
      const sizes = world.panel.locator('body').evaluate(countSizes);
      const asked = performance.now();
      await world.ask(question);
      await world.panel
        .getByRole('region', { name: 'Places' })
        .last()
        .getByRole('button', { name: /cart\.ts/ })
        .first()
        .waitFor();
      world.measures.placesShownMs = Math.round(performance.now() - asked);
      const nSizes = await sizes;
      assert.ok(nSizes >= 2, `the answer came in ${nSizes} sizes`);
      assert.match(await world.lastTurn.locator('.facts').innerText(), /tokens\/s · local/);
    },
  },
  {
    name: 'a citation opens its file at its lines',
    async check(world) {
      const chip = world.panel.getByRole('button', { name: /^Citation \d+: src\/cart\.ts/ }).first();
      const label = await chip.getAttribute('aria-label');
      const start = Number(/lines (\d+)/.exec(label)?.[1]);
      await chip.click();
      await world.page.getByRole('tab', { name: 'cart.ts' }).waitFor();
      await expect(async () => (await world.cursorLine()) === start, `the cursor stands in line ${start}, as "${label}" says`);
    },
  },
  {
    name: 'a place opens its file at the line that matched',
    async check(world) {
      const place = world.panel
        .getByRole('region', { name: 'Places' })
        .last()
        .getByRole('button', { name: /^Open src\/cart\.ts, lines/ })
        .first();
      const line = Number(/:(\d+)$/.exec(await place.innerText())?.[1]);
      await world.command('View: Close All Editors');
      await place.click();
      await world.page.getByRole('tab', { name: 'cart.ts' }).waitFor();
      await expect(async () => (await world.cursorLine()) === line, `the cursor stands in line ${line}`);
    },
  },
  {
    name: 'stop ends a running answer and keeps its text',
    needed: true,
    async check(world) {
      await world.ask('What happens when a worker crashes?');
      await expect(
        async () => (await world.lastAnswer.innerText({ timeout: 500 }).catch(() => '')).length > 10,
        'some of the answer is there',
      );
      const stopped = performance.now();
      await world.panel.getByRole('button', { name: 'Stop' }).click();
      await world.panel.getByText('Stopped.').waitFor();
      world.measures.stopMs = Math.round(performance.now() - stopped);
      const toldAt = Date.now();
      await expect(() => world.catalogueSavedAt() >= toldAt - 1000, 'the conversation is on the disk');
      assert.ok((await world.lastAnswer.innerText()).length > 10);
    },
  },
  {
    name: 'the conversation is there after the window is reloaded',
    async check(world) {
      await world.page.reload();
      await world.panelTab.waitFor();
      await world.openPanel();
      await world.panel.getByRole('heading', { name: question }).waitFor();
      await world.panel.getByRole('heading', { name: 'What happens when a worker crashes?' }).waitFor();
    },
  },
  {
    name: 'a warm start finds everything without counting again',
    async check(world) {
      await expect(async () => /files are searchable/.test(await world.statusLabel()), 'the index is ready again');
    },
  },
  {
    name: 'a new conversation is empty, and the history leads back',
    async check(world) {
      await world.command('Vibe: New Conversation');
      await world.panel.getByRole('heading', { name: question }).waitFor({ state: 'hidden' });
      await world.command('Vibe: Show History');
      await world.panel
        .getByRole('button', { name: /total of the cart/ })
        .first()
        .click();
      await world.panel.getByRole('heading', { name: question }).waitFor();
    },
  },
];

/** Runs in the panel: counts the sizes that the next answer's text has until it is complete. */
async function countSizes(body) {
  const sizes = new Set();
  for (let hasBegun = false; ; ) {
    await new Promise(resolve => requestAnimationFrame(resolve));
    const isRunning = body.querySelector('button.stop') !== null;
    hasBegun ||= isRunning;
    const size = [...body.querySelectorAll('.answer')].at(-1)?.textContent.length;
    if (hasBegun && size) sizes.add(size);
    if (hasBegun && !isRunning) return sizes.size;
  }
}
