/**
 * Reads the events of a `text/event-stream` body in all forms in which servers write them: lines that end with CR, LF or both; events that no blank
 * line separates; one JSON value over several `data:` lines; comments, pings and blank data; a body that is not an event stream but
 * one JSON object, pretty-printed or not. Every value is parsed here once.
 */
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { lineBatches } from './lines-of-body.js';

/** `value` holds parsed JSON, `done` is the mark `[DONE]`, and `unreadable` is text that should have been JSON. */
export type StreamEvent =
  | { readonly kind: 'value'; readonly type: string; readonly value: unknown }
  | { readonly kind: 'unreadable'; readonly type: string; readonly text: string }
  | { readonly kind: 'done' };

const mostTries = 64;

export async function* eventStream(body: AsyncIterable<Uint8Array>, maxEventBytes: number): AsyncGenerator<StreamEvent, void, undefined> {
  const data = new Pending(maxEventBytes);
  const loose = new Pending(maxEventBytes);
  let type = '';
  for await (const batch of lineBatches(body, maxEventBytes, 'any'))
    for (const line of batch) {
      const field = /^(data|event|id|retry)(?::|$) ?|^:/.exec(line);
      let event: StreamEvent | undefined;
      if (line.trim() === '') {
        event = data.flush(type);
        type = '';
      } else if (field === null) event = loose.take(line, type);
      else if (field[1] === 'data') event = data.take(line.slice(field[0].length), type);
      else if (field[1] === 'event') type = line.slice(field[0].length).trim();
      // Comments and pings yield nothing: a reader that waits for words must limit the bytes and the time without one.
      if (event !== undefined) yield event;
    }
  for (const rest of [data.flush(type), loose.flush(type)]) if (rest !== undefined) yield rest;
}

/** Lines that together may become one JSON value. */
class Pending {
  readonly #maxLength: number;
  #lines: string[] = [];
  #length = 0;
  #nTries = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** Returns an event as soon as one is complete: servers that separate events by single line ends are read without delay. */
  take(line: string, type: string): StreamEvent | undefined {
    const text = line.trim();
    if (text === '') return undefined;
    if (text === '[DONE]') return { kind: 'done' };
    const alone = parsed(text);
    // This event is complete on its own, so the incomplete one before it can no longer be completed.
    if (alone !== undefined && (this.#lines.length === 0 || isEvent(alone.value))) {
      this.#clear();
      return { kind: 'value', type, value: alone.value };
    }
    this.#lines.push(line);
    this.#length += line.length;
    if (this.#length > this.#maxLength)
      throw new ProblemError('endpoint-nonsense', say('eventTooLong', { n: this.#maxLength }), say('checkModelServerAddress'));
    // Trying after every line would take quadratic time; after this many tries the text is parsed once, at its end.
    if (!/[}\]]$/.test(text) || this.#lines.length === 1 || this.#nTries++ > mostTries) return undefined;
    const together = parsed(this.#lines.join('\n'));
    if (together === undefined) return undefined;
    this.#clear();
    return { kind: 'value', type, value: together.value };
  }

  /** Returns what is left when an event ends. */
  flush(type: string): StreamEvent | undefined {
    if (this.#lines.length === 0) return undefined;
    const text = this.#lines.join('\n');
    this.#clear();
    const whole = parsed(text);
    return whole === undefined ? { kind: 'unreadable', type, text } : { kind: 'value', type, value: whole.value };
  }

  #clear(): void {
    this.#lines = [];
    this.#length = 0;
    this.#nTries = 0;
  }
}

/** Inner parts of a pretty-printed object are complete objects too, but have none of these. */
const isEvent = (value: unknown): boolean => typeof value === 'object' && value !== null && ('choices' in value || 'error' in value);

function parsed(text: string): { readonly value: unknown } | undefined {
  // Parsing that fails is slow, so text that does not end as it begins is not tried.
  const closing = text.startsWith('{') ? '}' : text.startsWith('[') ? ']' : '';
  if (!text.trimEnd().endsWith(closing)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
