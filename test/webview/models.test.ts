/** The models that the panel knows: one that appears later, one that a mended key lets in. */
import { expect, test } from 'vitest';
import { verbatim } from '../../server/protocol/sentences/sentence.js';
import { ask, countRequests, end, send } from './drive.js';
import { calmAnswers } from './panel-page.js';
import { suiteBrowser } from './suite-browser.js';

const browser = suiteBrowser();

type Panel = Awaited<ReturnType<typeof browser.open>>;

const without = { 'models/list': [], 'models/choices': [] };
const appear = (page: Panel) =>
  page.evaluate(answers => Object.assign(window.host.answers, answers), {
    'models/list': calmAnswers['models/list'],
    'models/choices': calmAnswers['models/choices'],
  });

async function restart(page: Panel): Promise<void> {
  await send(page, { type: 'server', state: 'restarting' });
  await send(page, { type: 'server', state: 'up' });
}

async function hideAndShow(page: Panel): Promise<void> {
  await send(page, { type: 'shown', isShown: false });
  await send(page, { type: 'shown', isShown: true });
}

test('a model server that starts while the panel is open is noticed without any action', async () => {
  const page = await browser.open({ answers: without });
  await page.getByText('No language model found').waitFor();
  await appear(page);
  await page.getByText('qwen2.5-coder:7b on this machine writes the answers').waitFor();
  expect(await page.locator('.model-picker select').inputValue()).toBe('');
});

test.each([
  ['the window gets the focus', async page => void (await page.evaluate(() => window.dispatchEvent(new Event('focus'))))],
  ['a conversation begins', page => send(page, { type: 'new' })],
  ['the server is back after a changed setting', page => restart(page)],
  ['the panel is shown again', page => hideAndShow(page)],
] as const satisfies readonly (readonly [string, (page: Panel) => Promise<void>])[])(
  'models are read again when %s',
  async (_when, act) => {
    const page = await browser.open();
    await page.getByText('qwen2.5-coder:7b on this machine').waitFor();
    const nBefore = await countRequests(page, 'models/list');
    await act(page);
    await page.waitForFunction(n => window.host.requests.filter(({ method }) => method === 'models/list').length > n, nBefore);
  },
);

test('a question and its answer each read the models again', async () => {
  const page = await browser.open();
  await page.getByText('qwen2.5-coder:7b on this machine').waitFor();
  const nBefore = await countRequests(page, 'models/list');
  const { id } = await ask(page, 'Where?');
  await page.waitForFunction(n => window.host.requests.filter(({ method }) => method === 'models/list').length > n, nBefore);
  const nAsked = await countRequests(page, 'models/list');
  await end(page, id);
  await page.waitForFunction(n => window.host.requests.filter(({ method }) => method === 'models/list').length > n, nAsked);
});

test('a key that was refused is named at the first open, with a button to set it', async () => {
  const problem = { code: 'endpoint-unauthorised', text: verbatim('api.example.com refused the key'), remedy: verbatim('Set the API key') };
  const page = await browser.open({ answers: { ...without, 'models/list': { fails: problem } } });
  await page.getByText('api.example.com refused the key').waitFor();
  await page.getByRole('button', { name: 'Set API key…' }).click();
  await page.waitForFunction(() =>
    window.host.requests.some(({ method, params }) => method === 'panel/act' && params.action === 'set-api-key'),
  );
});
