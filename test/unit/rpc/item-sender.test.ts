import { expect, test } from 'vitest';
import { ItemSender } from '../../../server/rpc/item-sender.js';

test('items gather behind the one message that is on its way, and close() sends the rest', async () => {
  const sent: (readonly number[])[] = [];
  const arrived: PromiseWithResolvers<void>[] = [];
  const sender = new ItemSender<number>(items => {
    sent.push(items);
    const gate = Promise.withResolvers<void>();
    arrived.push(gate);
    return gate.promise;
  });
  sender.emit(1);
  sender.emit(2);
  expect(sent).toEqual([]);
  await new Promise(resolve => setImmediate(resolve));
  expect(sent).toEqual([[1, 2]]);
  for (const item of [3, 4, 5]) sender.emit(item);
  await new Promise(resolve => setImmediate(resolve));
  expect(sent).toHaveLength(1);
  arrived[0]!.resolve();
  await new Promise(resolve => setImmediate(resolve));
  expect(sent).toEqual([
    [1, 2],
    [3, 4, 5],
  ]);
  sender.emit(6);
  sender.close();
  expect(sent).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('a send that fails keeps no later item back', async () => {
  const sent: (readonly number[])[] = [];
  const sender = new ItemSender<number>(items => {
    sent.push(items);
    return Promise.reject(new Error('gone'));
  });
  sender.emit(1);
  await new Promise(resolve => setImmediate(resolve));
  sender.emit(2);
  await new Promise(resolve => setImmediate(resolve));
  sender.close();
  expect(sent).toEqual([[1], [2]]);
});
