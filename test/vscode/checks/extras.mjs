/** Features outside the panel: usages by meaning, cited lines, cited places, the walkthrough, the privacy log, the report. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../wait.mjs';

const rows = world => world.page.locator('.quick-input-list .monaco-list-row');

export const extras = [
  {
    name: 'usages by meaning are found from the name at the cursor, and typing narrows them down',
    async check(world) {
      await world.openFile('src/cart.ts');
      await world.goToLine(12, 4);
      await world.command('Vibe: Find Usages by Meaning');
      await world.page.locator('.quick-input-widget input[placeholder^="Usages of \\"total\\" by meaning"]').waitFor();
      await rows(world).filter({ hasText: '.ts:' }).first().waitFor();
      const texts = await rows(world).allInnerTexts();
      assert.ok(!texts.some(text => /Cart\.total/.test(text)), 'the place itself is none of its usages');
      const times = [];
      for (const letter of 'price') times.push(await timeOfKey(world, letter));
      world.measures.searchKeyMs = Math.round(times.toSorted((a, b) => a - b)[2]);
      await rows(world).filter({ hasText: 'item.ts' }).first().waitFor();
      await world.page.keyboard.press('Escape');
    },
  },
  {
    name: 'cited lines are marked, and lead back to the answer',
    async check(world) {
      await world.newConversation();
      await world.ask('How is the total of the cart computed?');
      await world.untilQuiet();
      await world.command('Vibe: New Conversation');
      await world.openFile('src/cart.ts');
      await world.goToLine(14);
      await world.page.locator('.monaco-editor .cgmr[class*="ced-"]').first().waitFor();
      await world.command('Show or Focus Hover');
      const hover = world.page.locator('.monaco-hover', { hasText: 'Cited by Vibe for: How is the total of the cart computed?' });
      await hover.first().waitFor();
      await hover.getByText('Open the Answer').first().click();
      await world.panel.getByRole('heading', { name: 'How is the total of the cart computed?' }).last().waitFor();
    },
  },
  {
    name: 'the tree of cited places opens a place',
    async check(world) {
      await world.command('View: Close All Editors');
      await world.page
        .locator('.activitybar')
        .getByRole('tab', { name: /Explorer/ })
        .first()
        .click();
      const header = world.page.getByRole('button', { name: 'Cited Places Section' });
      await header.waitFor();
      if ((await header.getAttribute('aria-expanded')) !== 'true') await header.click();
      await world.page
        .getByRole('treeitem', { name: /cart\.ts:\d+-\d+/ })
        .first()
        .click();
      await world.page.getByRole('tab', { name: 'cart.ts' }).waitFor();
      await world.openPanel();
    },
  },
  {
    name: 'the walkthrough shows its steps, and its link looks for a model',
    async check(world) {
      await world.openWalkthrough();
      await world.page.locator('.getting-started-step', { hasText: 'Get written answers from a local model' }).first().click();
      await world.page.getByRole('button', { name: 'Look for a Model' }).or(world.page.getByText('Look for a Model')).first().click();
      await rows(world).filter({ hasText: 'scripted:7b' }).first().waitFor();
      await world.page.keyboard.press('Escape');
      await world.command('View: Close All Editors');
    },
  },
  {
    name: 'the privacy log lists every request, and says that all stayed on this machine',
    async check(world) {
      await world.command('Vibe: Show Privacy Log');
      await expect(
        async () => /all of them to this machine[^]*POST[^]*\/api\/chat/.test(await world.textOf('.monaco-editor[data-uri^="vibe-text:"]')),
        'the requests are listed',
      );
      await world.command('View: Close All Editors');
    },
  },
  {
    name: 'the report is saved where the person chooses',
    async check(world) {
      await world.command('Vibe: Export Report');
      const input = world.page.locator('.quick-input-widget input[type=text]');
      await expect(async () => (await input.inputValue()).endsWith('vibe-report.json'), 'the editor asks where');
      await world.page.keyboard.press('Enter');
      await expect(() => existsSync(join(world.folder, 'vibe-report.json')), 'the report is on the disk');
    },
  },
  {
    name: 'another assistant is refused before the person shares the index, and searches it afterwards',
    async check(world) {
      const told = text => world.page.locator('.notification-list-item', { hasText: text }).first();
      await world.command("Assistant: Search with Vibe's Tool");
      await told('Refused: ').waitFor();
      await world.set({ 'vibe.shareWithOtherAssistants': true });
      await expect(async () => {
        await world.command("Assistant: Search with Vibe's Tool");
        return told(/Found: .*worker-keeper\.ts/)
          .waitFor({ timeout: 3000 })
          .then(
            () => true,
            () => false,
          );
      }, 'the tool answers');
      await world.set({ 'vibe.shareWithOtherAssistants': false });
      await world.command('Notifications: Clear All Notifications');
    },
  },
];

/** Returns the milliseconds from a key press to the first change of the list. */
async function timeOfKey(world, key) {
  const changed = world.page.evaluate(
    () =>
      new Promise(resolve => {
        let pressed;
        document.addEventListener('keydown', () => (pressed = performance.now()), { once: true, capture: true });
        const watch = new MutationObserver(() => {
          if (pressed === undefined) return;
          watch.disconnect();
          resolve(performance.now() - pressed);
        });
        watch.observe(document.querySelector('.quick-input-list .monaco-list-rows'), {
          subtree: true,
          childList: true,
          characterData: true,
        });
        setTimeout(() => resolve(Number.NaN), 5000);
      }),
  );
  await world.page.keyboard.press(key);
  return changed;
}
