/** The input: menus, context, model, meter, recall, drops. */
import { expect, test } from 'vitest';
import { ask, countRequests, end, exchange, input, requested, written } from './drive.js';
import { suiteBrowser } from './suite-browser.js';

const browser = suiteBrowser();

const range = { folder: 'file:///work', path: 'src/pool.ts', startLine: 5, endLine: 9 };
const symbols = [
  { kind: 'symbol', label: 'Pool', detail: 'src/pool.ts', insert: '', attachment: { kind: 'range', range } },
  {
    kind: 'symbol',
    label: 'Pool.run',
    detail: 'src/pool.ts',
    insert: '',
    attachment: { kind: 'range', range: { ...range, startLine: 7 } },
  },
];

test('# completes a symbol by the keyboard and attaches its lines', async () => {
  const page = await browser.open({ answers: { 'context/complete': symbols } });
  await input(page).pressSequentially('Explain #Po');
  expect((await requested(page, 'context/complete', 'Po')).params).toMatchObject({ trigger: '#', query: 'Po' });
  await page.getByRole('option', { name: /Pool\.run/ }).waitFor();
  expect(await input(page).getAttribute('aria-activedescendant')).toBe('completion-0');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  expect(await input(page).inputValue()).toBe('Explain ');
  await page.keyboard.type('to me');
  await page.keyboard.press('Enter');
  expect((await requested(page, 'chat/ask')).params).toMatchObject({
    question: 'Explain to me',
    attachments: [{ kind: 'range', range: { path: 'src/pool.ts', startLine: 7 } }],
  });
});

test('@ offers what the editor has before anything is asked of the server', async () => {
  const page = await browser.open({
    answers: { 'context/complete': 'stays open', 'editor/attach': [{ kind: 'problems', text: '2 problems' }] },
  });
  await input(page).pressSequentially('Why @prob');
  await page.getByRole('option', { name: /Problems/ }).waitFor();
  await page.keyboard.press('Tab');
  expect((await requested(page, 'editor/attach')).params).toEqual({ kind: 'problems' });
  await page.getByRole('button', { name: 'Remove problems' }).click();
  expect(await page.getByRole('list', { name: 'Context for this question' }).count()).toBe(0);
});

test('/ completes a command, and Escape closes the menu without stopping the answer', async () => {
  const command = { kind: 'command', label: '/explain', detail: 'Explains code', insert: '/explain' };
  const page = await browser.open({ answers: { 'context/complete': [command] } });
  const { id } = await ask(page, 'Run');
  await input(page).pressSequentially('/ex');
  await page.getByRole('option', { name: /explain/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('listbox').waitFor({ state: 'detached' });
  expect(await page.evaluate(() => window.host.cancelled)).not.toContain(id);
  await input(page).fill('');
  await input(page).pressSequentially('/e');
  await page.getByRole('option', { name: /explain/ }).waitFor();
  await page.keyboard.press('Enter');
  expect(await input(page).inputValue()).toBe('/explain ');
  expect(await countRequests(page, 'chat/ask')).toBe(1);
});

test('the chosen model answers, and the meter measures for it', async () => {
  const page = await browser.open();
  await page.getByRole('combobox', { name: 'Model' }).selectOption('llama3.2:3b');
  await requested(page, 'context/measure', 'llama3.2:3b');
  expect(await page.getByRole('meter').getAttribute('aria-label')).toBe('2.8k of 8.2k tokens of the context window');
  expect((await ask(page, 'Which?')).params).toMatchObject({ model: 'llama3.2:3b' });
});

test('ArrowUp recalls the last question, Shift-Enter breaks a line and the input grows to ten lines', async () => {
  const page = await browser.open();
  await exchange(page, 'Recall me', written('Yes.'));
  await input(page).press('ArrowUp');
  expect(await input(page).inputValue()).toBe('Recall me');
  await input(page).fill('');
  const height = () => input(page).evaluate(element => element.clientHeight);
  const one = await height();
  for (let n = 0; n < 4; n++) await input(page).press('Shift+Enter');
  expect(await height()).toBeGreaterThan(one * 3);
  for (let n = 0; n < 20; n++) await input(page).press('Shift+Enter');
  expect(await height()).toBeLessThan(one * 11);
  expect(await countRequests(page, 'chat/ask')).toBe(1);
});

test('Enter that ends the composition of a word does not send', async () => {
  const page = await browser.open();
  await input(page).fill('日本');
  await input(page).evaluate(element =>
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, isComposing: true })),
  );
  expect(await countRequests(page, 'chat/ask')).toBe(0);
});

test('files dropped on the panel become context', async () => {
  const page = await browser.open({ answers: { 'editor/attachUris': [{ kind: 'file', folder: 'file:///work', path: 'src/drop.ts' }] } });
  await page.locator('.panel').evaluate(element => {
    const data = new DataTransfer();
    data.setData('application/vnd.code.uri-list', 'file:///work/src/drop.ts');
    element.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
  });
  expect((await requested(page, 'editor/attachUris')).params).toEqual({ uris: ['file:///work/src/drop.ts'] });
  await page.getByText('src/drop.ts').waitFor();
});

test('the actions of a code block do what they say in the editor', async () => {
  const page = await browser.open();
  await exchange(page, 'Code', written('```ts\nlet a;\n```\n\n```ts src/b.ts\nlet b;\n```\n\n```sh\nls -l\n```'));
  await page.getByRole('button', { name: 'Insert at the cursor' }).first().click();
  expect((await requested(page, 'editor/insert')).params).toEqual({ text: 'let a;' });
  await page.getByRole('button', { name: 'New file' }).click();
  expect((await requested(page, 'editor/newFile')).params).toEqual({ text: 'let a;', language: 'ts' });
  await page.getByRole('button', { name: 'Show as a change to src/b.ts' }).click();
  expect((await requested(page, 'editor/apply')).params).toEqual({ text: 'let b;', language: 'ts', path: 'src/b.ts' });
  await page.getByRole('button', { name: 'Insert into the terminal without running it' }).click();
  expect((await requested(page, 'editor/terminal')).params).toEqual({ text: 'ls -l' });
});

test('a refused action of the editor is reported in a line with its remedy', async () => {
  const page = await browser.open();
  await page.evaluate(() => delete window.host.answers['editor/insert']);
  await exchange(page, 'Code', written('```ts\nlet a;\n```'));
  await page.getByRole('button', { name: 'Insert at the cursor' }).click();
  await page.locator('.notice', { hasText: 'No editor/insert here. None.' }).waitFor();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.locator('.notice').waitFor({ state: 'detached' });
});

test('a draft survives a new webview', async () => {
  const page = await browser.open();
  await input(page).fill('An unfinished question');
  await page.waitForFunction(() => JSON.stringify(window.host.state ?? '').includes('unfinished'));
  expect((await requested(page, 'panel/keep')).params).toMatchObject({ draft: 'An unfinished question' });
  const state = await page.evaluate(() => window.host.state);
  await page.close();
  const revived = await browser.open({ state });
  expect(await input(revived).inputValue()).toBe('An unfinished question');
  await revived.close();
});

test('the input that is there before the script has loaded does not move when the panel is drawn', async () => {
  for (const width of [220, 420, 1200]) {
    const page = await browser.open({ width, answers: { 'context/measure': 'stays open' } });
    await page.locator('.composer-foot select').waitFor();
    const { before, after } = await page.evaluate(() => {
      const { left, top, width, height } = document.querySelector('textarea')!.getBoundingClientRect();
      return { before: window.host.frameInput, after: { left, top, width, height } };
    });
    expect(after).toEqual(before);
    await page.close();
  }
});

test('text that is typed before the script has loaded is in the input', async () => {
  const page = await browser.open({ typed: 'Where are' });
  expect(await input(page).inputValue()).toBe('Where are');
  await page.close();
});

test('a suggested question is asked by a click, and its answer may come without a model', async () => {
  const page = await browser.open();
  await page.getByRole('button', { name: 'What changed last in src/server/rpc?' }).click();
  const { id } = await requested(page, 'chat/ask');
  await end(page, id, { kind: 'done', facts: { source: 'extractive', firstItemMs: 12, totalMs: 40, local: true } });
  await page.getByText('without a model').waitFor();
});
