/** Lines of a stream: where they end, and how long they may be. */
import { expect, test } from 'vitest';
import { inputLines } from '../../../server/cli/input-lines.js';

const never = new AbortController().signal;

async function linesOf(chunks: readonly string[], maxBytes = 100): Promise<readonly (string | undefined)[]> {
  const input = (async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  })();
  const lines: (string | undefined)[] = [];
  for await (const line of inputLines(input, maxBytes, never)) lines.push(line);
  return lines;
}

test('a line may come in several chunks, and a chunk may hold several lines', async () => {
  expect(await linesOf(['on', 'e\ntwo\nth', 'ree\n'])).toEqual(['one', 'two', 'three']);
});

test('the last line needs no line feed', async () => {
  expect(await linesOf(['one\ntwo'])).toEqual(['one', 'two']);
});

test('only a line feed ends a line', async () => {
  expect(await linesOf(['a\u2028b\rc\n'])).toEqual(['a\u2028b\rc']);
});

test('a line above the limit is skipped, and the next one is read', async () => {
  expect(await linesOf(['123456', '7890\nok\n'], 8)).toEqual([undefined, 'ok']);
});

test('an aborted reader ends although more could come', async () => {
  const stop = new AbortController();
  const input = (async function* () {
    yield Buffer.from('one\n');
    await new Promise(() => undefined);
  })();
  const seen: unknown[] = [];
  for await (const line of inputLines(input, 100, stop.signal)) {
    seen.push(line);
    stop.abort();
  }
  expect(seen).toEqual(['one']);
});
