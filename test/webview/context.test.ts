/** Automatic context: shown before it is sent, removed for one question, sent to the server. */
import { expect, test } from 'vitest';
import type { Attachment } from '../../server/protocol/chat.js';
import { ask, input, requested, send } from './drive.js';
import { suiteBrowser } from './suite-browser.js';

const browser = suiteBrowser();

const range = (path: string, startLine: number, endLine: number) => ({ folder: 'file:///work', path, startLine, endLine });
const around: readonly Attachment[] = [
  { kind: 'selection', range: range('src/pool.ts', 3, 9), text: 'x', automatic: 'selection' },
  { kind: 'range', range: range('src/queue.ts', 1, 40), automatic: 'open-editor' },
];
const places = [
  { range: range('src/child.ts', 30, 60), name: 'Child.restart', nTokens: 400, fits: 'whole' },
  { range: range('src/serve.ts', 80, 99), name: 'serve', nTokens: 300, fits: 'whole' },
  { range: range('src/long.ts', 1, 200), name: '', nTokens: 3000, fits: 'out' },
];
const measure = {
  nQuestionTokens: 9,
  nAttachmentTokens: [80, 400],
  nHistoryTokens: 0,
  windowTokens: 2000,
  places,
  leftOut: { nPlaces: 1, nAttachments: 0, nTurns: 0 },
};

test('everything that would be sent is a chip with its tokens, and a place that does not fit says so', async () => {
  const page = await browser.open({ answers: { 'context/measure': measure } });
  await send(page, { type: 'around', attachments: around, places: true, webPages: false });
  await input(page).fill('Where is a crash handled?');
  await page.getByRole('button', { name: /3 places, 2 fit/ }).click();
  const chips = await page.getByRole('list', { name: 'Context for this question' }).getByRole('listitem').allInnerTexts();
  expect(chips.map(text => text.replaceAll(/\s+/g, ' ').trim())).toEqual([
    'selection src/pool.ts:3–9 80',
    'open src/queue.ts:1–40 400',
    'automatic 3 places, 2 fit 700',
    'src/child.ts:30–60 400',
    'src/serve.ts:80–99 300',
    'src/long.ts:1–200 does not fit',
  ]);
});

test('removed context is not sent with this question, but with the next one again', async () => {
  const page = await browser.open({ answers: { 'context/measure': measure } });
  await send(page, { type: 'around', attachments: around, places: true, webPages: false });
  await input(page).fill('Where is a crash handled?');
  await page.getByRole('button', { name: /3 places, 2 fit/ }).click();
  await page.getByRole('button', { name: 'Remove src/pool.ts:3–9' }).click();
  await page.getByRole('button', { name: 'Remove src/serve.ts:80–99' }).click();
  expect((await requested(page, 'context/measure', 'serve.ts')).params.context.without).toEqual([places[1]!.range]);
  const first = await ask(page, 'Where is a crash handled?');
  expect(first.params).toMatchObject({ attachments: [around[1]], context: { places: true, without: [places[1]!.range] } });
  await page.evaluate(id => window.host.result(id, { kind: 'stopped' }), first.id);
  const second = await ask(page, 'And a stop?');
  expect(second.params).toMatchObject({ attachments: around, context: { places: true, without: [] } });
});

test('all places are removed at once, and restored by one press', async () => {
  const page = await browser.open({ answers: { 'context/measure': measure } });
  await input(page).fill('Where is a crash handled?');
  await page.getByRole('button', { name: 'Remove 3 places' }).click();
  await page.waitForFunction(() => window.host.last('context/measure')?.params.context.places === false);
  await page.getByRole('button', { name: 'Restore 1 removed' }).click();
  await page.getByRole('button', { name: /3 places, 2 fit/ }).waitFor();
});

/** An image of the given size, as the clipboard provides it. */
const pasteImage = async ({ width, height }: { readonly width: number; readonly height: number }) => {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d')!;
  context.fillStyle = 'teal';
  context.fillRect(0, 0, width / 2, height / 2);
  const blob = await new Promise<Blob>(resolve => canvas.toBlob(made => resolve(made!), 'image/png'));
  const clipboardData = new DataTransfer();
  clipboardData.items.add(new File([blob], 'screen.png', { type: 'image/png' }));
  document
    .querySelector('.composer textarea')!
    .dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
};

test('a pasted image is scaled down, shown small, and sent with the question', async () => {
  const page = await browser.open({ answers: { 'context/measure': { ...measure, places: [], sees: true } } });
  await page.evaluate(pasteImage, { width: 4000, height: 2000 });
  await page.locator('.chip .thumbnail').waitFor();
  const { params } = await ask(page, 'What is this?');
  const [image] = params.attachments;
  expect(image).toMatchObject({ kind: 'image', name: 'screen.png', mediaType: 'image/png', width: 1568, height: 784 });
  expect(image.data.length).toBeGreaterThan(100);
  expect(image.thumbnail).toMatch(/^data:image\/jpeg;base64,/);
  await page.locator('.question .thumbnail').waitFor();
});

test('a model that sees no images is named before anything is sent', async () => {
  const page = await browser.open({ answers: { 'context/measure': { ...measure, places: [], sees: false } } });
  await page.evaluate(pasteImage, { width: 40, height: 20 });
  await page.getByText('This model cannot see images: choose another one, or remove them').waitFor();
  await input(page).fill('What is this?');
  await page.keyboard.press('Enter');
  expect(await page.evaluate(() => window.host.requests.some(({ method }) => method === 'chat/ask'))).toBe(false);
  expect(await input(page).inputValue()).toBe('What is this?');
});
