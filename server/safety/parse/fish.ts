/** Reads fish: a small parser of our own, since no kept library reads it. What it cannot read is a problem of the line. Pure. */
import type { Span } from '../verdict.js';
import { emptyNode, type Node, type ParsedLine, type Redirect, type Word, type WordPart } from './shell-script.js';

export function parseFish(source: string): ParsedLine {
  const parser = new FishParser(source);
  return { root: parser.script(), problems: parser.problems };
}

const maxDepth = 40;
const ends = /^(?:end|else|case)$/;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\u0007', b: '\b', e: '\u001b', f: '\f', v: '\v' };

class FishParser {
  readonly problems: { why: string; span: Span }[] = [];
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  script(): Node {
    const node = this.#statements(() => false);
    if (this.#at < this.#source.length) this.#problem(`"${this.#source.slice(this.#at, this.#at + 10)}" where a command was expected`);
    return node;
  }

  #problem(why: string): void {
    this.problems.push({ why, span: [Math.min(this.#at, Math.max(0, this.#source.length - 1)), this.#source.length] });
    this.#at = this.#source.length;
  }

  #blanks(): void {
    for (;;) {
      const match = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(this.#source.slice(this.#at));
      if (!match) return;
      this.#at += match[0].length;
    }
  }

  #separators(): void {
    for (;;) {
      this.#blanks();
      if (!/[;\n]/.test(this.#source[this.#at] ?? '')) return;
      this.#at++;
    }
  }

  /** The plain word that comes next, without taking it. */
  #peek(): string {
    this.#blanks();
    return /^[A-Za-z_!][\w-]*/.exec(this.#source.slice(this.#at))?.[0] ?? this.#source[this.#at] ?? '';
  }

  #take(word: string): void {
    this.#blanks();
    this.#at += word.length;
  }

  #statements(stops: () => boolean): Node {
    const nodes: Node[] = [];
    const joins: ('then' | 'and' | 'or')[] = [];
    let join: 'then' | 'and' | 'or' = 'then';
    for (;;) {
      this.#separators();
      if (this.#at >= this.#source.length || this.#source[this.#at] === ')' || ends.test(this.#peek()) || stops()) break;
      const word = this.#peek();
      if (word === 'and' || word === 'or') {
        this.#take(word);
        join = word;
        continue;
      }
      nodes.push(this.#pipeline());
      joins.push(join);
      join = 'then';
      this.#blanks();
      const operator = /^(?:&&|\|\|)/.exec(this.#source.slice(this.#at))?.[0];
      if (operator) {
        this.#at += 2;
        join = operator === '&&' ? 'and' : 'or';
      }
    }
    if (nodes.length === 0) return emptyNode;
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'list', nodes, joins };
  }

  #pipeline(): Node {
    const start = this.#at;
    const nodes = [this.#command()];
    for (;;) {
      this.#blanks();
      const match = /^(?:&\||2>\||[12]?>\||\|)(?!\|)/.exec(this.#source.slice(this.#at));
      if (!match) break;
      this.#at += match[0].length;
      this.#separators();
      nodes.push(this.#command());
    }
    const [first = emptyNode] = nodes;
    const node: Node = nodes.length === 1 ? first : { kind: 'pipe', nodes };
    if (this.#source[this.#at] !== '&' || this.#source[this.#at + 1] === '&') return node;
    this.#at++;
    return { kind: 'background', body: node, span: [start, this.#at] };
  }

  #command(): Node {
    this.#blanks();
    const word = this.#peek();
    if (++this.#depth > maxDepth) {
      this.#problem('blocks inside blocks');
      return emptyNode;
    }
    try {
      const block = this.#block(word);
      return block ? this.#redirected(block) : this.#simple();
    } finally {
      this.#depth--;
    }
  }

  #block(word: string): Node | undefined {
    switch (word) {
      case 'not':
      case '!':
        this.#take(word);
        return this.#command();
      case 'begin':
        this.#take(word);
        return this.#untilEnd();
      case 'if':
        this.#take(word);
        return this.#if();
      case 'while': {
        this.#take(word);
        const clause = this.#pipeline();
        return {
          kind: 'loop',
          name: undefined,
          words: undefined,
          body: { kind: 'list', nodes: [clause, this.#untilEnd()], joins: ['then', 'then'] },
        };
      }
      case 'for': {
        this.#take(word);
        const [name, , ...words] = this.#words();
        return { kind: 'loop', name: plain(name), words, body: this.#untilEnd() };
      }
      case 'switch':
        this.#take(word);
        return this.#switch();
      case 'function': {
        this.#take(word);
        const start = this.#at;
        const [name, ...options] = this.#words();
        // A function that runs on an event is run by the shell.
        if (options.some(option => /^-(?:e|v|j|p|-on-)/.test(plain(option))))
          this.problems.push({ why: 'a function that runs on an event', span: [start, this.#at] });
        return { kind: 'function', name: plain(name), body: this.#untilEnd(), span: [start, this.#at] };
      }
      default:
        return undefined;
    }
  }

  #untilEnd(): Node {
    const body = this.#statements(() => false);
    if (this.#peek() === 'end') this.#take('end');
    else this.#problem('a block without its end');
    return body;
  }

  #if(): Node {
    const clause = this.#statements(() => false);
    const bodies: Node[] = [clause];
    while (this.#peek() === 'else') {
      this.#take('else');
      if (this.#peek() === 'if') this.#take('if');
      bodies.push(this.#statements(() => false));
    }
    if (this.#peek() === 'end') this.#take('end');
    else this.#problem('an if without its end');
    return { kind: 'branch', bodies };
  }

  #switch(): Node {
    const words = this.#words();
    const bodies: Node[] = [{ kind: 'words', words }];
    this.#separators();
    while (this.#peek() === 'case') {
      this.#take('case');
      const patterns = this.#words();
      bodies.push({ kind: 'list', nodes: [{ kind: 'words', words: patterns }, this.#statements(() => false)], joins: ['then', 'then'] });
      this.#separators();
    }
    if (this.#peek() === 'end') this.#take('end');
    else this.#problem('a switch without its end');
    return { kind: 'branch', bodies };
  }

  #redirected(body: Node): Node {
    const redirects: Redirect[] = [];
    for (;;) {
      this.#blanks();
      const redirect = this.#redirect();
      if (!redirect) break;
      redirects.push(redirect);
    }
    return redirects.length > 0 ? { kind: 'group', own: false, body, redirects } : body;
  }

  #simple(): Node {
    const start = this.#at;
    const redirects: Redirect[] = [];
    const words = this.#words(redirects);
    if (words.length === 0) {
      this.#problem('no command where one was expected');
      return emptyNode;
    }
    return fromWords(words, redirects, [start, this.#at]);
  }

  #words(redirects?: Redirect[]): Word[] {
    const words: Word[] = [];
    for (;;) {
      this.#blanks();
      const char = this.#source[this.#at];
      if (char === undefined || /[;\n)|]/.test(char) || (char === '&' && this.#source[this.#at + 1] !== '>')) return words;
      const redirect = this.#redirect();
      if (redirect) redirects?.push(redirect);
      else {
        const before = this.#at;
        words.push(...this.#word());
        if (this.#at === before) {
          this.#problem(`the character ${char}`);
          return words;
        }
      }
    }
  }

  #redirect(): Redirect | undefined {
    const match = /^(?:(\d?)(>>|>\?|>\||>|<\?|<)|(&>>|&>\?|&>))(?!\|)(?:&(\d+|-))?/.exec(this.#source.slice(this.#at));
    if (!match) return undefined;
    const start = this.#at;
    this.#at += match[0].length;
    const [, descriptor = '', operator = match[3] ?? '', , copied] = match;
    if (copied !== undefined) return { kind: 'text', body: { parts: [], span: [start, this.#at] }, span: [start, this.#at] };
    this.#blanks();
    const [target] = this.#word();
    if (!target) {
      this.#problem('a redirection without a file');
      return undefined;
    }
    const mode = operator.startsWith('<') ? 'read' : operator.includes('>>') ? 'append' : 'write';
    return { kind: 'file', mode, stdout: descriptor === '' || descriptor === '1', target, span: [start, this.#at] };
  }

  /** One word, or several if it holds braces. */
  #word(): Word[] {
    const start = this.#at;
    const alternatives = this.#parts('');
    return alternatives.map(parts => ({ parts, span: [start, this.#at] as const }));
  }

  #parts(stops: string): WordPart[][] {
    let words: WordPart[][] = [[]];
    const add = (part: WordPart): void => {
      for (const word of words) word.push(part);
    };
    for (;;) {
      const char = this.#source[this.#at];
      if (
        char === undefined ||
        /[\s;|)<>]/.test(char) ||
        stops.includes(char) ||
        (char === '&' && !/[\w]/.test(this.#source[this.#at + 1] ?? ''))
      )
        return words;
      if (char === '{') {
        const inner = this.#braces();
        if (inner === undefined) add({ kind: 'text', text: '{', quoted: true });
        else words = inner.flatMap(parts => words.map(word => [...word, ...parts])).slice(0, 64);
      } else add(this.#part(char));
    }
  }

  #braces(): WordPart[][] | undefined {
    const start = this.#at;
    this.#at++;
    const items: WordPart[][] = [];
    for (;;) {
      items.push(...this.#parts(',}'));
      const char = this.#source[this.#at];
      if (char === ',') this.#at++;
      else if (char === '}') {
        this.#at++;
        return items;
      } else {
        this.#at = start + 1;
        return undefined;
      }
    }
  }

  #part(char: string): WordPart {
    const rest = this.#source.slice(this.#at);
    if (char === "'") return this.#single();
    if (char === '"') return this.#double();
    if (char === '$' || char === '(') return this.#expansion(false);
    if (char === '*' || char === '?') {
      this.#at += rest.startsWith('**') ? 2 : 1;
      return { kind: 'glob', glob: char === '*' ? 'star' : 'question' };
    }
    if (char === '\\') return this.#escape(rest);
    const text = /^[^\s;|&()<>"'$*?\\{},]+|^[\s\S]/.exec(rest)?.[0] ?? char;
    this.#at += text.length;
    return { kind: 'text', text, quoted: false };
  }

  #escape(rest: string): WordPart {
    const match = /^\\(?:[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|([0-7]{1,3})|c([a-zA-Z])|([\s\S]))/.exec(rest);
    this.#at += match?.[0].length ?? 1;
    const hex = match?.[1] ?? match?.[2] ?? match?.[3];
    const code = hex !== undefined ? Number.parseInt(hex, 16) : match?.[4] !== undefined ? Number.parseInt(match[4], 8) : undefined;
    if (code !== undefined && code <= 0x10ffff) return { kind: 'text', text: String.fromCodePoint(code), quoted: true };
    const char = match?.[6] ?? '';
    return { kind: 'text', text: escapes[char] ?? char, quoted: true };
  }

  #single(): WordPart {
    const match = /^'((?:[^'\\]|\\[\s\S])*)'/.exec(this.#source.slice(this.#at));
    if (!match) {
      this.#problem('a quote that does not end');
      return { kind: 'unknown', why: 'a quote' };
    }
    this.#at += match[0].length;
    return { kind: 'text', text: (match[1] ?? '').replace(/\\(['\\])/g, '$1'), quoted: true };
  }

  /** Double quotes may hold expansions, which give one part each; they are brought together as the output of nothing more than text. */
  #double(): WordPart {
    this.#at++;
    const parts: WordPart[] = [];
    let text = '';
    for (;;) {
      const char = this.#source[this.#at];
      if (char === undefined) {
        this.#problem('a quote that does not end');
        break;
      }
      if (char === '"') {
        this.#at++;
        break;
      }
      if (char === '\\' && /[$"\\\n]/.test(this.#source[this.#at + 1] ?? '')) {
        text += this.#source[this.#at + 1] === '\n' ? '' : (this.#source[this.#at + 1] ?? '');
        this.#at += 2;
      } else if (char === '$') {
        if (text !== '') parts.push({ kind: 'text', text, quoted: true });
        text = '';
        parts.push(this.#expansion(true));
      } else {
        text += char;
        this.#at++;
      }
    }
    if (parts.length === 0) return { kind: 'text', text, quoted: true };
    if (text !== '') parts.push({ kind: 'text', text, quoted: true });
    return { kind: 'joined', parts };
  }

  #expansion(quoted: boolean): WordPart {
    const rest = this.#source.slice(this.#at);
    const open = /^\$?\(/.exec(rest);
    if (open) {
      this.#at += open[0].length;
      const script = this.#statements(() => false);
      if (this.#source[this.#at] === ')') this.#at++;
      else this.#problem('a substitution that does not end');
      this.#index();
      return { kind: 'output', script, quoted };
    }
    const match = /^\$+([A-Za-z_]\w*)/.exec(rest);
    if (!match) {
      this.#at++;
      return { kind: 'text', text: '$', quoted: true };
    }
    this.#at += match[0].length;
    const indexed = this.#index();
    if (match[0].startsWith('$$')) return { kind: 'variable', name: match[1] ?? '', quoted, change: { kind: 'indirect' } };
    return { kind: 'variable', name: match[1] ?? '', quoted: true, ...(indexed && { change: { kind: 'unknown' } as const }) };
  }

  /** `[1..2]` behind an expansion. */
  #index(): boolean {
    const match = /^\[[^\]\n]*\]/.exec(this.#source.slice(this.#at));
    if (!match) return false;
    this.#at += match[0].length;
    if (match[0].includes('(')) this.#problem('a substitution inside an index');
    return true;
  }
}

const plain = (word: Word | undefined): string => word?.parts.map(part => (part.kind === 'text' ? part.text : '')).join('') ?? '';

/** `set -x A 1` sets a variable; `A=1 cmd` sets it for one command. */
function fromWords(words: readonly Word[], redirects: readonly Redirect[], span: Span): Node {
  const prefix: Word[] = [];
  let rest = words;
  while (rest[0] && /^[A-Za-z_]\w*=/.test(plain(rest[0])) && rest.length > 1) {
    prefix.push(rest[0]);
    rest = rest.slice(1);
  }
  const assignments = prefix.map(word => {
    const [first, ...others] = word.parts;
    const text = first?.kind === 'text' ? first.text : '';
    const at = text.indexOf('=');
    return {
      name: text.slice(0, at),
      value: { parts: [{ kind: 'text', text: text.slice(at + 1), quoted: true } as const, ...others], span: word.span },
      append: false,
      span: word.span,
    };
  });
  return { kind: 'command', assignments, words: rest, redirects: redirects.filter(redirect => redirect.kind === 'file'), span };
}
