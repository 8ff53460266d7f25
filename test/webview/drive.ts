/** What a person does to the panel, and what the host answers: helpers of the browser tests. */
import type { Page } from 'playwright-core';
import type { AskItem, TurnEnd } from '../../server/protocol/chat.js';
import type { PanelReply } from '../../server/protocol/panel-messages.js';
import type { HostRequest } from './fake-host.js';
import { sampleEnd } from './sample-turn.js';

export const input = (page: Page) => page.locator('.composer textarea');

/** Types a question and waits until it has been asked; returns the request. */
export async function ask(page: Page, question: string): Promise<HostRequest> {
  await input(page).fill(question);
  await page.keyboard.press('Enter');
  return requested(page, 'chat/ask', question);
}

/** Returns the newest request of a method, once there is one whose params contain `text`. */
export async function requested(page: Page, method: string, text = ''): Promise<HostRequest> {
  const handle = await page.waitForFunction(
    ([method, text]) =>
      window.host.requests.findLast(request => request.method === method && JSON.stringify(request.params).includes(text!)),
    [method, JSON.stringify(text).slice(1, -1)],
  );
  // The function above returns a request or keeps waiting.
  return (await handle.jsonValue()) as HostRequest;
}

export const countRequests = (page: Page, method: string): Promise<number> =>
  page.evaluate(method => window.host.requests.filter(request => request.method === method).length, method);

export const send = (page: Page, reply: PanelReply): Promise<void> => page.evaluate(reply => window.host.send(reply), reply);

export const stream = (page: Page, id: number, items: readonly AskItem[]): Promise<void> =>
  page.evaluate(({ id, items }) => window.host.items(id, items), { id, items });

export const end = (page: Page, id: number, turnEnd: TurnEnd = sampleEnd): Promise<void> =>
  page.evaluate(({ id, turnEnd }) => window.host.result(id, turnEnd), { id, turnEnd });

/** Asks a question that is answered immediately. */
export async function exchange(page: Page, question: string, items: readonly AskItem[]): Promise<void> {
  const { id } = await ask(page, question);
  await stream(page, id, items);
  await end(page, id);
  await page.locator('.turn-end').last().waitFor();
}

export const written = (text: string): readonly AskItem[] => [{ kind: 'delta', text }];
