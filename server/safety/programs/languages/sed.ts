/** Reads a sed script for the commands that run something or write files. */
import { hasMark, mark } from '../../paths/marks.js';
import { codeNotKnown } from '../../rules/acts.js';
import { type Call, nothing, type Stream } from '../../run/call.js';

export function judgeSed(script: string, call: Call): Stream {
  if (hasMark(script)) judgeMarked(script, call);
  else new SedReader(script, call).read();
  return nothing;
}

/** A value that the shell puts into a script is taken as a plain word, unless it came over the network. */
function judgeMarked(script: string, call: Call): void {
  if (script.includes(mark.fetched)) codeNotKnown(script, 'a sed script that is not wholly known', call);
  new SedReader(script.replace(/[\uFDD0-\uFDD8]/g, 'x'), call).read();
}

class SedReader {
  readonly #script: string;
  readonly #call: Call;
  #at = 0;

  constructor(script: string, call: Call) {
    this.#script = script;
    this.#call = call;
  }

  read(): void {
    while (this.#at < this.#script.length) {
      this.#skip(/[\s;{}]*/y);
      if (this.#at >= this.#script.length) return;
      if (!this.#address() || !this.#command()) {
        this.#call.host.unknown('this sed script', this.#call.span);
        return;
      }
    }
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#script);
    this.#at += match?.[0].length ?? 0;
    return match?.[0] ?? '';
  }

  /** Numbers, patterns and steps in front of a command. */
  #address(): boolean {
    for (;;) {
      const char = this.#script[this.#at];
      if (char === '/' || char === '\\') {
        const delimiter = char === '/' ? '/' : this.#script[++this.#at];
        if (delimiter === undefined || !this.#part(delimiter)) return false;
        this.#skip(/[IM]*/y);
      } else if (this.#skip(/(?:\d+|\$|[~+,!]|[ \t])+/y) === '') return true;
    }
  }

  /** Moves behind the next delimiter that is not escaped and not within brackets. */
  #part(delimiter: string): boolean {
    for (let i = this.#at + 1; i < this.#script.length; i++) {
      const char = this.#script[i];
      if (char === '\\') i++;
      else if (char === '[' && delimiter !== '[') {
        const end = this.#script.indexOf(']', i + (this.#script[i + 1] === ']' || this.#script[i + 1] === '^' ? 2 : 1));
        // A bracket that does not end before the delimiter is a plain one.
        if (end > 0 && !this.#script.slice(i, end).includes(delimiter)) i = end;
      } else if (char === delimiter) {
        this.#at = i;
        this.#at++;
        return true;
      }
    }
    return false;
  }

  #command(): boolean {
    this.#skip(/[ \t]*/y);
    const name = this.#script[this.#at++];
    const { host, state, span } = this.#call;
    switch (name) {
      case undefined:
      case '{':
      case '}':
      case ';':
        return true;
      case 's':
        return this.#substitution();
      case 'y': {
        const delimiter = this.#script[this.#at];
        return delimiter !== undefined && this.#part(delimiter) && this.#back() && this.#part(delimiter);
      }
      case 'e':
        host.unknown('a sed command that runs a program', span);
        host.code('bash', this.#line().trim(), state, nothing, span);
        return true;
      case 'w':
      case 'W':
        host.touch('write', { text: this.#line().trim(), span }, state);
        return true;
      case 'r':
      case 'R':
        host.touch('read', { text: this.#line().trim(), span }, state);
        return true;
      case 'a':
      case 'i':
      case 'c':
        this.#text();
        return true;
      case ':':
      case 'b':
      case 't':
      case 'T':
        this.#skip(/[ \t]*[\w.-]*/y);
        return true;
      case 'q':
      case 'Q':
      case 'l':
      case 'L':
        this.#skip(/[ \t]*\d*/y);
        return true;
      case '#':
        this.#line();
        return true;
      default:
        return /[=dDgGhHnNpPxzF]/.test(name);
    }
  }

  #back(): boolean {
    this.#at--;
    return true;
  }

  #substitution(): boolean {
    const delimiter = this.#script[this.#at];
    if (delimiter === undefined || /[\n\\]/.test(delimiter)) return false;
    const start = this.#at;
    if (!this.#part(delimiter)) return false;
    const middle = this.#at;
    this.#back();
    // In the replacement brackets mean nothing.
    let end = -1;
    for (let i = middle; i < this.#script.length; i++) {
      if (this.#script[i] === '\\') i++;
      else if (this.#script[i] === delimiter) {
        end = i;
        break;
      }
    }
    if (end < 0 || start === end) return false;
    this.#at = end + 1;
    const flags = this.#skip(/[gpIiMm0-9e]*/y);
    const { host, state, span } = this.#call;
    if (flags.includes('e')) host.unknown('a sed substitution that runs its result', span);
    if (this.#script[this.#at] === 'w') {
      this.#at++;
      host.touch('write', { text: this.#line().trim(), span }, state);
    }
    return true;
  }

  #line(): string {
    return this.#skip(/[^\n]*/y);
  }

  /** Text to add goes on over lines that end with a backslash. */
  #text(): void {
    this.#skip(/(?:[^\n\\]|\\[\s\S])*/y);
  }
}
