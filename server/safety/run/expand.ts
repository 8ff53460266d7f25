/** Expands words as the shell would, as far as values are known from the line itself; what is not known becomes a mark. Pure but for the scripts inside words, which are judged on the way. */
import type { Node, VariableChange, Word, WordPart } from '../parse/shell-script.js';
import { hasMark, isUncertain, mark, matchesPattern } from '../paths/marks.js';
import { backwardPath } from '../paths/resolve-path.js';
import type { Arg, Host, State, Stream } from './call.js';

export interface Expander {
  readonly host: Host;
  readonly state: State;
  /** Judges a script inside a word, in a copy of the state. */
  readonly run: (script: Node, state: State) => Stream;
  /** Gives what a process substitution reads or writes a name. */
  readonly name: (stream: Stream) => string;
}

/** Values of variables that a shell starts with. */
function initial(name: string, { host, state }: Expander): string | undefined {
  switch (name) {
    case 'HOME':
    case 'USERPROFILE':
      return backwardPath(host.folders.home);
    case 'PWD':
      return state.cwds.length === 1 && state.cwds[0] !== undefined ? backwardPath(state.cwds[0]) : undefined;
    case 'IFS':
      return ' \t\n';
    case 'PATH':
      return '/usr/local/bin:/usr/bin:/bin';
    case 'SHELL':
      return '/bin/bash';
    case 'TMPDIR':
    case 'TMP':
    case 'TEMP':
      return mark.temporary;
    case '?':
    case '#':
    case '$':
    case '!':
    case '-':
      return mark.token;
    default:
      return /^(?:RANDOM|SRANDOM|SECONDS|EPOCHSECONDS|EPOCHREALTIME|UID|EUID|PPID|LINENO|SHLVL|USER|LOGNAME|USERNAME|HOSTNAME|HOSTTYPE|OSTYPE|MACHTYPE|BASHPID|COLUMNS|LINES|NPROC|OPTIND|PIPESTATUS|GITHUB_SHA|GITHUB_RUN_ID|CI|LANG)$/.test(
        name,
      )
        ? mark.token
        : undefined;
  }
}

interface Piece {
  readonly text: string;
  /** The shell splits it at blanks and takes patterns in it. */
  readonly open: boolean;
  readonly quoted: boolean;
}

/** Returns the words that one word becomes. */
export function expandWord(word: Word, on: Expander): Arg[] {
  const pieces = word.parts.map((part, i) => pieceOf(part, on, i === 0));
  return fieldsOf(pieces, on.state.variables.get('IFS') ?? ' \t\n').map(text => ({ text, span: word.span }));
}

/** Returns the text of a word where the shell does not split it: an assignment, a here-document, a redirection. */
export const expandText = (word: Word, on: Expander): string => expandValue(word, on).replaceAll(mark.separator, ' ');

/** The same, with the elements of a list apart. */
export function expandValue(word: Word, on: Expander): string {
  return word.parts.map((part, i) => unglob(pieceOf(part, on, i === 0).text.replaceAll(mark.fields, mark.unknown), part)).join('');
}

/** Outside of lists of words a pattern is plain text. */
const unglob = (text: string, part: WordPart): string =>
  part.kind === 'glob' ? (part.glob === 'star' ? '*' : part.glob === 'question' ? '?' : mark.unknown) : text;

function fieldsOf(pieces: readonly Piece[], ifs: string): string[] {
  const fields: string[] = [];
  let current: string | undefined;
  for (const { text, open, quoted } of pieces) {
    if (!open && !text.includes(mark.separator)) {
      if (text !== '' || quoted) current = (current ?? '') + text;
      continue;
    }
    const parts = open ? splitBy(asPattern(text.replaceAll(mark.separator, ' ')), ifs) : text.split(mark.separator);
    for (const [i, part] of parts.entries()) {
      if (i > 0 && current !== undefined) {
        fields.push(current);
        current = undefined;
      }
      if (part !== '') current = (current ?? '') + part;
    }
  }
  if (current !== undefined) fields.push(current);
  return fields;
}

function splitBy(text: string, ifs: string): readonly string[] {
  if (ifs === '') return [text];
  if (hasMark(ifs)) return [mark.fields];
  const parts: string[] = [''];
  for (const char of text) {
    if (ifs.includes(char)) parts.push('');
    else parts[parts.length - 1] += char;
  }
  return parts;
}

/** A value that is not quoted is a pattern. */
const asPattern = (text: string): string =>
  text
    .replaceAll('*', mark.star)
    .replaceAll('?', mark.question)
    .replace(/\[[^\]\s]+\]/g, mark.question);

function pieceOf(part: WordPart, on: Expander, first: boolean): Piece {
  switch (part.kind) {
    case 'text':
      return { text: first && !part.quoted ? tilde(part.text, on) : part.text, open: false, quoted: part.quoted };
    case 'glob':
      return {
        text: part.glob === 'star' ? mark.star : part.glob === 'question' ? mark.question : mark.unknown,
        open: false,
        quoted: false,
      };
    case 'token':
      return { text: mark.token, open: false, quoted: false };
    case 'unknown':
      return { text: mark.fields, open: false, quoted: false };
    case 'variable': {
      const text = variable(part.name, part.change, part.quoted, on);
      return { text, open: !part.quoted, quoted: part.quoted };
    }
    case 'output':
      return { text: outputText(on.run(part.script, on.state), part.quoted), open: !part.quoted, quoted: part.quoted };
    case 'joined':
      return {
        text: part.parts.map(inner => pieceOf(inner, on, false).text.replaceAll(mark.fields, mark.unknown)).join(''),
        open: false,
        quoted: true,
      };
    case 'process':
      return { text: on.name(on.run(part.script, on.state)), open: false, quoted: false };
  }
}

/** What a substitution puts into a line. */
export function outputText(stream: Stream, quoted: boolean): string {
  if (stream.fetched) return mark.fetched;
  if (stream.text !== undefined) return stream.text.replace(/\n+$/, '');
  if (stream.paths !== undefined && stream.paths.length > 0) return stream.paths.join('\n');
  return quoted ? mark.unknown : mark.fields;
}

function tilde(text: string, { host, state }: Expander): string {
  const match = /^~([A-Za-z_][\w.-]*|[+-])?(?=\/|:|$)/.exec(text);
  if (!match) return text;
  const [whole, user] = match;
  const rest = text.slice(whole.length);
  if (user === undefined) return (state.variables.get('HOME') ?? host.folders.home) + rest;
  if (user === '+') return (state.cwds[0] ?? mark.unknown) + rest;
  if (user === '-') return mark.unknown + rest;
  return (user === 'root' ? '/root' : `/home/${user}`) + rest;
}

function variable(name: string, change: VariableChange | undefined, quoted: boolean, on: Expander): string {
  const notKnown = quoted ? mark.unknown : mark.fields;
  const set = on.state.variables.get(name) ?? initial(name, on);
  // Without a subscript the name of a list is its first element.
  if (change === undefined) return (name === '@' || name === '*' ? set : set?.split(mark.separator)[0]) ?? notKnown;
  switch (change.kind) {
    case 'length':
      return set === undefined || isUncertain(set) ? mark.token : String(set.length);
    case 'indirect':
      return set === undefined || hasMark(set) ? notKnown : (on.state.variables.get(set) ?? notKnown);
    case 'all':
      return set ?? notKnown;
    case 'unknown':
      return notKnown;
    case 'default': {
      // What runs inside counts, whether the value is used or not.
      const other = expandText(change.word, on);
      if (/\+/.test(change.operator)) return set === undefined ? notKnown : set === '' ? '' : other;
      if (/\?/.test(change.operator)) return set ?? notKnown;
      return set === undefined || (set === '' && change.operator.startsWith(':')) ? other : set;
    }
    case 'slice':
    case 'case':
    case 'remove':
    case 'replace':
      return set === undefined || isUncertain(set) ? notKnown : changed(set, change, on, notKnown);
  }
}

type TextChange = Extract<VariableChange, { kind: 'slice' | 'case' | 'remove' | 'replace' }>;

function changed(text: string, change: TextChange, on: Expander, notKnown: string): string {
  switch (change.kind) {
    case 'slice': {
      if (hasMark(text)) return notKnown;
      const from = change.start < 0 ? Math.max(0, text.length + change.start) : change.start;
      const { length } = change;
      return text.slice(from, length === undefined ? undefined : length < 0 ? text.length + length : from + length);
    }
    case 'case':
      return recase(text, change.operator);
    case 'remove':
      return remove(text, change.operator, patternText(change.pattern, on)) ?? notKnown;
    case 'replace': {
      const pattern = patternText(change.pattern, on);
      if (hasMark(pattern) || pattern === '') return notKnown;
      const by = expandText(change.by, on);
      if (change.operator === '/') return text.replace(pattern, () => by);
      if (change.operator === '//') return text.replaceAll(pattern, () => by);
      return change.operator === '/#'
        ? text.startsWith(pattern)
          ? by + text.slice(pattern.length)
          : text
        : text.endsWith(pattern)
          ? text.slice(0, -pattern.length) + by
          : text;
    }
  }
}

function recase(text: string, operator: string): string {
  const up = operator.startsWith('^');
  const all = operator.length > 1;
  const turn = (part: string): string => (up ? part.toUpperCase() : part.toLowerCase());
  return all ? turn(text) : turn(text.slice(0, 1)) + text.slice(1);
}

const patternText = (word: Word, on: Expander): string => word.parts.map((part, i) => pieceOf(part, on, i === 0).text).join('');

function remove(text: string, operator: string, pattern: string): string | undefined {
  if (isUncertain(pattern)) return undefined;
  const lengths = Array.from({ length: text.length + 1 }, (_, i) => i);
  // A doubled operator takes the longest match away.
  if (operator.length === 2) lengths.reverse();
  const atStart = operator.startsWith('#');
  for (const length of lengths) {
    const piece = atStart ? text.slice(0, length) : text.slice(text.length - length);
    if (matchesPattern(pattern, piece)) return atStart ? text.slice(length) : text.slice(0, text.length - length);
  }
  return text;
}
