/** Opens the built panel in a real browser, in the same frame as in the extension. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { panelHtml } from '../../extension/panel/panel-html.js';
import { englishWords } from '../../webview/model/words/english.js';
import { browserFlags } from '../kit/browser.js';
import { installHost } from './fake-host.js';
import { type ThemeName, themes } from './themes.js';

const dist = join(import.meta.dirname, '../../dist');
const nonce = 'dGhpcyBpcyBhIHRlc3Q';
const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };

export interface PanelPageOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly zoom?: number;
  readonly language?: string;
  readonly reducedMotion?: boolean;
  /** Answers that differ from `calmAnswers`. */
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly state?: unknown;
  readonly diagrams?: boolean;
  readonly typed?: string;
}

export interface MainTask {
  readonly clockMs: number;
  readonly workMs: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** A server that is up, a small index, one model, no conversation yet. */
export const calmAnswers: Readonly<Record<string, unknown>> = {
  'panel/ready': { conversationId: undefined, draft: undefined, diagrams: false, server: 'up' },
  'panel/keep': null,
  'panel/act': null,
  'editor/open': null,
  'editor/copy': null,
  'editor/insert': null,
  'editor/newFile': null,
  'editor/terminal': null,
  'editor/apply': null,
  'editor/openLink': null,
  'editor/save': true,
  'editor/attach': [],
  'editor/origin': [],
  'editor/lines': { text: 'export class Pool {\n  readonly size: number;\n}' },
  'index/status': {
    version: 1,
    folders: [
      {
        folder: 'file:///work',
        name: 'work',
        phase: 'ready',
        nSeen: 5300,
        nSearchable: 5300,
        nChunks: 21000,
        leftOut: {},
        sizeBytes: 1e7,
        indexedMs: 900,
      },
    ],
  },
  'models/list': [
    { id: 'qwen2.5-coder:7b', endpoint: 'http://127.0.0.1:11434', sizeBytes: 4.7e9, windowTokens: 8192, loaded: true, local: true },
    { id: 'llama3.2:3b', endpoint: 'http://127.0.0.1:11434', sizeBytes: 2e9, windowTokens: 8192, loaded: false, local: true },
  ],
  'models/choices': [{ task: 'chat', model: { id: 'qwen2.5-coder:7b', endpoint: 'http://127.0.0.1:11434', reasons: [] } }],
  'chat/suggest': [
    'How does the pool of threads restart a crashed worker?',
    'What changed last in src/server/rpc?',
    'Where does the server start, and in which order?',
  ],
  'chat/list': [],
  'chat/earlier': [],
  'chat/search': [],
  'chat/delete': null,
  'chat/restore': null,
  'chat/rename': null,
  'chat/pin': null,
  'context/measure': {
    nQuestionTokens: 20,
    nAttachmentTokens: [1200, 900],
    nHistoryTokens: 680,
    windowTokens: 8192,
    places: [],
    leftOut: { nPlaces: 0, nAttachments: 0, nTurns: 0 },
  },
  'context/complete': [],
  'chat/ask': 'stays open',
  'chat/follow': 'stays open',
  'chat/continue': 'stays open',
};

export class PanelBrowser {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #origin: string;
  /** What the browser refused or reported; empty for a correct panel. */
  readonly complaints: string[] = [];

  private constructor(browser: Browser, server: Server, origin: string) {
    this.#browser = browser;
    this.#server = server;
    this.#origin = origin;
  }

  static async launch(): Promise<PanelBrowser> {
    const server = createServer((request, response) => void serve(request.url ?? '/', response));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The page server has no port');
    const browser = await chromium.launch({
      executablePath: findBrowser(),
      args: [...browserFlags, '--process-per-site', '--disable-features=SpareRendererForSitePerProcess'],
    });
    return new PanelBrowser(browser, server, `http://127.0.0.1:${address.port}`);
  }

  async open(options: PanelPageOptions = {}): Promise<Page> {
    const {
      theme = 'dark',
      width = 420,
      height = 800,
      zoom = 1,
      language = 'en',
      reducedMotion = false,
      answers = {},
      state,
      diagrams = false,
      typed = '',
    } = options;
    const page = await this.#browser.newPage({
      viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
      deviceScaleFactor: zoom,
      reducedMotion: reducedMotion ? 'reduce' : 'no-preference',
    });
    page.setDefaultTimeout(30_000);
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', error => this.complaints.push(String(error)));
    page.on('request', request => {
      if (!request.url().startsWith(this.#origin)) this.complaints.push(`request to ${request.url()}`);
    });
    const ready = { conversationId: undefined, draft: undefined, diagrams, server: 'up' };
    const { variables, bodyClass } = themes[theme];
    await page.addInitScript(installHost, {
      answers: { ...calmAnswers, 'panel/ready': ready, ...answers },
      state,
      variables,
      bodyClass,
      typed,
    });
    await page.goto(`${this.#origin}/?language=${language}${diagrams ? '&diagrams' : ''}`);
    await page.locator('.panel h1').waitFor({ state: 'attached' });
    return page;
  }

  /** Returns the tasks of the pages' main threads while `act` runs: how long each took by the clock, and how much of that was work. */
  async tasksWhile(act: () => Promise<unknown>): Promise<readonly MainTask[]> {
    await this.#browser.startTracing(undefined, { categories: ['toplevel', '__metadata'] });
    await act();
    const trace = JSON.parse((await this.#browser.stopTracing()).toString()) as { readonly traceEvents: readonly TraceEvent[] };
    const mains = trace.traceEvents.filter(event => event.name === 'thread_name' && event.args?.name === 'CrRendererMain');
    const tasks = trace.traceEvents.filter(
      event =>
        event.name.endsWith('RunTask') && event.dur !== undefined && mains.some(main => main.pid === event.pid && main.tid === event.tid),
    );
    return tasks.map(({ dur = 0, tdur = dur }) => ({ clockMs: dur / 1000, workMs: tdur / 1000 }));
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.close();
  }
}

async function serve(url: string, response: ServerResponse): Promise<void> {
  const { pathname: path, searchParams } = new URL(url, 'http://x');
  if (path === '/') {
    const origin = `http://${response.req.headers.host}`;
    const assets = {
      script: `${origin}/webview.js`,
      style: `${origin}/webview.css`,
      source: origin,
      icons: `${origin}/webview/codicon.ttf`,
      language: searchParams.get('language') ?? 'en',
      title: 'Vibe',
      placeholder: englishWords.inputPlaceholder,
      diagrams: searchParams.has('diagrams'),
    };
    response.writeHead(200, { 'content-type': 'text/html' }).end(panelHtml(assets, nonce));
    return;
  }
  const file = join(dist, path);
  if (path.includes('..') || !existsSync(file)) response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
  else response.writeHead(200, { 'content-type': types[path.split('.').at(-1)!] ?? 'text/plain' }).end(await readFile(file));
}

function findBrowser(): string {
  const found = [process.env['CHROME_PATH'], '/usr/bin/chromium', '/usr/bin/google-chrome', '/usr/bin/chromium-browser'].find(
    path => path !== undefined && existsSync(path),
  );
  if (found === undefined) throw new Error('No browser found: set CHROME_PATH');
  return found;
}
