/** Other windows: two folders with a repository in one of them, and an editor in German. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '../wait.mjs';

export const windows = [
  {
    name: 'two folders in one window are searched together',
    async check(world) {
      await world.page.goto(`${world.editor.url}/?workspace=${encodeURIComponent(writeTwoFolders(world))}`);
      await world.panelTab.waitFor();
      await world.openPanel();
      await world.showStatus(['shop', /searchable/], ['notes', /searchable/]);
      await world.newConversation();
      await world.ask('Where are the ladders kept?');
      await world.panel
        .getByRole('region', { name: 'Places' })
        .last()
        .getByRole('button', { name: /ladders\.md/ })
        .first()
        .waitFor();
      await world.untilQuiet();
    },
  },
  {
    name: 'the button of the SCM view writes a commit message',
    async check(world) {
      await world.page
        .locator('.activitybar')
        .getByRole('tab', { name: /Source Control/ })
        .first()
        .click();
      const input = world.page.locator('.scm-editor .view-lines');
      await input.waitFor();
      const button = world.page.getByRole('button', { name: 'Write Commit Message' }).first();
      await world.page.locator('.part.sidebar .pane-header').first().hover();
      await button.click();
      await expect(
        async () => /Give the item a colour/.test((await input.innerText()).replaceAll('\u00a0', ' ')),
        'the message stands in the box',
      );
      await world.shot('commit-message');
    },
  },
  {
    name: 'a review includes untracked files, and leaves secrets out',
    async check(world) {
      await world.command('Vibe: Review Changes');
      await world.panel.getByText('The new file fresh.txt was seen.').waitFor();
      await world.untilQuiet();
      assert.doesNotMatch(await world.lastAnswer.innerText(), /secret/);
    },
  },
  {
    name: 'the editor in German has Vibe in German',
    async check(world) {
      const english = world.page;
      const german = await world.newPage();
      await german.addInitScript(() =>
        Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => 'de', set() {}, configurable: true }),
      );
      world.page = german;
      try {
        await world.openFolder();
        await world.panelTab.waitFor();
        await expect(async () => /Dateien sind durchsuchbar/.test(await world.statusLabel()), 'the status is in German');
        await world.openPanel();
        assert.equal(await world.panel.locator('html').getAttribute('lang'), 'de');
        await world.shot('german');
      } finally {
        world.page = english;
        await german.close();
      }
    },
  },
  {
    name: 'the first window is there again',
    needed: true,
    async check(world) {
      await world.openFolder();
      await world.panelTab.waitFor();
      await world.openPanel();
    },
  },
];

/** Writes a second folder under git, with a change and untracked files. Returns the path of the workspace file. */
function writeTwoFolders(world) {
  const notes = join(world.scratch, 'notes');
  const workspace = join(world.scratch, 'both.code-workspace');
  if (existsSync(workspace)) return workspace;
  mkdirSync(notes, { recursive: true });
  const git = (...args) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: notes });
  writeFileSync(join(notes, 'ladders.md'), '# Ladders\n\nThe ladders are kept behind the shed.\n');
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Notes');
  writeFileSync(join(notes, 'ladders.md'), '# Ladders\n\nThe ladders are kept in the attic.\n');
  writeFileSync(join(notes, 'fresh.txt'), 'Buy a new ladder.\n');
  writeFileSync(join(notes, '.env'), 'SECRET=ladder\n');
  writeFileSync(workspace, JSON.stringify({ folders: [{ path: 'shop' }, { path: 'notes' }], settings: { 'git.enabled': true } }));
  return workspace;
}
