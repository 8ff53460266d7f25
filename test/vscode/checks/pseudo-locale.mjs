/** The editor under the pseudo-locale: every text of Vibe is marked, so what is not marked has no translation. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unmarkedPart } from '../../kit/unmarked-texts.ts';
import { expect } from '../wait.mjs';

const locale = 'qps-ploc';
const question = 'How is the total of the cart computed?';

export const pseudoLocale = [
  {
    name: 'under the pseudo-locale no text of Vibe is without its mark',
    async check(world) {
      writeBundles(world);
      const english = world.page;
      const page = await world.newPage();
      await page.addInitScript(
        wanted => Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => wanted, set() {}, configurable: true }),
        locale,
      );
      world.page = page;
      try {
        await world.openFolder();
        await world.panelTab.waitFor();
        await expect(async () => /⟦Vibe: [\d,]+ files are searchable⟧/.test(await world.statusLabel()), 'the status is marked');
        await checkPanel(world);
        await checkEditor(world);
      } finally {
        world.page = english;
        await page.close();
      }
    },
  },
];

/** What a build for translators would bring: the files that VS Code itself reads, marked. */
function writeBundles(world) {
  const folder = readdirSync(join(world.state, 'extensions')).find(name => name.startsWith('vibe.vibe-local'));
  const installed = join(world.state, 'extensions', folder);
  for (const [from, to] of [
    ['package.nls.json', `package.nls.${locale}.json`],
    ['l10n/bundle.l10n.json', `l10n/bundle.l10n.${locale}.json`],
  ]) {
    const table = JSON.parse(readFileSync(join(installed, from), 'utf8'));
    const marked = Object.fromEntries(Object.entries(table).map(([id, text]) => [id, `⟦${text}⟧`]));
    writeFileSync(join(installed, to), JSON.stringify(marked));
  }
}

/** The panel: its first screen, an answer, the menus, the history. */
async function checkPanel(world) {
  await world.openPanel();
  await world.command('Vibe: ⟦New Conversation⟧');
  await world.panel.getByRole('list', { name: '⟦Suggested questions⟧' }).getByRole('button').first().waitFor();
  await assertMarked(world, 'the first screen');
  await world.ask(question);
  await world.panel.locator('.turn-end').last().waitFor();
  await assertMarked(world, 'an answer');
  for (const trigger of ['@', '/']) {
    await world.input.fill('');
    await world.input.pressSequentially(trigger);
    await world.panel.locator('.menu').waitFor();
    await assertMarked(world, `the menu behind ${trigger}`);
  }
  await world.input.fill('');
  await world.command('Vibe: ⟦Show History⟧');
  await world.panel.locator('.history-row').first().waitFor();
  await assertMarked(world, 'the history');
}

/** The editor's own surfaces: views, the list of commands, the status list, a notice of an error. */
async function checkEditor(world) {
  await world.command('View: Close All Editors');
  await world.command('Vibe: ⟦Explain File⟧');
  const notice = world.page.locator('.notification-list-item', { hasText: '⟦No file of this workspace is open⟧' });
  await notice.waitFor();
  await assertTexts(await notice.locator('.notification-list-item-message').allInnerTexts(), world, 'an error');
  await world.command('Notifications: Clear All Notifications');
  await world.command('Vibe: ⟦Show Status⟧');
  const row = world.page.locator('.quick-input-list .monaco-list-row');
  await row.filter({ hasText: 'files searchable' }).first().waitFor();
  await assertTexts(
    await world.page.locator('.quick-input-widget .monaco-list-row, .quick-input-widget input').evaluateAll(labels),
    world,
    'the status list',
  );
  await world.page.keyboard.press('Escape');
  await assertTexts([await world.statusLabel()], world, 'the status bar');
  const title = world.page.locator('.part.sidebar .composite.title h2, .part.sidebar .pane-header .title');
  await assertTexts(await title.allInnerTexts(), world, 'the titles of the views');
}

/** Runs in the page. */
const labels = elements => elements.flatMap(one => [one.innerText ?? '', one.getAttribute('placeholder') ?? '']);

async function assertMarked(world, where) {
  const texts = await world.panel.locator('body').evaluate(collectBelow);
  assert.ok(texts.length > 5, `the panel shows something: ${where}`);
  await assertTexts(texts, world, where);
}

/** Runs in the panel. What people, models and code wrote is left out. */
function collectBelow(body) {
  const found = [];
  const walker = document.createTreeWalker(body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node instanceof Element ? node : node.parentElement;
    if (element.closest('.answer, .unseen, pre, code, script, style, time, h2, .history-name, .history-snippet')) continue;
    if (node instanceof Element)
      for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute(name) ?? '');
    else found.push(node.textContent);
  }
  return found.filter(text => text.trim() !== '');
}

async function assertTexts(texts, world, where) {
  const models = await world.panel.locator('select option').evaluateAll(options => options.map(option => option.value));
  const names = ['Vibe', 'shop', question, ...models, ...(await namesShown(world))];
  const left = texts.map(text => [text, unmarkedPart(text, names)]).filter(([, rest]) => rest !== '');
  assert.deepEqual(left, [], `texts without a mark in ${where}`);
}

/** Names of files, places and commands, which are the same in every language. */
async function namesShown(world) {
  const shown = await world.panel.locator('.place-path bdi, .place-chain, .chip bdi, .menu-label, .suggestions bdi').allInnerTexts();
  const details = await world.panel.locator('.menu-detail').allInnerTexts();
  const paths = details.filter(text => /^[\w./-]+$/.test(text));
  return [...shown, ...paths].flatMap(text => [text, text.replace(/:\d+.*$/, '')]);
}
