/**
 * Lines out of a byte stream whose pieces end anywhere: in the middle of a line, of a character, or after many lines.
 * A line has a largest length, so that an endpoint which never ends one cannot fill the memory. Pure.
 */
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

/** `any` also takes a lone carriage return as the end of a line, as the format of event streams does. */
export type LineEnds = 'lf' | 'any';

/** Yields each line that is not blank, without its end. The last line may lack its end. Throws a ProblemError if a line is longer than `maxLength` characters. */
export async function* lines(body: AsyncIterable<Uint8Array>, maxLength: number): AsyncGenerator<string, void, undefined> {
  for await (const batch of lineBatches(body, maxLength, 'lf')) yield* batch.filter(line => line.trim() !== '');
}

/** The lines that each piece of the body completes: a piece of a hundred thousand lines is one turn of the reader and not as many. */
export async function* lineBatches(
  body: AsyncIterable<Uint8Array>,
  maxLength: number,
  ends: LineEnds,
): AsyncGenerator<readonly string[], void, undefined> {
  const decoder = new TextDecoder();
  const lineEnd = ends === 'any' ? /\r\n|\n|\r/ : /\r?\n/;
  let held: string[] = [];
  let heldLength = 0;
  let endedByReturn = false;
  for await (const chunk of body) {
    let text = decoder.decode(chunk, { stream: true });
    if (text === '') continue;
    // The line feed of a "\r\n" that was cut in two ends no further line.
    if (endedByReturn && text.startsWith('\n')) text = text.slice(1);
    endedByReturn = ends === 'any' && text.endsWith('\r');
    const parts = text.split(lineEnd);
    const last = parts.pop() ?? '';
    if (parts.length > 0) {
      parts[0] = held.join('') + (parts[0] ?? '');
      // The carriage return came with the piece before.
      if (ends === 'lf' && parts[0].endsWith('\r')) parts[0] = parts[0].slice(0, -1);
      held = [];
      heldLength = 0;
      yield parts;
    }
    if (last === '') continue;
    heldLength += last.length;
    if (heldLength > maxLength)
      throw new ProblemError('endpoint-nonsense', say('lineTooLong', { n: maxLength }), say('checkModelServerAddress'));
    held.push(last);
  }
  const rest = held.join('') + decoder.decode();
  if (rest !== '') yield [ends === 'lf' && rest.endsWith('\r') ? rest.slice(0, -1) : rest];
}
