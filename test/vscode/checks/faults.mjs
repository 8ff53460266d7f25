/** Faults: a killed server, a missing model, a hostile workspace. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { expect } from '../wait.mjs';

export const faults = [
  {
    name: 'a killed server is reported in the panel and comes back, and a running answer is resumed',
    async check(world) {
      await world.ask('Which class restarts a worker?');
      await expect(
        async () => (await world.lastAnswer.innerText({ timeout: 500 }).catch(() => '')).length > 10,
        'some of the answer is there',
      );
      const pid = world.serverPid();
      // The message may be visible only for a moment, so the panel watches for it before the server is killed.
      const body = world.panel.locator('body');
      await body.evaluate(watchForText, 'server stopped and is starting again');
      process.kill(pid, 'SIGKILL');
      await expect(() => body.evaluate(() => globalThis.sawText), 'the panel tells that the server stopped');
      await expect(() => isOther(world, pid), 'another process serves');
      await world.panel.getByText(/server stopped and is starting again/).waitFor({ state: 'hidden' });
      await world.untilQuiet();
      assert.match(await world.lastTurn.innerText(), /tokens\/s|local/);
    },
  },
  {
    name: 'a command restarts the server in an orderly way',
    async check(world) {
      const pid = world.serverPid();
      await world.command('Vibe: Restart Server');
      await expect(() => isOther(world, pid), 'another process serves');
      await expect(() => !isAlive(pid), 'the old process is gone');
    },
  },
  {
    name: 'names and texts of a hostile workspace are shown as text',
    async check(world) {
      await world.newConversation();
      await world.ask('Where is the wishing well with golden coins?');
      await world.panel.getByRole('region', { name: 'Places' }).last().getByRole('button', { name: 'Places', exact: true }).click();
      await world.untilQuiet();
      const body = await world.panel.locator('body').innerText();
      if (process.platform !== 'win32')
        assert.ok(body.includes('<b onclick=alert(1)>coins<b>.md'), 'the name of the file stands there as it is');
      const made = world.panel.locator('#root').locator('[onclick], [onerror], img, script, a[href]');
      assert.deepEqual(
        await made.evaluateAll(elements => elements.map(element => element.outerHTML)),
        [],
        'no element of the workspace was made',
      );
      assert.doesNotMatch(await world.page.title(), /pwned/);
      assert.ok(!body.includes('\u001b'), 'no escape sequence');
      await world.shot('hostile');
    },
  },
  {
    name: 'a workspace cannot name the endpoint that code is sent to',
    async check(world) {
      let nRequests = 0;
      const trap = createServer((_, response) => {
        nRequests++;
        response.end('{}');
      });
      await new Promise(resolve => trap.listen(0, '127.0.0.1', resolve));
      try {
        const pid = world.serverPid();
        world.writeFile(
          '.vscode/settings.json',
          JSON.stringify({ 'vibe.endpoints': [{ kind: 'ollama', url: `http://127.0.0.1:${trap.address().port}` }] }),
        );
        await world.command('Vibe: Restart Server');
        await expect(() => isOther(world, pid), 'another process serves');
        await world.ask('What is an item?');
        await world.untilQuiet();
        assert.equal(nRequests, 0);
      } finally {
        trap.close();
      }
    },
  },
  {
    name: 'a wrong setting is reported, and the default is used',
    async check(world) {
      await world.set({ 'vibe.threads': 'many' });
      await world.page.locator('.notification-list-item', { hasText: 'vibe.threads' }).waitFor();
      await world.set({ 'vibe.threads': 0 });
      await world.command('Notifications: Clear All Notifications');
    },
  },
  {
    name: 'without a model the answer is passages from the code',
    async check(world) {
      const pid = world.serverPid();
      await world.set({ 'vibe.endpoints': [{ kind: 'ollama', url: 'http://127.0.0.1:9' }] });
      await expect(() => isOther(world, pid), 'the server took the setting up');
      await world.newConversation();
      await world.ask('How is the total of the cart computed?');
      await world.panel.locator('.no-model', { hasText: 'No language model answered' }).waitFor();
      await world.panel
        .getByRole('button', { name: /^Citation \d+: src\/cart\.ts/ })
        .first()
        .waitFor();
      await world.shot('no-model');
    },
  },
  {
    name: 'clearing data asks first, deletes the conversations, and indexes again',
    async check(world) {
      const pid = world.serverPid();
      await world.command('Vibe: Clear Data');
      const dialog = world.page.locator('.monaco-dialog-box');
      await dialog.getByRole('button', { name: 'Clear', exact: true }).click();
      await expect(() => isOther(world, pid), 'another process serves');
      await expect(async () => (await world.panel.getByRole('article').count()) === 0, 'the conversation is gone');
      await expect(async () => /files are searchable/.test(await world.statusLabel()), 'the folder is indexed again');
      await world.command('Vibe: Show History');
      await world.panel
        .getByRole('button', { name: /total of the cart/ })
        .first()
        .waitFor({ state: 'detached' });
    },
  },
];

/** Runs in the panel: records when the text appears in it. */
function watchForText(body, text) {
  globalThis.sawText = false;
  new MutationObserver((_, watch) => {
    if (!body.textContent.includes(text)) return;
    watch.disconnect();
    globalThis.sawText = true;
  }).observe(body, { subtree: true, childList: true, characterData: true });
}

function isOther(world, pid) {
  const now = world.serverPid();
  return now !== undefined && now !== pid;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
