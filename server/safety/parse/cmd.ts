/** Reads lines of cmd.exe: a small parser of our own, since no kept library reads them. What it cannot read is a problem of the line. Pure. */
import { mark } from '../paths/marks.js';
import type { Span } from '../verdict.js';
import { emptyNode, type Node, type ParsedLine, type Redirect, type Word, type WordPart } from './shell-script.js';

export function parseCmd(source: string): ParsedLine {
  const parser = new CmdParser(source);
  return { root: parser.script(), problems: parser.problems };
}

const maxDepth = 30;

class CmdParser {
  readonly problems: { why: string; span: Span }[] = [];
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  script(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#source.length) {
      const before = this.#at;
      this.#skip(/[\s@;,]*/y);
      if (this.#at >= this.#source.length) break;
      if (this.#source[this.#at] === ')') {
        this.#problem('a parenthesis that nothing opened');
        break;
      }
      nodes.push(this.#list());
      if (this.#at === before) {
        this.#problem('a command that cannot be read');
        break;
      }
    }
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'list', nodes, joins: nodes.map(() => 'then' as const) };
  }

  #problem(why: string): void {
    this.problems.push({ why, span: [Math.min(this.#at, Math.max(0, this.#source.length - 1)), this.#source.length] });
    this.#at = this.#source.length;
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#source)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  /** `a & b && c || d`, up to the end of the line or a closing parenthesis. */
  #list(): Node {
    const nodes: Node[] = [this.#pipe()];
    const joins: ('then' | 'and' | 'or')[] = ['then'];
    for (;;) {
      this.#skip(/[ \t\r]*/y);
      const operator = this.#skip(/&&|\|\||&/y);
      if (operator === '') break;
      this.#skip(/[ \t\r]*/y);
      if (this.#at >= this.#source.length || this.#source[this.#at] === ')' || this.#source[this.#at] === '\n') break;
      nodes.push(this.#pipe());
      joins.push(operator === '&&' ? 'and' : operator === '||' ? 'or' : 'then');
    }
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'list', nodes, joins };
  }

  #pipe(): Node {
    const nodes = [this.#command()];
    for (;;) {
      this.#skip(/[ \t]*/y);
      if (this.#source[this.#at] !== '|' || this.#source[this.#at + 1] === '|') break;
      this.#at++;
      this.#skip(/[ \t]*/y);
      nodes.push(this.#command());
    }
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: 'pipe', nodes };
  }

  #command(): Node {
    this.#skip(/[ \t@;,=]*/y);
    if (++this.#depth > maxDepth) {
      this.#problem('blocks inside blocks');
      return emptyNode;
    }
    try {
      const start = this.#at;
      const redirects: Redirect[] = [];
      for (let redirect = this.#redirect(); redirect; redirect = this.#redirect()) redirects.push(redirect);
      if (this.#source[this.#at] === '(') return this.#block(redirects);
      const word = /^[A-Za-z]+/.exec(this.#source.slice(this.#at))?.[0].toLowerCase();
      if (word === 'if') return this.#if();
      if (word === 'for') return this.#for();
      if (word === 'rem' || this.#source[this.#at] === ':') {
        this.#skip(/[^\n]*/y);
        return emptyNode;
      }
      return this.#simple(start, redirects);
    } finally {
      this.#depth--;
    }
  }

  #block(redirects: Redirect[]): Node {
    this.#at++;
    const nodes: Node[] = [];
    for (;;) {
      this.#skip(/[\s@]*/y);
      if (this.#at >= this.#source.length) {
        this.#problem('a parenthesis that does not end');
        break;
      }
      if (this.#source[this.#at] === ')') {
        this.#at++;
        break;
      }
      nodes.push(this.#list());
    }
    for (let redirect = this.#redirect(); redirect; redirect = this.#redirect()) redirects.push(redirect);
    return { kind: 'group', own: false, body: { kind: 'list', nodes, joins: nodes.map(() => 'then' as const) }, redirects };
  }

  #if(): Node {
    this.#at += 2;
    const condition = this.#skip(
      /\s*(?:\/i\s+)?(?:not\s+)?(?:(?:exist|defined|errorlevel|cmdextversion)\s+(?:"[^"]*"|\S+)|(?:"[^"]*"|[^\s"=(]+)\s*(?:==|\s(?:equ|neq|lss|leq|gtr|geq)\s)\s*(?:"[^"]*"|[^\s"(]+))/iy,
    );
    if (condition === '') {
      this.#problem('a condition that cannot be read');
      return emptyNode;
    }
    const then = this.#command();
    this.#skip(/\s*/y);
    if (/^else\b/i.test(this.#source.slice(this.#at))) {
      this.#at += 4;
      return { kind: 'branch', bodies: [then, this.#command()] };
    }
    return { kind: 'branch', bodies: [then, emptyNode] };
  }

  /** `for %i in (a b) do cmd`, `for /f "…" %i in ('command') do cmd`. */
  #for(): Node {
    const start = this.#at;
    const match = /^for\s+((?:\/[a-z]\s+(?:"[^"]*"\s+)?|\/r\s+(?:"[^"]*"|[^\s%]+)\s+)*)%%?([A-Za-z])\s+in\s*\(([^)]*)\)\s*do\b/i.exec(
      this.#source.slice(this.#at),
    );
    if (!match) {
      this.#problem('a loop that cannot be read');
      return emptyNode;
    }
    this.#at += match[0].length;
    const [, kind = '', name = '', items = ''] = match;
    const span: Span = [start, this.#at];
    const body = this.#command();
    const looped = (words: readonly Word[]): Node => ({ kind: 'loop', name: `%${name.toLowerCase()}`, words, body });
    const unknown: Word = { parts: [{ kind: 'unknown', why: 'what the loop finds' }], span };
    if (!/\/f/i.test(kind)) {
      if (/\/[rd]/i.test(kind)) return looped([{ parts: [{ kind: 'text', text: `./${mark.below}`, quoted: true }], span }]);
      if (/\/l/i.test(kind)) return looped([{ parts: [{ kind: 'token' }], span }]);
      return looped(
        items
          .split(/[\s,;]+/)
          .filter(item => item !== '')
          .map(item => ({ parts: textParts(item.replaceAll('"', ''), false), span })),
      );
    }
    const command = /^\s*(?:'([^']*)'|`([^`]*)`)\s*$/.exec(items);
    const inner = command?.[1] ?? command?.[2];
    if (inner === undefined) return looped([unknown]);
    const { root, problems } = parseCmd(inner.replace(/\^(.)/g, '$1'));
    this.problems.push(...problems.map(({ why }) => ({ why, span })));
    return {
      kind: 'list',
      nodes: [
        root,
        { kind: 'loop', name: `%${name.toLowerCase()}`, words: [{ parts: [{ kind: 'output', script: root, quoted: false }], span }], body },
      ],
      joins: ['then', 'then'],
    };
  }

  #redirect(): Redirect | undefined {
    this.#skip(/[ \t]*/y);
    const match = /^(\d?)(>>|>|<)\s*(?:&\s*(\d))?/.exec(this.#source.slice(this.#at));
    if (!match) return undefined;
    const start = this.#at;
    this.#at += match[0].length;
    const [, descriptor = '', operator = '', copied] = match;
    if (copied !== undefined) return { kind: 'text', body: { parts: [], span: [start, this.#at] }, span: [start, this.#at] };
    const target = this.#word();
    if (target === undefined) {
      this.#problem('a redirection without a file');
      return undefined;
    }
    return {
      kind: 'file',
      mode: operator === '<' ? 'read' : operator === '>>' ? 'append' : 'write',
      stdout: descriptor === '' || descriptor === '1',
      target,
      span: [start, this.#at],
    };
  }

  #simple(start: number, redirects: Redirect[]): Node {
    const words: Word[] = [];
    for (;;) {
      this.#skip(/[ \t,;=\r]*/y);
      const char = this.#source[this.#at];
      if (char === undefined || /[&|\n]/.test(char) || (char === ')' && this.#depth > 1)) break;
      const redirect = this.#redirect();
      if (redirect) {
        redirects.push(redirect);
        continue;
      }
      const word = this.#word();
      if (word === undefined) {
        if (char === ')' || char === '(') {
          this.#at++;
          continue;
        }
        break;
      }
      words.push(word);
    }
    const span: Span = [start, this.#at];
    return {
      kind: 'command',
      assignments: [],
      words: splitName(words),
      redirects: redirects.filter(redirect => redirect.kind === 'file'),
      span,
    };
  }

  #word(): Word | undefined {
    const start = this.#at;
    const parts: WordPart[] = [];
    let quoted = false;
    let text = '';
    const flush = (): void => {
      if (text !== '') parts.push(...textParts(text, quoted));
      text = '';
    };
    for (; this.#at < this.#source.length; this.#at++) {
      const char = this.#source[this.#at] ?? '';
      if (char === '"') {
        flush();
        quoted = !quoted;
        if (!quoted && this.#source[this.#at - 1] === '"') parts.push({ kind: 'text', text: '', quoted: true });
      } else if (char === '^' && !quoted) {
        this.#at++;
        if (this.#source[this.#at] === '\r') this.#at++;
        if (this.#source[this.#at] !== '\n') text += this.#source[this.#at] ?? '';
      } else if (!quoted && /[\s&|<>,;=]/.test(char) && !(char === '=' && text.startsWith('/'))) break;
      else if (!quoted && char === ')' && this.#depth > 1) break;
      else if (!quoted && char === '(' && text === '' && parts.length === 0) break;
      else text += char;
    }
    flush();
    if (this.#at === start) return undefined;
    return { parts, span: [start, this.#at] };
  }
}

/** `del/s/q x` is `del /s /q x`, and `cd..` is `cd ..`. */
function splitName(words: readonly Word[]): readonly Word[] {
  const [first, ...rest] = words;
  const [part] = first?.parts ?? [];
  if (first === undefined || part?.kind !== 'text' || first.parts.length > 1) return words;
  const glued =
    /^([A-Za-z]+)((?:\/\w+)+)$/.exec(part.text) ??
    /^(cd|chdir|md|rd)([.\\/].*)$/i.exec(part.text) ??
    /^(echo)([.:/\\+].*)$/i.exec(part.text);
  if (!glued) return words;
  const [, name = '', tail = ''] = glued;
  const split = tail.startsWith('/')
    ? tail
        .slice(1)
        .split('/')
        .map(option => `/${option}`)
    : [tail];
  return [
    ...[name, ...split].map((text): Word => ({ parts: [{ kind: 'text', text, quoted: false } as const], span: first.span })),
    ...rest,
  ];
}

const names: Readonly<Record<string, string>> = { userprofile: 'HOME', homepath: 'HOME', cd: 'PWD', temp: 'TMPDIR', tmp: 'TMPDIR' };
const fixed: Readonly<Record<string, string>> = {
  systemroot: 'C:\\Windows',
  windir: 'C:\\Windows',
  systemdrive: 'C:',
  comspec: 'cmd',
  programfiles: 'C:\\Program Files',
  'programfiles(x86)': 'C:\\Program Files (x86)',
  programdata: 'C:\\ProgramData',
  allusersprofile: 'C:\\ProgramData',
  homedrive: '',
  public: 'C:\\Users\\Public',
};

/** `%NAME%`, `%NAME:~0,1%`, `!NAME!`, `%i`: expanded wherever they stand, quoted or not. */
function textParts(text: string, quoted: boolean): WordPart[] {
  const parts: WordPart[] = [];
  let at = 0;
  const plain = (piece: string): void => {
    for (const bit of piece.split(/([*?])/)) {
      if (bit === '*' || bit === '?') parts.push({ kind: 'glob', glob: bit === '*' ? 'star' : 'question' });
      else if (bit !== '') parts.push({ kind: 'text', text: bit, quoted: true });
    }
  };
  for (const match of text.matchAll(
    /%([A-Za-z_][\w() ]*?)(?::~(-?\d+)(?:,(-?\d+))?|(:[^%]*))?%|!([A-Za-z_]\w*)(?::[^!]*)?!|%%?~?[a-z]*([A-Za-z])\b|%([*\d])/gi,
  )) {
    plain(text.slice(at, match.index));
    at = match.index + match[0].length;
    parts.push(variablePart(match, quoted));
  }
  plain(text.slice(at));
  return parts.length > 0 ? parts : [{ kind: 'text', text: '', quoted: true }];
}

function variablePart(match: RegExpExecArray, quoted: boolean): WordPart {
  const [, name, start, length, replaced, delayed, loop, position] = match;
  const value = (name ?? delayed)?.toLowerCase();
  if (value === undefined)
    return loop === undefined || position !== undefined
      ? { kind: 'unknown', why: 'an argument' }
      : { kind: 'variable', name: `%${loop.toLowerCase()}`, quoted: true };
  if (replaced !== undefined) return { kind: 'variable', name: value, quoted, change: { kind: 'unknown' } };
  const constant = fixed[value];
  const slice =
    start === undefined
      ? undefined
      : ({ kind: 'slice', start: Number(start), length: length === undefined ? undefined : Number(length) } as const);
  if (constant !== undefined && slice === undefined) return { kind: 'text', text: constant, quoted: true };
  if (constant !== undefined && slice) {
    const from = slice.start < 0 ? constant.length + slice.start : slice.start;
    return {
      kind: 'text',
      text: constant.slice(
        from,
        slice.length === undefined ? undefined : slice.length < 0 ? constant.length + slice.length : from + slice.length,
      ),
      quoted: true,
    };
  }
  if (value === 'appdata' || value === 'localappdata')
    return {
      kind: 'joined',
      parts: [
        { kind: 'variable', name: 'HOME', quoted: true },
        { kind: 'text', text: value === 'appdata' ? '\\AppData\\Roaming' : '\\AppData\\Local', quoted: true },
      ],
    };
  return { kind: 'variable', name: names[value] ?? value, quoted, ...(slice && { change: slice }) };
}
