/** Puts a mark in place of each secret, so that a text can leave the machine or be stored. Lines stay where they are. Pure. */
import { detectSecrets } from './detect-secrets.js';

export const secretMark = '[redacted]';

/** The text with each secret replaced; the number of lines is the same. */
export function maskSecrets(text: string): string {
  const spans = detectSecrets(text);
  if (spans.length === 0) return text;
  let masked = '';
  let at = 0;
  for (const [start, end] of spans) {
    masked += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]+/g, secretMark);
    at = end;
  }
  return masked + text.slice(at);
}

/**
 * The masks of one request. Each secret has a mark of its own, so that what a model writes back can be brought to the text that it was
 * made from. It lives as long as the request and is never stored.
 */
export class SecretMasks {
  readonly #secrets = new Map<string, string>();
  readonly #marks = new Map<string, string>();

  mask(text: string): string {
    let masked = '';
    let at = 0;
    for (const [start, end] of detectSecrets(text)) {
      masked += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]+/g, piece => this.#markOf(piece));
      at = end;
    }
    return masked + text.slice(at);
  }

  #markOf(secret: string): string {
    const known = this.#marks.get(secret);
    if (known !== undefined) return known;
    const mark = `[redacted-${this.#marks.size + 1}]`;
    this.#marks.set(secret, mark);
    this.#secrets.set(mark, secret);
    return mark;
  }

  /** Reads an answer as it streams. */
  reader(): UnmaskingReader {
    return new UnmaskingReader(this);
  }

  /** Puts the secrets back where their marks stand. */
  unmask(text: string): string {
    return this.#secrets.size === 0 ? text : text.replace(/\[redacted-\d{1,6}\]/g, mark => this.#secrets.get(mark) ?? mark);
  }
}

/** Holds back the end of a streamed text while it may be the beginning of a mark. */
class UnmaskingReader {
  readonly #masks: SecretMasks;
  #held = '';

  constructor(masks: SecretMasks) {
    this.#masks = masks;
  }

  /** Returns what can be shown now. */
  feed(piece: string): string {
    const text = this.#held + piece;
    const open = text.lastIndexOf('[');
    const mayGoOn = open >= 0 && ('[redacted-'.startsWith(text.slice(open)) || /^\[redacted-\d{0,6}$/.test(text.slice(open)));
    this.#held = mayGoOn ? text.slice(open) : '';
    return this.#masks.unmask(mayGoOn ? text.slice(0, open) : text);
  }

  finish(): string {
    const rest = this.#held;
    this.#held = '';
    return rest;
  }
}
