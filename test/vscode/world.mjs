/** What the checks share: a workspace on disk, the fake Ollama, a real VS Code with the packaged extension, and a page that drives it. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chromium } from 'playwright-core';
import {
  ensureBrowser,
  ensureCodeServer,
  ensurePackage,
  isHealthy,
  packageFolder,
  settingsFiles,
  startEditor,
  writeSettings,
} from '../../scripts/editor-tools.mjs';
import { nodePath, root } from '../../scripts/ensure-ready.mjs';
import { browserFlags } from '../kit/browser.ts';
import { expect, patienceMs } from './wait.mjs';
import { writeWorkspace } from './workspace.mjs';

const extensionId = 'vibe.vibe-local';

export const baseSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'editor.lightbulb.enabled': 'on',
  'workbench.colorTheme': 'Dark Modern',
  'window.autoDetectColorScheme': false,
  'git.enabled': false,
  // It is on by default in a browser, and would write a proposal to the disk before anybody has accepted it.
  'files.autoSave': 'off',
  // Opens settings files as files, not as dialogs over the window.
  'workbench.editor.useModal': 'off',
};

export class World {
  browser;
  context;
  editor;
  page;
  ollama;
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'vibe-e2e-')));
  shots = join(root, '.e2e/shots');
  folder = join(this.scratch, 'shop');
  state = join(this.scratch, 'state');
  settings = { ...baseSettings };
  /** Texts that the status bar item has shown, in order. */
  statusTexts = [];
  measures = {};

  async start() {
    rmSync(this.shots, { recursive: true, force: true });
    mkdirSync(this.shots, { recursive: true });
    ensureCodeServer();
    const executablePath = ensureBrowser();
    const vsix = process.env.VIBE_E2E_VSIX ?? ensurePackage();
    this.measures.vsixBytes = statSync(vsix).size;
    writeWorkspace(this.folder);
    this.ollama = await startFakeOllama();
    this.settings['vibe.endpoints'] = [{ kind: 'ollama', url: this.ollama.url }];
    writeSettings(this.state, this.settings);
    const assistant = packageFolder(join(root, 'test/vscode/assistant'), join(this.scratch, 'assistant.vsix'));
    this.editor = await startEditor({ state: this.state, extensions: [vsix, assistant] });
    this.browser = await chromium.launch({ executablePath, args: [...browserFlags] });
    this.context = await this.browser.newContext({
      viewport: { width: 1280, height: 800 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    this.page = await this.newPage();
    await this.page.exposeFunction('vibeStatusText', text => {
      if (this.statusTexts.at(-1) !== text) this.statusTexts.push(text);
    });
    await this.page.addInitScript(watchStatusBar, `${extensionId}.vibe.status`);
  }

  /** Opens another window of the same person. */
  async newPage() {
    const page = await this.context.newPage();
    page.setDefaultTimeout(patienceMs);
    return page;
  }

  async stop() {
    await this.browser?.close();
    await this.editor?.stop();
    this.ollama?.stop();
    if (!process.env.VIBE_E2E_KEEP) rmSync(this.scratch, { recursive: true, force: true });
  }

  /** Changes settings in the editor's own settings files, as a person would. Machine settings are in the remote's file. */
  async set(changes) {
    this.settings = { ...this.settings, ...changes };
    const isVibes = Object.keys(changes).every(key => key.startsWith('vibe.'));
    const files = settingsFiles(this.settings);
    await this.command(`Preferences: Open ${isVibes ? 'Remote' : 'User'} Settings (JSON)`);
    const editor = this.page.locator('.monaco-editor[data-uri$="settings.json"]').first();
    await editor.waitFor();
    await this.page.evaluate(text => navigator.clipboard.writeText(text), isVibes ? files.Machine : files.User);
    // The tab shows that it is unsaved a moment after the paste, but never if the settings did not change.
    const dirty = this.page.locator('.tab.active.dirty');
    for (let i = 0; i < 3 && !(await dirty.isVisible()); i++) {
      await editor.locator('.view-lines').click();
      await this.page.keyboard.press('Control+a');
      await this.page.keyboard.press('Control+v');
      await dirty.waitFor({ timeout: 2000 }).catch(() => undefined);
    }
    await this.page.keyboard.press('Control+s');
    await dirty.waitFor({ state: 'detached' });
    await this.command('View: Close Editor');
  }

  async openFolder(folder = this.folder) {
    await this.page.goto(`${this.editor.url}/?folder=${encodeURIComponent(folder)}`);
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor();
  }

  get statusItem() {
    return this.page.locator(`[id="${extensionId}.vibe.status"]`);
  }

  get panelTab() {
    return this.page.locator('.activitybar').getByRole('tab', { name: 'Vibe' });
  }

  /** The panel's own document, inside the editor's frame. */
  get panel() {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
  }

  get input() {
    return this.panel.locator('.composer textarea');
  }

  get lastTurn() {
    return this.panel.getByRole('article').last();
  }

  /** The text of the newest answer, without its question and its facts. */
  get lastAnswer() {
    return this.lastTurn.locator('.answer');
  }

  /** A click on the tab of an open view closes it, and a window that is still being restored may open it just before the click. */
  async openPanel() {
    for (let i = 0; ; i++) {
      if ((await this.panelTab.getAttribute('aria-expanded')) !== 'true') await this.panelTab.click();
      try {
        return await this.input.waitFor({ timeout: 20_000 });
      } catch (error) {
        if (i === 5) throw error;
      }
    }
  }

  /** Waits until the panel has started the conversation; it would clear away an earlier question. */
  async newConversation() {
    await this.command('Vibe: New Conversation');
    await expect(async () => (await this.panel.getByRole('article').count()) === 0, 'the conversation is empty');
  }

  async ask(question) {
    await this.openPanel();
    await this.input.fill(question);
    await this.input.press('Enter');
    await this.panel.getByRole('heading', { name: question }).last().waitFor();
  }

  /** True if no answer is running. */
  async isQuiet() {
    return (await this.panel.getByRole('button', { name: 'Stop' }).count()) === 0;
  }

  async untilQuiet() {
    await expect(() => this.isQuiet(), 'the answer is complete');
  }

  /**
   * Returns the process that serves this run's window: the youngest, because that of a closed window may live for minutes. Undefined if
   * there is none.
   */
  serverPid() {
    const list = execFileSync('ps', ['-eo', 'pid,etime,args'], { encoding: 'utf8' });
    const servers = list
      .split('\n')
      .filter(text => text.includes(`${this.state}/extensions/`) && text.includes('dist/server.js'))
      .map(text => text.trim().split(/\s+/))
      .map(([pid, elapsed]) => ({ pid: Number(pid), age: elapsed.split(/[-:]/).reduce((sum, part) => sum * 60 + Number(part), 0) }));
    return servers.toSorted((a, b) => a.age - b.age)[0]?.pid;
  }

  /** Returns when conversations were last written to the disk, in milliseconds since 1970. */
  catalogueSavedAt() {
    const path = join(this.state, 'user/User/globalStorage/vibe.vibe-local/catalogue.db');
    return existsSync(path) ? statSync(path).mtimeMs : 0;
  }

  async statusLabel() {
    return (
      (await this.statusItem
        .locator('a')
        .getAttribute('aria-label', { timeout: 1000 })
        .catch(() => '')) ?? ''
    );
  }

  async goToLine(line, column = 1) {
    await this.quickInput('Control+g', `:${line}:${column}`, `line ${line}`);
    await expect(async () => (await this.cursorLine()) === line, `the cursor stands in line ${line}`);
  }

  /** Selects from the start of `first` to the start of the line after `last`. */
  async selectLines(first, last) {
    await this.goToLine(first);
    for (let line = first; line <= last; line++) await this.page.keyboard.press('Shift+ArrowDown');
  }

  async codeAction(title) {
    await expect(async () => {
      await this.page.keyboard.press('Control+.');
      const row = this.page.locator('.action-widget .monaco-list-row', { hasText: title });
      const found = await row
        .first()
        .waitFor({ timeout: 10_000 })
        .then(
          () => true,
          () => false,
        );
      if (found) await row.first().click();
      // If no list is open, Escape would drop the selection.
      else if (await this.page.locator('.action-widget').first().isVisible()) await this.page.keyboard.press('Escape');
      return found;
    }, `the code action "${title}" is offered`);
  }

  /** Returns the visible lines of the file's editor; in a diff, those of the editable side. */
  editorText(path) {
    return this.textOf(`.monaco-editor[data-uri$="/${path}"]:not([data-uri^="vibe-"])`);
  }

  textOf(editor) {
    return this.page
      .locator(editor)
      .last()
      .locator('.view-lines')
      .evaluate(lines =>
        [...lines.querySelectorAll('.view-line')]
          .toSorted((a, b) => parseFloat(a.style.top) - parseFloat(b.style.top))
          .map(line => line.textContent.replaceAll('\u00a0', ' '))
          .join('\n'),
      );
  }

  async openWalkthrough() {
    await this.command('Welcome: Open Walkthrough...');
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Get started with Vibe' }).first().click();
    await this.page.locator('.getting-started-step', { hasText: 'Ask a question' }).first().waitFor();
  }

  lens(title) {
    return this.page.locator('.codelens-decoration a', { hasText: title });
  }

  /** Returns a title bar button of the active editor group. */
  titleAction(name) {
    return this.page.locator('.editor-group-container.active .editor-actions').getByRole('button', { name });
  }

  writeFile(path, text) {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Prepares the window for a picture: one conversation, one file, nothing in front. */
  async arrangeForPicture() {
    await this.calm();
    await this.command('View: Close All Editors');
    await this.newConversation();
    await this.ask('How is the total of the cart computed?');
    await this.untilQuiet();
    await this.panel
      .getByRole('button', { name: /^Citation \d+: src\/cart\.ts/ })
      .first()
      .click();
    await this.page.getByRole('tab', { name: 'cart.ts' }).waitFor();
    await this.page.mouse.move(700, 600);
  }

  /** After a failure, before the next try or check: the editor runs, the window is reloaded, and no file is open or changed. */
  async recover() {
    if (!(await isHealthy(this.editor.url))) {
      await this.editor.stop();
      this.editor = await startEditor({ state: this.state, extensions: [], port: Number(new URL(this.editor.url).port) });
    }
    const { searchParams } = new URL(this.page.url());
    if (!searchParams.has('folder') && !searchParams.has('workspace')) return;
    await this.page.goto(this.page.url());
    await this.panelTab.waitFor();
    await this.command('View: Close All Editors');
    await expect(async () => {
      await this.dismissDialog();
      return (await this.page.locator('.editor-group-container .tab').count()) === 0;
    }, 'no file is open');
    await this.openPanel();
  }

  /** Dismisses a modal dialog, such as whether to save. */
  async dismissDialog() {
    const dialog = this.page.locator('.monaco-dialog-box').first();
    if (await dialog.isVisible())
      await dialog
        .getByRole('button', { name: "Don't Save" })
        .click({ timeout: 2000 })
        .catch(() => undefined);
    await this.page.keyboard.press('Escape');
  }

  /** Nothing in front of a picture, and the pointer on nothing. */
  async calm() {
    await this.command('Notifications: Clear All Notifications');
    await this.page.mouse.move(760, 640);
  }

  async command(title) {
    await this.quickInput('F1', `>${title}`, title.replace(/^\w+: /, ''));
  }

  /** Opens the search and types. An editor that takes the focus late closes the list, so it is opened again. */
  async search(query) {
    const input = this.page.locator('.quick-input-widget input[placeholder^="Search this workspace"]');
    for (let i = 0; i < 10; i++) {
      await this.command('Vibe: Search');
      const filled = await input.fill(query, { timeout: 5000 }).then(
        () => true,
        () => false,
      );
      if (filled && (await input.isVisible())) return input;
    }
    throw new Error('The search does not stay open');
  }

  /** Returns the status list, once it has a row for each of the texts. It is opened again if something else took the focus. */
  async showStatus(...texts) {
    const rows = texts.map(([folder, text]) =>
      this.page.locator('.quick-input-list .monaco-list-row', { hasText: folder }).filter({ hasText: text }),
    );
    await expect(
      async () => {
        await this.command('Vibe: Show Status');
        const shown = await Promise.allSettled(rows.map(row => row.first().waitFor({ timeout: 10_000 })));
        return shown.every(({ status }) => status === 'fulfilled');
      },
      `the status says ${texts.join(', ')}`,
    );
    await this.page.keyboard.press('Escape');
  }

  async openFile(path) {
    const name = path.split('/').at(-1);
    const tab = this.page.getByRole('tab', { name }).and(this.page.locator('[aria-selected=true]'));
    for (let i = 0; ; i++) {
      await this.quickInput('Control+p', path, name);
      try {
        return await tab.first().waitFor({ timeout: 10_000 });
      } catch (error) {
        // The list was filled again during the click.
        if (i === 5) throw error;
      }
    }
  }

  /**
   * Opens the quick input by `key`, types, and clicks the row that contains `row`. A busy window may miss the key,
   * and an editor that is just being shown may take the focus and so close the list: it is opened again.
   */
  async quickInput(key, text, row) {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    const list = this.page.locator('.quick-input-list .monaco-list-row', { hasText: row });
    for (let i = 0; ; i++) {
      try {
        await this.page.keyboard.press(key);
        await input.waitFor({ timeout: 5000 });
        await input.fill(text, { timeout: 5000 });
        await expect(async () => (await list.count()) > 0 || !(await input.isVisible()), `the list offers "${row}"`);
        // Not by Enter, because another row may be active.
        return await list.first().click({ timeout: 5000 });
      } catch (error) {
        if (i === 7) throw error;
        if (i > 1) await this.dismissDialog();
      }
    }
  }

  /** Returns the line of the cursor in the active editor. */
  async cursorLine() {
    const text = await this.page.locator('[id="status.editor.selection"]').innerText();
    return Number(/Ln (\d+)/.exec(text)?.[1]);
  }

  /** Returns the end of the panel's text, for the report of a failure. */
  async panelText() {
    return (await this.panel.locator('#root').innerText({ timeout: 1000 })).replaceAll(/\s+/g, ' ').slice(-300);
  }

  async shot(name) {
    const path = join(this.shots, `${name}.png`);
    // A list that fades out would cover the picture.
    await this.page.screenshot({ path, animations: 'disabled' });
    return path;
  }
}

/** Runs in the page: reports every text of the status bar item, from the first one on. */
function watchStatusBar(id) {
  const tell = () => {
    const item = document.getElementById(id);
    if (item) globalThis.vibeStatusText(item.textContent.trim());
  };
  const watch = () => new MutationObserver(tell).observe(document.documentElement, { subtree: true, childList: true, characterData: true });
  if (document.documentElement) watch();
  else document.addEventListener('readystatechange', watch, { once: true });
}

/** The process prints its address. */
function startFakeOllama() {
  return new Promise((resolve, reject) => {
    const child = spawn(nodePath(), [join(root, 'test/vscode/shop-model.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.once('error', reject);
    child.once('exit', code => reject(new Error(`The fake Ollama ended with ${code}`)));
    child.stdout.once('data', chunk => resolve({ url: String(chunk).trim(), stop: () => child.kill('SIGKILL') }));
  });
}
