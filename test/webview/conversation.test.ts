/** A conversation in the built panel, from the question to its citations. */
import { expect, test } from 'vitest';
import { verbatim } from '../../server/protocol/sentences/sentence.js';
import { ask, countRequests, end, exchange, input, requested, send, stream, written } from './drive.js';
import { sampleEnd, sampleItems, samplePlaces } from './sample-turn.js';
import { suiteBrowser } from './suite-browser.js';

const browser = suiteBrowser();

test('a question shows its places first, then its answer, then who wrote it', async () => {
  const page = await browser.open();
  const { id, params } = await ask(page, 'Where are crashes handled?');
  expect(params).toMatchObject({ question: 'Where are crashes handled?', attachments: [] });
  await stream(page, id, [{ kind: 'phase', phase: 'looking' }]);
  await page.getByText('Searching…').waitFor();
  await stream(page, id, [{ kind: 'places', places: samplePlaces, elapsedMs: 32 }]);
  await page.getByRole('button', { name: 'Open server/pool/child.ts, lines 41 to 66' }).waitFor();
  await stream(page, id, [{ kind: 'phase', phase: 'loading-model', detail: verbatim('Loading qwen2.5-coder (4.7 GB)') }]);
  await page.getByText('Loading qwen2.5-coder (4.7 GB)').waitFor();
  await stream(page, id, written('The pool **restarts** it.'));
  await page.locator('strong', { hasText: 'restarts' }).waitFor();
  await end(page, id);
  await page.getByText('qwen2.5-coder:7b · 0.4 s to first word · 38 tokens/s · local').waitFor();
});

test('a citation opens at its lines, and to the side with Alt', async () => {
  const page = await browser.open();
  await exchange(page, 'Where?', sampleItems);
  const chip = page.getByRole('button', { name: 'Citation 1: server/pool/child.ts, lines 41 to 66' });
  await chip.click();
  expect((await requested(page, 'editor/open')).params).toMatchObject({
    range: { path: 'server/pool/child.ts', startLine: 41, endLine: 66 },
    beside: false,
  });
  await chip.click({ modifiers: ['Alt'] });
  expect((await requested(page, 'editor/open', 'true')).params).toMatchObject({ beside: true });
  const unverified = page.getByRole('button', { name: /Citation 3: .*__init__\.py.* Not verified/ });
  expect(await unverified.getAttribute('class')).toContain('unverified');
});

test('a citation shows its lines on focus, and Escape closes them', async () => {
  const page = await browser.open();
  await exchange(page, 'Where?', sampleItems);
  await page.getByRole('button', { name: /^Citation 1/ }).focus();
  await page.locator('.preview', { hasText: 'const line0 = await this.restart(0)' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.preview').waitFor({ state: 'detached' });
});

test('Escape stops a running answer and keeps what was written', async () => {
  const page = await browser.open();
  const { id } = await ask(page, 'Tell me all');
  await stream(page, id, written('Half of it'));
  await page.getByText('Half of it').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Stopped.').waitFor();
  expect(await page.evaluate(() => window.host.cancelled)).toEqual([id]);
  await page.getByText('Half of it').waitFor();
  await page.getByRole('button', { name: 'Continue' }).click();
  const { id: next } = await requested(page, 'chat/continue');
  await stream(page, next, written(' and the rest'));
  await page.getByText('Half of it and the rest').waitFor();
});

test('a failed answer says why in its place, with a button that asks again', async () => {
  const page = await browser.open();
  const { id, params } = await ask(page, 'Anybody?');
  await end(page, id, {
    kind: 'failed',
    problem: { code: 'endpoint-unreachable', text: verbatim('No answer from 127.0.0.1:11434'), remedy: verbatim('Start Ollama') },
  });
  await page.getByText('No answer from 127.0.0.1:11434. Start Ollama.').waitFor();
  await page.getByRole('button', { name: 'Ask again' }).click();
  const again = await requested(page, 'chat/ask', params.turnId);
  expect(again.params).toMatchObject({ question: 'Anybody?', replaces: params.turnId, fresh: true });
  expect(await page.locator('.turn').count()).toBe(1);
});

test('a question asked while another runs waits for it', async () => {
  const page = await browser.open();
  const { id } = await ask(page, 'First');
  await input(page).fill('Second');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Queued questions' }).getByText('Second').waitFor();
  expect(await countRequests(page, 'chat/ask')).toBe(1);
  await end(page, id);
  await requested(page, 'chat/ask', 'Second');
});

test('a hidden panel draws nothing; shown, it draws everything that came meanwhile and reports that', async () => {
  const page = await browser.open();
  const { id } = await ask(page, 'Long one');
  await stream(page, id, written('Beginning'));
  await page.getByText('Beginning').waitFor();
  await send(page, { type: 'shown', isShown: false });
  const nChanges = await page.evaluate(async id => {
    let nChanges = 0;
    const observer = new MutationObserver(changes => (nChanges += changes.length));
    observer.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
    for (const text of [' and', ' middle']) {
      window.host.items(id, [{ kind: 'delta', text }]);
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    observer.disconnect();
    return nChanges;
  }, id);
  expect(nChanges).toBe(0);
  await send(page, { type: 'shown', isShown: true });
  await requested(page, 'panel/drawn');
  await page.getByText('Beginning and middle').waitFor();
  await page.close();
});

test('a restored panel shows the conversation at once and follows the running answer from its beginning', async () => {
  const page = await browser.open();
  const { id, params } = await ask(page, 'Long one');
  await stream(page, id, written('Beginning'));
  await page.waitForFunction(() => JSON.stringify(window.host.state ?? '').includes('Beginning'));
  const state = await page.evaluate(() => window.host.state);
  await page.close();

  const turn = { id: params.turnId, question: 'Long one', attachments: [], askedAt: 1, places: [], text: '', citations: [] };
  const conversation = { id: params.conversationId, title: 'Long one', pinned: false, changedAt: 1, nTurns: 1, turns: [turn] };
  const revived = await browser.open({ state, answers: { 'chat/open': 'stays open' } });
  await revived.getByRole('heading', { name: 'Long one' }).waitFor();
  await revived.getByText('Beginning').waitFor();
  const opening = await requested(revived, 'chat/open');
  await revived.evaluate(({ id, conversation }) => window.host.result(id, conversation), { id: opening.id, conversation });
  const follow = await requested(revived, 'chat/follow', params.turnId);
  await stream(revived, follow.id, written('Beginning and end'));
  await end(revived, follow.id);
  await revived.getByText('Beginning and end').waitFor();
  expect(await revived.locator('.turn').count()).toBe(1);
  await revived.close();
});

test('an answer is asked for again with the same ids if the server restarts during it', async () => {
  const page = await browser.open();
  const { id, params } = await ask(page, 'Survive');
  await stream(page, id, written('Before the crash'));
  await send(page, { type: 'server', state: 'restarting' });
  await send(page, { type: 'problem', id, problem: { code: 'server-down', text: verbatim('The server went'), remedy: verbatim('Wait') } });
  await page.getByText('Vibe’s server stopped and is starting again.').waitFor();
  await page.getByText('Before the crash').waitFor();
  await send(page, { type: 'server', state: 'up' });
  await page.waitForFunction(() => window.host.requests.filter(request => request.method === 'chat/ask').length === 2);
  const again = await requested(page, 'chat/ask');
  expect(again.params).toMatchObject({ turnId: params.turnId, conversationId: params.conversationId });
  await stream(page, again.id, written('After the crash'));
  await end(page, again.id);
  await page.getByText('After the crash').waitFor();
  expect(await page.getByText('Before the crash').count()).toBe(0);
});

test('a code action of the editor asks immediately with its context', async () => {
  const page = await browser.open();
  const range = { folder: 'file:///work', path: 'src/a.ts', startLine: 1, endLine: 3 };
  await send(page, { type: 'ask', question: 'Explain this', attachments: [{ kind: 'selection', range, text: 'let a;' }], send: true });
  const { params } = await requested(page, 'chat/ask');
  expect(params).toMatchObject({ question: 'Explain this', attachments: [{ kind: 'selection', text: 'let a;' }] });
  await page.getByText('src/a.ts:1–3').waitFor();
});

test('code pasted from a file of the workspace becomes context with its origin', async () => {
  const range = { folder: 'file:///work', path: 'src/a.ts', startLine: 1, endLine: 2 };
  const page = await browser.open({ answers: { 'editor/origin': [{ kind: 'selection', range, text: 'let a;\nlet b;\n' }] } });
  const paste = (text: string) =>
    input(page).evaluate((element, text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
      document.execCommand('insertText', false, text);
    }, text);
  await input(page).fill('Why ');
  await paste('let a;\nlet b;');
  await page.getByText('src/a.ts:1–2').waitFor();
  expect(await input(page).inputValue()).toBe('Why ');
  await page.evaluate(() => (window.host.answers['editor/origin'] = []));
  await paste('let other;\nlet code;');
  await requested(page, 'editor/origin', 'other');
  expect(await input(page).inputValue()).toBe('Why let other;\nlet code;');
});

test('an earlier question is edited in a branch', async () => {
  const page = await browser.open();
  await exchange(page, 'First question', written('One.'));
  await exchange(page, 'Second question', written('Two.'));
  await page.locator('.turn').first().hover();
  await page.getByRole('button', { name: 'Edit this question in a new branch' }).first().click();
  const branch = { id: 'branch', title: 'First question', pinned: false, changedAt: 1, nTurns: 0, turns: [] };
  await page.evaluate(branch => (window.host.answers['chat/branch'] = branch), branch);
  await input(page).fill('First question, better');
  await page.keyboard.press('Enter');
  const { params } = await requested(page, 'chat/ask', 'better');
  expect(params).toMatchObject({ conversationId: 'branch', question: 'First question, better' });
  expect(await page.locator('.turn').count()).toBe(1);
});

test('new text is followed only at the bottom; elsewhere a button leads there', async () => {
  const page = await browser.open({ height: 500 });
  const { id } = await ask(page, 'Long');
  const paragraphs = (n: number) => written(Array.from({ length: n }, (_, idx) => `Paragraph ${idx} of a long answer.`).join('\n\n'));
  const bottomGap = () =>
    page.locator('.turns').evaluate(element => Math.round(element.scrollHeight - element.scrollTop - element.clientHeight));
  await stream(page, id, paragraphs(60));
  await page.getByText('Paragraph 59').waitFor();
  await expect.poll(bottomGap).toBeLessThanOrEqual(2);
  await page.locator('.turns').evaluate(element => element.scrollBy(0, -400));
  await page.getByRole('button', { name: 'Jump to latest' }).waitFor();
  const before = await page.locator('.turns').evaluate(element => element.scrollTop);
  await stream(page, id, paragraphs(30));
  await page.getByText('Paragraph 29 of a long answer.').nth(1).waitFor({ state: 'attached' });
  expect(await page.locator('.turns').evaluate(element => element.scrollTop)).toBe(before);
  await page.getByRole('button', { name: 'Jump to latest' }).click();
  await expect.poll(bottomGap).toBeLessThanOrEqual(2);
});

test('an answer that arrives whole is shown from its beginning', async () => {
  const page = await browser.open({ height: 500 });
  await exchange(page, 'Streamed', written('Paragraph.\n\n'.repeat(40)));
  const { id } = await ask(page, 'Without a model');
  await stream(page, id, written('A passage.\n\n'.repeat(60)));
  await end(page, id, { kind: 'done', facts: { source: 'extractive', firstItemMs: 1, totalMs: 2, local: true } });
  const heading = page.getByRole('heading', { name: 'Without a model' });
  await expect.poll(async () => Math.round((await heading.boundingBox())?.y ?? -1)).toBeGreaterThanOrEqual(0);
  await page.getByRole('button', { name: 'Jump to latest' }).waitFor();
});

test('the first answer without a model says why after its code, with buttons that help; the next one does not repeat it', async () => {
  const page = await browser.open();
  const noModel = { code: 'endpoint-unauthorised', text: verbatim('The key was refused'), remedy: verbatim('Set another key') } as const;
  const answer = async (question: string) => {
    const { id } = await ask(page, question);
    await stream(page, id, [{ kind: 'places', places: samplePlaces, elapsedMs: 32 }, ...written('```ts a.ts\nrun();\n```\n\na.ts:1-1')]);
    await end(page, id, { kind: 'done', facts: { source: 'extractive', firstItemMs: 1, totalMs: 2, local: true, noModel } });
  };
  await answer('Without a model');
  const box = page.locator('.no-model');
  await box.getByText('No language model answered: The key was refused. Set another key.').waitFor();
  const [code, below] = [await page.locator('.passages pre').boundingBox(), await box.boundingBox()];
  expect(code!.y).toBeLessThan(below!.y);
  for (const [name, action] of [
    ['Set API key…', 'set-api-key'],
    ['Choose another model…', 'choose-model'],
  ] as const) {
    await box.getByRole('button', { name }).click();
    expect((await requested(page, 'panel/act', action)).params).toEqual({ action });
  }
  await answer('Still without');
  expect(await box.count()).toBe(1);
});

test('an answer from a part of the index says so, and can be asked for again once the index is whole', async () => {
  const folder = {
    folder: 'file:///work',
    name: 'work',
    phase: 'indexing',
    nSeen: 1000,
    nSearchable: 400,
    nChunks: 1,
    leftOut: {},
  } as const;
  const status = { ...folder, sizeBytes: 1, indexedMs: undefined };
  const page = await browser.open({ answers: { 'index/status': { version: 1, folders: [{ ...status, isPartial: true }] } } });
  const { id } = await ask(page, 'Where?');
  await stream(page, id, written('Here.'));
  await end(page, id, { ...sampleEnd, facts: { ...sampleEnd.facts, indexedShare: 0.409 } });
  const line = page.locator('.partly-indexed');
  await line.getByText('40% of the files were indexed when this was answered.').waitFor();
  expect(await line.getByRole('button').count()).toBe(0);
  await send(page, {
    type: 'event',
    name: 'index/changed',
    payload: { version: 2, folders: [{ ...status, phase: 'ready', nSearchable: 1000 }] },
  });
  await line.getByRole('button', { name: 'Ask again' }).click();
  await page.waitForFunction(() => window.host.requests.filter(({ method }) => method === 'chat/ask').length === 2);
});

test('an answer without a model can be retried from the box that says why', async () => {
  const page = await browser.open();
  const { id, params } = await ask(page, 'Without a model');
  const noModel = { code: 'endpoint-unreachable', text: verbatim('No server answers'), remedy: verbatim('Start Ollama') } as const;
  await stream(page, id, written('```ts a.ts\nrun();\n```'));
  await end(page, id, { kind: 'done', facts: { source: 'extractive', firstItemMs: 1, totalMs: 2, local: true, noModel } });
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.waitForFunction(() => window.host.requests.filter(({ method }) => method === 'chat/ask').length === 2);
  expect((await requested(page, 'chat/ask')).params).toMatchObject({ question: 'Without a model', replaces: params.turnId, fresh: true });
});

test('what a person expands does not scroll away', async () => {
  const page = await browser.open({ height: 330 });
  await exchange(page, 'Unfold', [{ kind: 'places', places: samplePlaces, elapsedMs: 32 }, ...written('Short.')]);
  await page.getByRole('button', { name: 'Places', exact: true }).click();
  await page.locator('.places-list').waitFor();
  await page.evaluate(() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(
    await page.locator('.turns').evaluate(({ scrollTop, scrollHeight, clientHeight }) => [scrollTop, scrollHeight > clientHeight]),
  ).toEqual([0, true]);
});
