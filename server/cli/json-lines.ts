/**
 * Answers lines of JSON on stdin, one by one and in order. A line that is not a valid object is answered with a problem, and reading
 * continues.
 */
import * as v from 'valibot';
import { boundedLines } from './bounded-lines.js';
import type { Terminal } from './terminal.js';

const idSchema = v.object({ id: v.union([v.string(), v.number()]) });

export interface JsonLines<T> {
  readonly schema: v.GenericSchema<unknown, T>;
  /** A sample line for the error message. */
  readonly form: string;
  readonly maxLength: number;
  readonly answer: (input: T) => object | Promise<object>;
}

export async function answerJsonLines<T>(
  input: AsyncIterable<string | Uint8Array>,
  lines: JsonLines<T>,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  let nLine = 0;
  const refuse = (message: string, value?: unknown): void => {
    const named = v.safeParse(idSchema, value);
    terminal.object({
      type: 'problem',
      ...(named.success && { id: named.output.id }),
      code: 'bad-params',
      message,
      remedy: `Write one ${lines.form} a line`,
    });
  };
  for await (const line of boundedLines(input, lines.maxLength, signal)) {
    nLine++;
    if ('tooLong' in line) {
      refuse(`Line ${nLine} is longer than ${lines.maxLength} characters`);
      continue;
    }
    if (line.text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(line.text);
    } catch {
      refuse(`Line ${nLine} is not JSON`);
      continue;
    }
    const checked = v.safeParse(lines.schema, value);
    if (checked.success) terminal.object(await lines.answer(checked.output));
    else refuse(`Line ${nLine} is not a ${lines.form}`, value);
  }
  signal.throwIfAborted();
}
