/** Reads an awk program for what reaches outside of it: commands, files that are written, files that are read. */
import { hasMark } from '../../paths/marks.js';
import { type Call, nothing, type Stream } from '../../run/call.js';

type Token = { readonly kind: 'text' | 'pattern' | 'name' | 'sign'; readonly text: string };

const tokenPattern =
  /"((?:[^"\\\n]|\\[\s\S])*)"|#[^\n]*|([A-Za-z_]\w*(?:::\w+)?)|(\d[\w.]*)|(\|\||\|&|>>|>=|&&|[|>@{};\n()[\],])|(\s+)|([\s\S])/y;

/** A slash begins a pattern where a value is expected. */
function tokensOf(program: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < program.length) {
    const last = tokens.at(-1);
    const valueEnds =
      last !== undefined &&
      (last.kind === 'text' ||
        /^(?:\)|\]|\$)$/.test(last.text) ||
        (last.kind === 'name' && !/^(?:return|print|printf|in|case)$/.test(last.text)) ||
        /^\d/.test(last.text));
    if (program[at] === '/' && !valueEnds) {
      const match = /^\/(?:[^/\\\n[]|\\.|\[(?:\]?[^\]\n]*)\])*\//.exec(program.slice(at));
      if (!match) return undefined;
      tokens.push({ kind: 'pattern', text: match[0] });
      at += match[0].length;
      continue;
    }
    tokenPattern.lastIndex = at;
    const match = tokenPattern.exec(program);
    if (!match) return undefined;
    at = tokenPattern.lastIndex;
    const [all, text, name, number, sign, blank, other] = match;
    if (text !== undefined) tokens.push({ kind: 'text', text });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined || sign !== undefined || other !== undefined) tokens.push({ kind: 'sign', text: all });
    else if (blank !== undefined && blank.includes('\n')) tokens.push({ kind: 'sign', text: '\n' });
    if (other === '"') return undefined;
  }
  return tokens;
}

export function judgeAwk(program: string, call: Call): Stream {
  const { host, span } = call;
  if (hasMark(program)) host.unknown('an awk program that is not wholly known', span);
  const tokens = tokensOf(program);
  if (tokens === undefined) {
    host.unknown('this awk program', span);
    return nothing;
  }
  let prints = false;
  let depth = 0;
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'name') {
      if (token.text === 'print' || token.text === 'printf') {
        prints = true;
        depth = 0;
      } else if (token.text === 'system') runs(tokens[i + 2], tokens[i + 3]?.text === ')', call);
      else if (token.text === 'getline') reads(tokens, i, call);
    } else if (token.kind === 'sign') {
      if (token.text === '(') depth++;
      else if (token.text === ')') depth--;
      else if (/^[;}\n{]$/.test(token.text)) prints = false;
      else if (token.text === '@') host.unknown('an awk function that is called by a name that is not known, or a library', span);
      else if (token.text === '|' || token.text === '|&') pipes(tokens, i, call);
      else if ((token.text === '>' || token.text === '>>') && prints && depth === 0) writes(tokens[i + 1], tokens[i + 2], call);
    }
  }
  return nothing;
}

function runs(command: Token | undefined, alone: boolean, { host, state, span }: Call): void {
  if (command?.kind === 'text' && alone) host.code('bash', command.text.replace(/\\(.)/g, '$1'), state, nothing, span);
  else {
    host.unknown('a command that an awk program puts together', span);
    if (command?.kind === 'text') host.code('bash', command.text.replace(/\\(.)/g, '$1'), state, nothing, span);
  }
}

function pipes(tokens: readonly Token[], i: number, call: Call): void {
  const next = tokens[i + 1];
  // `"command" | getline` reads from a command; `print | "command"` writes to one.
  const command = next?.text === 'getline' ? tokens[i - 1] : next;
  const after = next?.text === 'getline' ? tokens[i - 2] : tokens[i + 2];
  const joins = after !== undefined && (after.kind === 'text' || after.kind === 'name' || after.text === '$' || after.text === '(');
  runs(command, !joins && command?.kind === 'text', call);
}

function reads(tokens: readonly Token[], i: number, { host, state, span }: Call): void {
  const at = tokens.findIndex((token, j) => j > i && j < i + 5 && token.text === '<');
  if (at < 0) return;
  const file = tokens[at + 1];
  if (file?.kind === 'text') host.touch('read', { text: file.text, span }, state);
}

function writes(file: Token | undefined, after: Token | undefined, { host, state, span }: Call): void {
  const ends = after === undefined || /^[;}\n]$/.test(after.text);
  if (file?.kind === 'text' && ends) host.touch('write', { text: file.text, span }, state);
  else host.unknown('a file that an awk program names', span);
}
