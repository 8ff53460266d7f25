/**
 * The panel in a browser: size of its bundle, first paint, a long streamed answer, a conversation of 2,000 turns, completion menus.
 * A number here is of this machine as busy as it is; long tasks are what the browser itself reports.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
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
  // Chunks that the entry imports by a statement are loaded with it.
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
  for (const name of ['first paint, cold', 'first paint, again']) {
    const page = await browser.open();
    const paintMs = await page.evaluate(
      () =>
        new Promise<number>(resolve => {
          new PerformanceObserver(list => resolve(list.getEntries()[0]!.startTime)).observe({ type: 'paint', buffered: true });
        }),
    );
    note(name, paintMs, 'ms', name.endsWith('cold') ? 400 : 100);
    await page.close();
  }
}

/** Markdown of about 10,000 tokens (four characters each): prose, lists, code, a table. */
function longAnswer(): string {
  let text = '';
  for (let n = 0; text.length < 40_000; n++) text += `${sampleText.replaceAll('step by step', `part ${n}`)}\n`;
  return text;
}

async function measureStream(browser: PanelBrowser): Promise<void> {
  const page = await browser.open();
  const { id } = await ask(page, 'Tell me everything');
  const before = await heapMegabytes(page);
  const found = await page.evaluate(
    ({ id, text, tokensPerSecond, places }) =>
      new Promise<{ longestTaskMs: number; nLongTasks: number; framesPerSecond: number; slowFrames: number; seconds: number }>(resolve => {
        const tasks: number[] = [];
        new PerformanceObserver(list => tasks.push(...list.getEntries().map(entry => entry.duration))).observe({ type: 'longtask' });
        window.host.items(id, [{ kind: 'places', places, elapsedMs: 20 }]);
        const started = performance.now();
        let sent = 0;
        let frames = 0;
        let slowFrames = 0;
        let lastFrame = started;
        const frame = (now: number) => {
          frames++;
          if (now - lastFrame > 34) slowFrames++;
          lastFrame = now;
          const wanted = Math.min(text.length, Math.floor(((now - started) / 1000) * tokensPerSecond * 4));
          if (wanted > sent) {
            window.host.items(id, [{ kind: 'delta', text: text.slice(sent, wanted) }]);
            sent = wanted;
          }
          if (sent < text.length) requestAnimationFrame(frame);
          else {
            const seconds = (performance.now() - started) / 1000;
            setTimeout(
              () =>
                resolve({
                  longestTaskMs: Math.max(0, ...tasks),
                  nLongTasks: tasks.length,
                  framesPerSecond: frames / seconds,
                  slowFrames,
                  seconds,
                }),
              200,
            );
          }
        };
        requestAnimationFrame(frame);
      }),
    { id, text: longAnswer(), tokensPerSecond: 200, places: samplePlaces },
  );
  note('10,000 tokens at 200/s: longest task', found.longestTaskMs, 'ms', 50);
  note('10,000 tokens at 200/s: tasks over 50 ms', found.nLongTasks, '', 0);
  note('10,000 tokens at 200/s: frames', found.framesPerSecond, '/s', 60);
  note('10,000 tokens at 200/s: frames over 34 ms', found.slowFrames, '');
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
  const page = await browser.open({ answers: { 'chat/list': [{ ...conversation, turns: undefined }], 'chat/open': 'stays open' } });
  await page.evaluate(() => window.host.send({ type: 'history' }));
  await page.getByRole('button', { name: /^Long/ }).click();
  const { id } = await requested(page, 'chat/open');
  const openMs = await page.evaluate(
    ({ id, conversation }) =>
      new Promise<number>(resolve => {
        const started = performance.now();
        window.host.result(id, conversation);
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started), 0));
      }),
    { id, conversation },
  );
  await page.getByText('Question 1999').waitFor();
  note('2,000 turns: open to painted', openMs, 'ms', 300);
  const scrolled = await page.evaluate(
    () =>
      new Promise<{ framesPerSecond: number; longestFrameMs: number }>(resolve => {
        const list = document.querySelector('.turns')!;
        const started = performance.now();
        let frames = 0;
        let last = started;
        let longestFrameMs = 0;
        const frame = (now: number) => {
          frames++;
          longestFrameMs = Math.max(longestFrameMs, now - last);
          last = now;
          list.scrollBy(0, -60);
          if (now - started < 4000) requestAnimationFrame(frame);
          else resolve({ framesPerSecond: frames / ((now - started) / 1000), longestFrameMs });
        };
        requestAnimationFrame(frame);
      }),
  );
  note('2,000 turns: frames while scrolling', scrolled.framesPerSecond, '/s', 60);
  note('2,000 turns: longest frame while scrolling', scrolled.longestFrameMs, 'ms');
  note('2,000 turns: heap', await heapMegabytes(page), 'MB', 150);
  await page.close();
}

async function measureMenu(browser: PanelBrowser): Promise<void> {
  const completion = (n: number) => ({ kind: 'symbol', label: `Symbol${n}`, detail: 'src/a.ts', insert: '' });
  const page = await browser.open({ answers: { 'context/complete': Array.from({ length: 20 }, (_, n) => completion(n)) } });
  await input(page).focus();
  const times: number[] = [];
  for (const key of '#Symbol') {
    const started = await page.evaluate(() => performance.now());
    await page.keyboard.press(key);
    await page.waitForFunction(() => document.querySelectorAll('.menu-row').length >= 20);
    times.push(
      (await page.evaluate(() => new Promise<number>(resolve => requestAnimationFrame(() => resolve(performance.now()))))) - started,
    );
  }
  note('key press to menu (the answer is at hand), median', times.toSorted((a, b) => a - b)[3]!, 'ms', 30);
  await page.close();
}

async function heapMegabytes(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

measureBundle();
const browser = await PanelBrowser.launch();
try {
  await measurePaint(browser);
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
