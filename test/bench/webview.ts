/**
 * The panel in a browser: size of its bundle, first paint, a long streamed answer, a conversation of 2,000 turns, completion menus. Times
 * depend on this machine and its load; long tasks are those that the browser reports.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { complete } from '../../server/search/complete.js';
import { aSearch } from '../kit/a-search.js';
import { ask, input, requested } from '../webview/drive.js';
import { PanelBrowser } from '../webview/panel-page.js';
import { sampleCitations, samplePlaces, sampleText } from '../webview/sample-turn.js';

interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly aim?: number;
}

const dist = join(import.meta.dirname, '..');
const rows: Row[] = [];
const note = (name: string, value: number, unit: string, aim?: number): void => {
  rows.push({ name, value: Math.round(value * 10) / 10, unit, ...(aim === undefined ? {} : { aim }) });
};

const kilobytes = (file: string): number => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length / 1000;

function measureBundle(): void {
  const script = readFileSync(join(dist, 'webview.js'), 'utf8');
  // Chunks that the entry imports statically are loaded with it.
  const eager = [...script.matchAll(/from\s?"\.\/(webview\/[\w-]+\.js)"/g)].map(match => match[1]!);
  note(
    'bundle, gzipped: loaded at once',
    ['webview.js', 'webview.css', ...new Set(eager)].reduce((sum, file) => sum + kilobytes(file), 0),
    'KB',
    150,
  );
  const lazy = readdirSync(join(dist, 'webview')).filter(file => file.endsWith('.js') && !eager.includes(`webview/${file}`));
  note(
    'bundle, gzipped: loaded when needed',
    lazy.reduce((sum, file) => sum + kilobytes(`webview/${file}`), 0),
    'KB',
  );
}

async function measurePaint(browser: PanelBrowser): Promise<void> {
  for (const name of ['cold', 'its document created again']) {
    const page = await browser.open();
    const paintMs = await page.evaluate(
      () =>
        new Promise<number>(resolve => {
          new PerformanceObserver(list => resolve(list.getEntries()[0]!.startTime)).observe({ type: 'paint', buffered: true });
        }),
    );
    note(`first paint, ${name}`, paintMs, 'ms', name === 'cold' ? 400 : undefined);
    await page.waitForFunction(() => window.host.drawnMs !== undefined);
    note(`drawn by its script, ${name}`, await page.evaluate(() => window.host.drawnMs!), 'ms');
    await page.close();
  }
}

/** Measures a panel that is hidden while an answer streams and then shown: the time until everything is on the screen. */
async function measureAgain(browser: PanelBrowser): Promise<void> {
  const page = await browser.open();
  const { id } = await ask(page, 'Tell me while I look elsewhere');
  const runs: (readonly [number, number])[] = [];
  for (let run = 0; run < 5; run++) runs.push(await page.evaluate(showInPage, { id, text: sampleText, places: samplePlaces }));
  const median = (part: 0 | 1): number => runs.map(times => times[part]).toSorted((a, b) => a - b)[2]!;
  note('first paint, again: hidden while it streams, then shown', median(0), 'ms', 100);
  note('again: until all that came meanwhile is drawn (5,000 tokens)', median(1), 'ms');
  await page.close();
}

/** Returns Markdown of about 10,000 tokens (four characters each): prose, lists, code, a table. */
function longAnswer(): string {
  let text = '';
  for (let n = 0; text.length < 40_000; n++) text += `${sampleText.replaceAll('step by step', `part ${n}`)}\n`;
  return text;
}

async function measureStream(browser: PanelBrowser): Promise<void> {
  const page = await browser.open();
  const { id } = await ask(page, 'Tell me everything');
  const before = await heapMegabytes(page);
  const times: number[] = [];
  const tasks = await browser.tasksWhile(async () => {
    times.push(...(await page.evaluate(streamInPage, { id, text: longAnswer(), tokensPerSecond: 200, places: samplePlaces })));
  });
  note('10,000 tokens at 200/s: longest task, work', longest(tasks.map(task => task.workMs)), 'ms', 50);
  note('10,000 tokens at 200/s: longest task, by the clock', longest(tasks.map(task => task.clockMs)), 'ms');
  note('10,000 tokens at 200/s: tasks with over 50 ms of work', tasks.filter(task => task.workMs > 50).length, '', 0);
  const workMs = tasks.reduce((sum, task) => sum + task.workMs, 0);
  note('10,000 tokens at 200/s: work of the main thread', (workMs / 1000 / (times.at(-1)! / 1000)) * 100, '%');
  note('10,000 tokens at 200/s: frames', times.length / (times.at(-1)! / 1000), '/s', 60);
  note('10,000 tokens at 200/s: growth of the heap', (await heapMegabytes(page)) - before, 'MB', 20);
  await page.close();
}

async function measureConversation(browser: PanelBrowser): Promise<void> {
  const turns = Array.from({ length: 2000 }, (_, n) => ({
    id: `t${n}`,
    question: `Question ${n}: where are worker crashes handled?`,
    attachments: [],
    askedAt: n,
    places: samplePlaces,
    text: sampleText,
    citations: sampleCitations,
    end: { kind: 'done', facts: { source: 'model', model: 'm', firstItemMs: 1, totalMs: 1, local: true } },
  }));
  const conversation = { id: 'long', title: 'Long', pinned: false, changedAt: 1, nTurns: 2000, turns };
  const page = await browser.open({
    answers: { 'chat/list': [{ ...conversation, turns: undefined }], 'chat/open': 'stays open', 'chat/earlier': 'stays open' },
  });
  await page.evaluate(() => window.host.send({ type: 'history' }));
  await page.getByRole('button', { name: /^Long/ }).click();
  const { id, params } = await requested(page, 'chat/open');
  // The message itself is in the page before the clock starts, as it is when the editor hands it over.
  await page.evaluate(([conversation, last]) => Object.assign(window, { conversation, last }), [conversation, params.last] as const);
  let openMs = 0;
  const opening = await browser.tasksWhile(async () => {
    openMs = await page.evaluate(openInPage, id);
  });
  await page.getByText('Question 1999').waitFor();
  note('2,000 turns: open to painted, by the clock', openMs, 'ms', 300);
  note('2,000 turns: open, longest task, work', longest(opening.map(task => task.workMs)), 'ms');
  await page.evaluate(answerEarlier);
  const frames: number[] = [];
  const scrolling = await browser.tasksWhile(async () => {
    frames.push(...(await page.evaluate(scrollInPage)));
  });
  note('2,000 turns: frames while scrolling', frames.length / (frames.at(-1)! / 1000), '/s', 60);
  note('2,000 turns: longest task while scrolling, work', longest(scrolling.map(task => task.workMs)), 'ms', 16);
  note('2,000 turns: heap', await heapMegabytes(page), 'MB', 150);
  await page.close();
}

async function measureMenu(browser: PanelBrowser): Promise<void> {
  const completion = (n: number) => ({ kind: 'symbol', label: `Symbol${n}`, detail: 'src/a.ts', insert: '' });
  const page = await browser.open({ answers: { 'context/complete': Array.from({ length: 20 }, (_, n) => completion(n)) } });
  await input(page).focus();
  const times: number[] = [];
  for (const key of '#Symbol') {
    await page.evaluate(awaitMenuInPage);
    await page.keyboard.press(key);
    times.push(await page.evaluate(() => Reflect.get(window, 'menuDrawn') as Promise<number>));
  }
  const sorted = times.toSorted((a, b) => a - b);
  note('key press to menu drawn (the answer is at hand), median', sorted[3]!, 'ms', 30);
  note('key press to menu drawn (the answer is at hand), slowest', sorted.at(-1)!, 'ms');
  await page.close();
}

/** The server's share of a key press: names of 100,000 symbols in 1,000 files, asked letter by letter. */
function measureCompletions(): void {
  const words = ['read', 'write', 'open', 'close', 'parse', 'token', 'index', 'merge', 'find', 'keep'];
  const files = new Map<string, string>();
  for (let n = 0; n < 1000; n++) {
    const names = Array.from({ length: 100 }, (_, i) => `${words[(n + i) % 10]}${words[(n * 7 + i * 3) % 10]}${n}x${i}`);
    files.set(`src/part${n % 40}/file${n}.ts`, names.map(name => `export function ${name}() {}\n`).join(''));
  }
  const { service } = aSearch(files, { withModel: false });
  const times: number[] = [];
  for (const query of ['r', 're', 'rea', 'read', 'readt', 'readtok', 'mergefind5', 'x99', 'part3/file', 'zzz'])
    for (const trigger of ['#', '@'] as const)
      for (let run = 0; run < 3; run++) {
        const started = performance.now();
        complete(service.folders(), { trigger, query, limit: 20 });
        times.push(performance.now() - started);
      }
  const sorted = times.toSorted((a, b) => a - b);
  note('completions at 100,000 symbols, median', sorted[Math.floor(sorted.length / 2)]!, 'ms', 30);
  note('completions at 100,000 symbols, slowest', sorted.at(-1)!, 'ms', 30);
}

const longest = (times: readonly number[]): number => times.reduce((a, b) => Math.max(a, b), 0);

interface StreamPlan {
  readonly id: number;
  readonly text: string;
  readonly tokensPerSecond: number;
  readonly places: readonly unknown[];
}

/** Runs in the page: sends the text frame by frame like a model, and returns the time of each frame. */
function streamInPage({ id, text, tokensPerSecond, places }: StreamPlan): Promise<number[]> {
  return new Promise(resolve => {
    window.host.items(id, [{ kind: 'places', places, elapsedMs: 20 }]);
    const started = performance.now();
    const frames: number[] = [];
    let sent = 0;
    const frame = () => {
      const elapsedMs = performance.now() - started;
      frames.push(elapsedMs);
      const wanted = Math.min(text.length, Math.floor((elapsedMs / 1000) * tokensPerSecond * 4));
      if (wanted > sent) window.host.items(id, [{ kind: 'delta', text: text.slice(sent, wanted) }]);
      sent = wanted;
      if (sent < text.length) requestAnimationFrame(frame);
      else setTimeout(() => resolve(frames), 300);
    };
    requestAnimationFrame(frame);
  });
}

/**
 * Runs in the page: reports the panel as hidden, streams, and reports it as shown (its frame is hidden from outside, which costs it
 * nothing). Returns the time of the first frame, and of everything that came meanwhile.
 */
async function showInPage({ id, text, places }: Pick<StreamPlan, 'id' | 'text' | 'places'>): Promise<readonly [number, number]> {
  const { host } = window;
  host.send({ type: 'shown', isShown: false });
  await new Promise(resolve => setTimeout(resolve, 300));
  host.items(id, [{ kind: 'places', places, elapsedMs: 20 }]);
  for (let n = 0; n < 20; n++) {
    host.items(id, [{ kind: 'delta', text }]);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  const nDrawn = () => host.requests.filter(({ method }) => method === 'panel/drawn').length;
  const nBefore = nDrawn();
  const started = performance.now();
  // Requested before the panel's own frame, so that the frame is timed and not what comes after it.
  const painting = new Promise<number>(resolve => requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started), 0)));
  host.send({ type: 'shown', isShown: true });
  const paintMs = await painting;
  while (nDrawn() === nBefore) await new Promise(resolve => setTimeout(resolve, 0));
  await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0)));
  return [paintMs, performance.now() - started];
}

/** Runs in the page, without the driver's overhead: measures from the next key event until the menu's rows are on the screen. */
function awaitMenuInPage(): void {
  const drawn = new Promise<number>(resolve =>
    document.addEventListener(
      'keydown',
      ({ timeStamp }) => {
        const nBefore = window.host.requests.length;
        const check = () => {
          const isAnswered = window.host.requests.slice(nBefore).some(({ method }) => method === 'context/complete');
          if (isAnswered && document.querySelectorAll('.menu-row').length >= 20)
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp), 0));
          else setTimeout(check, 0);
        };
        setTimeout(check, 0);
      },
      { once: true, capture: true },
    ),
  );
  Object.assign(window, { menuDrawn: drawn });
}

function openInPage(id: number): Promise<number> {
  return new Promise(resolve => {
    const started = performance.now();
    const conversation = Reflect.get(window, 'conversation');
    window.host.result(id, structuredClone({ ...conversation, turns: conversation.turns.slice(-Reflect.get(window, 'last')) }));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started), 0));
  });
}

/** Runs in the page: sends the turns before the first one when they are requested, as the server does. */
function answerEarlier(): void {
  const { turns } = Reflect.get(window, 'conversation') as { turns: readonly { readonly id: string }[] };
  let answered = 0;
  setInterval(() => {
    const request = window.host.last('chat/earlier');
    if (!request || request.id === answered) return;
    answered = request.id;
    const at = turns.findIndex(({ id }) => id === request.params.before);
    window.host.result(request.id, structuredClone(turns.slice(Math.max(0, at - request.params.limit), at)));
  }, 5);
}

function scrollInPage(): Promise<number[]> {
  return new Promise(resolve => {
    const list = document.querySelector('.turns')!;
    const started = performance.now();
    const frames: number[] = [];
    const frame = () => {
      frames.push(performance.now() - started);
      list.scrollBy(0, -60);
      if (frames.at(-1)! < 4000) requestAnimationFrame(frame);
      else resolve(frames);
    };
    requestAnimationFrame(frame);
  });
}

async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

measureBundle();
measureCompletions();
const browser = await PanelBrowser.launch();
try {
  await measurePaint(browser);
  await measureAgain(browser);
  await measureStream(browser);
  await measureConversation(browser);
  await measureMenu(browser);
} finally {
  await browser.close();
}
if (process.argv.includes('--json')) console.log(JSON.stringify({ type: 'webview', rows }));
else
  for (const { name, value, unit, aim } of rows)
    console.log(`${name.padEnd(56)} ${String(value).padStart(8)} ${unit.padEnd(4)} ${aim === undefined ? '' : `(aim ${aim})`}`);
