/** Opening a folder: it is indexed immediately, and the status bar shows the progress. */
import assert from 'node:assert/strict';
import manifest from '../../../package.json' with { type: 'json' };
import { expect } from '../wait.mjs';

export const indexing = [
  {
    name: 'the extension starts with the window, and its server with it',
    needed: true,
    fatal: true,
    async check(world) {
      await world.openFolder();
      await world.panelTab.waitFor();
      await expect(() => world.serverPid() !== undefined, 'a server process runs');
    },
  },
  {
    name: 'the folder is indexed on opening, and the status bar shows only its icon when everything can be found',
    needed: true,
    async check(world) {
      await expect(
        async () => /[1-9][\d,]* files are searchable/.test(await world.statusLabel()),
        'the status item says how many files are searchable',
      );
      const nFiles = Number(/([\d,]+) files/.exec(await world.statusLabel())?.[1].replaceAll(',', ''));
      assert.ok(nFiles >= 3007 && nFiles <= 3010, `${nFiles} files are searchable`);
      assert.equal(await world.statusItem.innerText(), '', 'a quiet icon only');
    },
  },
  {
    name: 'the status bar counts while it indexes, and never backwards',
    async check(world) {
      const counts = world.statusTexts
        .flatMap(text => /Vibe: ([\d,]+) of [\d,]+ files/.exec(text)?.[1] ?? [])
        .map(text => Number(text.replaceAll(',', '')));
      assert.ok(counts.length > 0, `no count was shown, only ${JSON.stringify(world.statusTexts)}`);
      assert.deepEqual(
        counts,
        counts.toSorted((a, b) => a - b),
      );
    },
  },
  {
    name: 'the status command names the folder and what is skipped',
    async check(world) {
      await world.showStatus(['shop', /files searchable.*on disk/]);
    },
  },
  {
    name: 'the default keys collide with nothing',
    async check(world) {
      await world.command('Preferences: Open Default Keyboard Shortcuts (JSON)');
      await world.page.locator('.monaco-editor[data-uri*="keybindings.json"]').waitFor();
      await world.page.keyboard.press('Control+f');
      const find = world.page.locator('.find-widget textarea[aria-label="Find"]');
      for (const { key, when = '' } of manifest.contributes.keybindings) {
        // Escape leaves many things; it is Vibe's only while Vibe writes.
        if (key === 'escape' && when.startsWith('vibe.')) continue;
        // The editor names the keys in an order of its own.
        const modifiers = ['ctrl', 'shift', 'alt', 'meta'].filter(name => key.split('+').includes(name));
        await find.fill(`"${[...modifiers, key.split('+').at(-1)].join('+')}"`);
        await world.page.locator('.find-widget .matchesCount', { hasText: /^1 of 1$/ }).waitFor();
      }
      await world.page.keyboard.press('Escape');
      await world.command('View: Close All Editors');
    },
  },
  {
    name: 'activation takes little',
    async check(world) {
      await world.command('Developer: Show Running Extensions');
      const row = world.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Vibe' }).first();
      await row.waitFor();
      const text = await row.innerText();
      const ms = Number(/Activation: (\d+)ms/.exec(text)?.[1]);
      assert.ok(Number.isFinite(ms), `no activation time in ${JSON.stringify(text)}`);
      world.measures.activationMs = ms;
      await world.command('View: Close All Editors');
    },
  },
];
