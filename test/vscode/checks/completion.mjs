/** Ghost text without a model: it appears while a person types, Tab takes it, and a setting switches it off. */
import assert from 'node:assert/strict';
import { expect } from '../wait.mjs';

const ghost = world => world.page.locator('.ghost-text-decoration, .ghost-text');
const lineText = async (world, word) =>
  (await world.page.locator('.view-line', { hasText: word }).first().innerText()).replaceAll('\u00a0', ' ');

export const completion = [
  {
    name: 'ghost text finishes a line without a model, and Tab takes it',
    async check(world) {
      await world.openFile('src/item.ts');
      await world.goToLine(6);
      // The completer reads the folder after the first request, so that the first keys may find nothing.
      await world.page.keyboard.type('  return val');
      await expect(async () => {
        if ((await ghost(world).count()) > 0) return true;
        await world.page.keyboard.press('Escape');
        await world.page.keyboard.press('Backspace');
        await world.page.keyboard.type('l');
        return false;
      }, 'ghost text appears');
      await world.shot('ghost-text');
      await world.page.keyboard.press('Tab');
      await expect(async () => (await lineText(world, 'return')).includes('return value39;'), 'the line is finished');
      assert.equal(await ghost(world).count(), 0);
      await world.command('File: Revert File');
    },
  },
];
