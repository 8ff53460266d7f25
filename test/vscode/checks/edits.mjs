/** Changes of files: streamed in by code actions, applied from the panel, accepted or rejected by hunk, stopped, undone, refused. */
import assert from 'node:assert/strict';
import { expect } from '../wait.mjs';

export const edits = [
  {
    name: 'Fix with Vibe writes the change into the file, and undo reverts it in one step',
    async check(world) {
      await fixLabel(world);
      await world.page.keyboard.press('Control+z');
      await world.lens('Accept').first().waitFor({ state: 'detached' });
      assert.match(await world.editorText('src/label.ts'), /item\.nmae/);
    },
  },
  {
    name: 'a change is accepted by key, and stays unsaved until the person saves',
    async check(world) {
      await fixLabel(world);
      await world.shot('inline-edit');
      await world.page.keyboard.press('Control+Alt+Shift+KeyY');
      await world.lens('Accept').first().waitFor({ state: 'detached' });
      assert.match(await world.editorText('src/label.ts'), /item\.name/);
      await world.command('File: Revert File');
      await expect(async () => /nmae/.test(await world.editorText('src/label.ts')), 'the file on the disk is as it was');
    },
  },
  {
    name: 'Refactor with Vibe asks what to do, and its change streams into the file',
    async check(world) {
      await refactor(world);
      const seen = new Set();
      await expect(async () => {
        seen.add(await world.editorText('src/cart.ts'));
        return (await world.lens('Accept').count()) > 0;
      }, 'the change is complete');
      assert.ok(seen.size >= 3, `the file was seen in ${seen.size} states`);
      assert.match(await world.editorText('src/cart.ts'), /reduce/);
      await world.lens('Reject').first().click();
      await expect(async () => !/reduce/.test(await world.editorText('src/cart.ts')), 'the file reads as before');
      await expect(async () => (await world.page.locator('.tab.active.dirty').count()) === 0, 'the file is not marked as changed');
    },
  },
  {
    name: 'Escape stops a change that is being written, and the file is restored',
    async check(world) {
      await world.openFile('src/cart.ts');
      const before = await world.editorText('src/cart.ts');
      await refactor(world);
      await world.lens('press Escape to stop').waitFor();
      await expect(async () => (await world.editorText('src/cart.ts')) !== before, 'something of the change is there');
      await world.page.keyboard.press('Escape');
      await world.lens('press Escape to stop').waitFor({ state: 'detached' });
      assert.equal(await world.editorText('src/cart.ts'), before);
    },
  },
  {
    name: 'a block of an answer opens as a diff, is accepted or rejected by hunk, and is undone as one step',
    async check(world) {
      await world.newConversation();
      await world.ask('How could the cart check its input?');
      await world.untilQuiet();
      const before = await applyBlock(world);
      await world.shot('diff');
      await world.titleAction('Accept Change').click();
      await expect(async () => (await world.page.locator('.monaco-diff-editor').count()) > 0, 'the other change waits');
      await world.titleAction('Reject Change').click();
      await world.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
      const after = await world.editorText('src/cart.ts');
      assert.match(after, /if \(item\.count > 0\)/);
      assert.doesNotMatch(after, /RangeError/);
      await world.page.keyboard.press('Control+z');
      await expect(async () => (await world.editorText('src/cart.ts')) === before, 'one undo takes back what was accepted');
    },
  },
  {
    name: 'all changes are accepted at once, and all are rejected at once',
    async check(world) {
      const before = await applyBlock(world);
      await world.titleAction('Reject All Changes').click();
      await world.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
      assert.equal(await world.editorText('src/cart.ts'), before);
      await applyBlock(world);
      await world.titleAction('Accept All Changes').click();
      await world.page.locator('.monaco-diff-editor').waitFor({ state: 'detached' });
      assert.match(await world.editorText('src/cart.ts'), /if \(item\.count > 0\)[^]*RangeError/);
      await world.command('File: Revert File');
    },
  },
  {
    name: 'each change of a file shows what its place rests on',
    async check(world) {
      await applyBlock(world);
      await world.command('View: Close Editor');
      await world.openFile('src/cart.ts');
      await world.lens('of add, the only place that fits').first().waitFor();
      await world.shot('proof');
      await world.command('File: Revert File');
    },
  },
  {
    name: 'a change without a certain place leaves the file alone, says why, and offers ways out',
    async check(world) {
      await world.openFile('src/cart.ts');
      await world.goToLine(1);
      await world.page.keyboard.press('Control+a');
      await world.page.keyboard.insertText('const nothing = 0;\nconst like = 1;\nconst before = 2;\n');
      await clickApply(world);
      const refusal = world.page.locator('.notification-list-item', { hasText: 'cart.ts was not changed' });
      await refusal.waitFor();
      await world.shot('refusal');
      for (const way of ['Insert at Cursor', 'New File', 'Ask the Model for a Search/Replace of This Part'])
        assert.equal(await refusal.getByRole('button', { name: way }).count(), 1, way);
      await refusal.getByRole('button', { name: 'Compare' }).click();
      await world.page.getByRole('tab', { name: 'src/cart.ts: not applied' }).waitFor();
      await world.command('View: Close Editor');
      await world.openFile('src/cart.ts');
      assert.match(await world.editorText('src/cart.ts'), /const nothing = 0;/);
      await clickApply(world);
      await world.page
        .locator('.notification-list-item', { hasText: 'cart.ts was not changed' })
        .getByRole('button', { name: 'Ask the Model for a Search/Replace of This Part' })
        .click();
      await world.lens('Accept').first().waitFor();
      await expect(
        async () => /const before = 3;/.test(await world.editorText('src/cart.ts')),
        'the answer of the model stands in the file',
      );
      await world.command('File: Revert File');
      await world.command('Notifications: Clear All Notifications');
    },
  },
  {
    name: 'one block that changes two files proposes a change in each',
    async check(world) {
      await world.newConversation();
      await world.ask('Add a colour in both files');
      await world.untilQuiet();
      await world.openFile('src/item.ts');
      await world.goToLine(1);
      await clickApply(world);
      await expect(async () => /readonly colour/.test(await world.editorText('src/item.ts')), 'the item has a colour');
      await expect(async () => /item\.colour/.test(await world.editorText('src/label.ts')), 'the label shows it');
      await world.shot('two-files');
      for (const file of ['src/label.ts', 'src/item.ts']) {
        await world.openFile(file);
        await world.command('File: Revert File');
      }
      await world.command('View: Close All Editors');
    },
  },
  {
    name: 'a file that the person excludes from Vibe is not changed',
    async check(world) {
      await world.openFile('kept-out/old.ts');
      await world.goToLine(1);
      await world.command('Vibe: Edit Selection');
      await world.page.locator('.quick-input-widget input[type=text]').fill('make it new');
      await world.page.keyboard.press('Enter');
      await world.page.locator('.notification-list-item', { hasText: 'skipped by line 1 of .vibeignore' }).waitFor();
      await world.command('Notifications: Clear All Notifications');
      await world.command('View: Close All Editors');
    },
  },
];

export async function fixLabel(world) {
  await world.openFile('src/label.ts');
  await world.page.locator('.monaco-editor .squiggly-error').first().waitFor();
  await world.goToLine(4, 16);
  await world.codeAction('Fix with Vibe');
  await world.lens('Accept').first().waitFor();
  assert.match(await world.editorText('src/label.ts'), /return item\.name;/);
}

async function refactor(world) {
  await world.openFile('src/cart.ts');
  await world.selectLines(12, 16);
  await world.codeAction('Refactor with Vibe');
  await world.page
    .locator('.quick-input-widget input[placeholder^="How should these lines change"]')
    .fill('use reduce, and explain it at length');
  await world.page.keyboard.press('Enter');
}

/** Returns the text before. */
export async function applyBlock(world) {
  await world.openFile('src/cart.ts');
  await world.goToLine(1);
  const before = await world.editorText('src/cart.ts');
  await clickApply(world);
  await world.page.locator('.monaco-diff-editor').waitFor();
  await world.titleAction('Accept Change').waitFor();
  return before;
}

/** The buttons of a block appear with the pointer or the focus. */
async function clickApply(world) {
  const block = world.panel.locator('.code-block').last();
  await block.hover();
  await block.getByRole('button', { name: 'Show as a change to' }).click();
}
