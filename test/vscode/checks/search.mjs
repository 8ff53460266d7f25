/** The search quick pick: live results, a preview, and opening. */
import assert from 'node:assert/strict';
import { expect } from '../wait.mjs';

export const search = [
  {
    name: 'search shows live results, previews them, and opens the chosen line',
    async check(world) {
      await world.command('View: Close All Editors');
      await world.search('handleCrash');
      const row = world.page.locator('.quick-input-list .monaco-list-row', { hasText: 'worker-keeper.ts' }).first();
      await row.waitFor();
      assert.match(await world.page.locator('.quick-input-list .monaco-list-row').first().innerText(), /worker-keeper\.ts/);
      await world.page.getByRole('tab', { name: 'worker-keeper.ts' }).waitFor();
      await world.page.keyboard.press('Enter');
      await expect(async () => (await world.cursorLine()) >= 4, 'the cursor stands in the class');
    },
  },
  {
    name: 'search says what it searched if nothing is found',
    async check(world) {
      await world.search('path:nowhere/ cart');
      await world.page.locator('.quick-input-list .monaco-list-row', { hasText: /Nothing found in [\d,]+ files/ }).waitFor();
      await world.page.keyboard.press('Escape');
    },
  },
  {
    name: 'unsaved text is found',
    async check(world) {
      await world.openFile('src/item.ts');
      // Goes there by the editor's own command, so that the editor has the focus before a key is pressed.
      await world.goToLine(6);
      await world.page.keyboard.type('// quokka bandwagon');
      await world.page.locator('.view-line', { hasText: 'quokka' }).waitFor();
      const input = await world.search('quokka bandwagon');
      await expect(async () => {
        if ((await world.page.locator('.quick-input-list .monaco-list-row', { hasText: 'item.ts' }).count()) > 0) return true;
        // Searches again, because the text may not have been indexed yet.
        await input.fill('quokka');
        await input.fill('quokka bandwagon');
        return false;
      }, 'the unsaved line is found');
      await world.page.keyboard.press('Escape');
      await world.command('File: Revert File');
    },
  },
];
