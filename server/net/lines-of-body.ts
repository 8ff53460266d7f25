/**
 * Splits a byte stream into lines. Its pieces may end anywhere: inside a line, inside a character, or after many lines. Lines have a
 * largest length, so that an endpoint that never ends a line cannot fill the memory. Pure.
 */
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

const newline = 10;

/** Yields each line without its end (`\n` or `\r\n`). The last line may have no end. */
export async function* lines(body: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let pieces: Uint8Array[] = [];
  let heldBytes = 0;
  const take = (last: Uint8Array): string => {
    const whole = pieces.length === 0 ? last : Buffer.concat([...pieces, last]);
    pieces = [];
    heldBytes = 0;
    const text = decoder.decode(whole);
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(newline, from); end >= 0; end = chunk.indexOf(newline, from)) {
      yield take(chunk.subarray(from, end));
      from = end + 1;
    }
    if (from === chunk.length) continue;
    heldBytes += chunk.length - from;
    if (heldBytes > maxLineBytes)
      throw new ProblemError('endpoint-nonsense', say('lineTooLong', { n: maxLineBytes }), say('checkModelServerAddress'));
    pieces.push(chunk.subarray(from));
  }
  if (heldBytes > 0) yield take(new Uint8Array(0));
}
