/** Reads zsh as bash, and refuses what only zsh has: those constructs mean something else to bash, or run code of their own. Pure. */
import { parseBash } from './bash.js';
import type { ParsedLine } from './shell-script.js';

interface Construct {
  readonly why: string;
  readonly form: RegExp;
}

/** Forms outside of single quotes. */
const constructs: readonly Construct[] = [
  { why: 'a substitution of zsh, =(…)', form: /(?:^|[\s;&|(=])=\(/g },
  { why: 'the path of a program, =name', form: /(?:^|[\s;&|(])=[A-Za-z_][\w.-]*(?=$|[\s;&|)])/g },
  { why: 'a pattern of zsh that may run code', form: /[*?\])\w]\((?:[^()]*[#:eoOYN+./@=%*^-][^()]*|[a-zA-Z]+)\)(?=$|[\s;&|)<>])/g },
  { why: 'an expansion with flags of zsh', form: /\$\{\(|\$\{[=~^:]|\$[=~^][A-Za-z_{]|\$\+|\$\{\+/g },
  { why: 'modifiers of zsh', form: /\$\{?[A-Za-z_]\w*\}?:[A-Za-z]|!(?:!|\$|\^|[A-Za-z?-])/g },
  { why: 'a block of zsh', form: /\b(?:always|foreach|repeat|select|nocorrect)\b\s*[\w({]|(?:^|[;&|\s])\(\)\s*\{/g },
  { why: 'a global or suffix alias', form: /\balias\s+-[gs]/g },
  {
    why: 'a module of zsh',
    form: /\b(?:zmodload|zcompile|sched|zle|zpty|ztcp|zsystem|sysopen|syswrite|sysread|zf_\w+|add-zsh-hook|autoload|precmd|preexec|chpwd|periodic|zshexit|zshaddhistory|TRAP[A-Z]+|functions\s*\[|aliases\s*\[|galiases|commands\s*\[|nameref)\b/g,
  },
  { why: 'options that change how zsh reads', form: /\b(?:setopt|set\s+-o|emulate|unsetopt)\b/g },
];

export function parseZsh(source: string): ParsedLine {
  const { root, problems } = parseBash(source);
  const plain = withoutQuoted(source);
  const found = constructs.flatMap(({ why, form }) =>
    [...plain.matchAll(form)].slice(0, 3).map(match => ({ why, span: [match.index, match.index + match[0].length] as const })),
  );
  // `>|` and `>!` write over a file whatever the options say; bash reads the first one alike.
  return { root, problems: [...problems, ...found] };
}

/** Blanks out text in single quotes and plain text in double quotes. All other text keeps its position. */
const withoutQuoted = (source: string): string =>
  source.replace(/\\[\s\S]|'[^']*'|"(?:[^"\\$`]|\\[\s\S])*"|(?:^|\s)#[^\n]*/g, text => ' '.repeat(text.length));
