/**
 * The syntax of comments and strings in each language, as byte rules: few, of fixed size, tried in order. A kernel reads them as one table
 * (`syntaxes`). The outline scanners know more about each language and use these rules only for doc comments. Pure.
 */

export type SyntaxRuleKind =
  /** From the marker to the end of the line. */
  | 'line'
  /** From open to close. */
  | 'block'
  /** Like block, but every nested open needs its own close. */
  | 'nested'
  /** A string, inside which comment markers mean nothing. Ends with the line unless `multiline`. */
  | 'string'
  /** One character between quotes. If no close follows within twelve bytes, the quote means nothing (lifetimes, primes). */
  | 'char';

export interface SyntaxRule {
  readonly kind: SyntaxRuleKind;
  readonly open: string;
  /** Empty for `line`. */
  readonly close: string;
  /** The byte that makes the next one literal; 0 for none. A doubled quote needs no rule: it reads as two strings. */
  readonly escape: number;
  readonly multiline: boolean;
  /** The marker counts only at the start of a line, after optional blanks. */
  readonly atLineStart: boolean;
  /** The marker counts only at the start of a line or after a blank or one of `;|&({[,`. */
  readonly afterBlank: boolean;
  /** The string is a comment if it is the first thing on a line (a docstring). A prefix of up to two letters is allowed. */
  readonly doc: boolean;
}

type RuleExtras = Partial<Omit<SyntaxRule, 'kind' | 'open' | 'close'>>;

const plain = { escape: 0, multiline: false, atLineStart: false, afterBlank: false, doc: false };
const backslash = 0x5c;

const line = (open: string, extras: RuleExtras = {}): SyntaxRule => ({ ...plain, kind: 'line', open, close: '', ...extras });
const block = (open: string, close: string, extras: RuleExtras = {}): SyntaxRule => ({
  ...plain,
  kind: 'block',
  open,
  close,
  multiline: true,
  ...extras,
});
const nested = (open: string, close: string): SyntaxRule => ({ ...plain, kind: 'nested', open, close, multiline: true });
const text = (open: string, extras: RuleExtras = {}): SyntaxRule => ({
  ...plain,
  kind: 'string',
  open,
  close: open,
  escape: backslash,
  ...extras,
});
const raw = (open: string, close: string): SyntaxRule => ({ ...plain, kind: 'string', open, close, multiline: true });
const char: SyntaxRule = { ...plain, kind: 'char', open: "'", close: "'", escape: backslash };

const long = { multiline: true };
const slashes = [line('//'), block('/*', '*/')];
const hash = line('#', { afterBlank: true });
const unescaped = { escape: 0 };

/** Rules by family; a language refers to one. The first rule that matches wins, so longer markers come first. */
export const syntaxes = {
  none: [],
  c: [...slashes, raw('R"(', ')"'), text('"'), char],
  javascript: [...slashes, text('"'), text("'"), text('`', long)],
  java: [...slashes, text('"""', long), text('"'), char],
  csharp: [...slashes, text('"""', long), raw('@"', '"'), text('"'), char],
  go: [...slashes, text('"'), raw('`', '`'), char],
  rust: [line('//'), nested('/*', '*/'), raw('r#"', '"#'), raw('r"', '"'), text('"', long), char],
  swift: [line('//'), nested('/*', '*/'), text('"""', long), text('"')],
  kotlin: [line('//'), nested('/*', '*/'), raw('"""', '"""'), text('"'), char],
  scala: [line('//'), nested('/*', '*/'), raw('"""', '"""'), text('"'), char],
  dart: [line('//'), nested('/*', '*/'), text('"""', long), text("'''", long), text('"'), text("'")],
  groovy: [...slashes, text('"""', long), text("'''", long), text('"'), text("'")],
  php: [line('//'), block('/*', '*/'), line('#'), text('"', long), text("'", long)],
  zig: [line('//'), line('\\\\', { atLineStart: true }), text('"'), char],
  python: [hash, text('"""', { ...long, doc: true }), text("'''", { ...long, doc: true }), text('"'), text("'")],
  ruby: [hash, block('=begin', '=end', { atLineStart: true }), text('"', long), text("'", long)],
  perl: [hash, block('=', '=cut', { atLineStart: true }), text('"', long), text("'", long)],
  shell: [hash, text('"', long), { ...text("'", long), ...unescaped }],
  powershell: [block('<#', '#>'), hash, text('"', { escape: 0x60 }), { ...text("'"), ...unescaped }],
  elixir: [hash, text('"""', { ...long, doc: true }), text("'''", long), text('"', long)],
  erlang: [line('%'), text('"', long)],
  haskell: [nested('{-', '-}'), line('--'), text('"'), char],
  ocaml: [nested('(*', '*)'), text('"', long), char],
  lua: [block('--[[', ']]'), block('--[=[', ']=]'), line('--'), raw('[[', ']]'), text('"'), text("'")],
  sql: [line('--'), block('/*', '*/'), { ...text("'", long), ...unescaped }],
  julia: [block('#=', '=#'), hash, text('"""', { ...long, doc: true }), text('"'), char],
  fortran: [line('!'), line('*', { atLineStart: true }), text('"'), { ...text("'"), ...unescaped }],
  pascal: [line('//'), block('{', '}'), block('(*', '*)'), { ...text("'"), ...unescaped }],
  ada: [line('--'), { ...text('"'), ...unescaped }],
  clojure: [line(';'), text('"', long)],
  r: [line('#'), text('"', long), text("'", long)],
  hash: [hash, text('"'), text("'")],
  cmake: [block('#[[', ']]'), hash, text('"', long)],
  ini: [line(';', { atLineStart: true }), line('#', { atLineStart: true })],
  json: [...slashes, text('"')],
  yaml: [hash, text('"', long), { ...text("'", long), ...unescaped }],
  toml: [hash, text('"""', long), raw("'''", "'''"), text('"'), { ...text("'"), ...unescaped }],
  terraform: [hash, line('//'), block('/*', '*/'), text('"')],
  graphql: [hash, text('"""', { ...long, doc: true }), text('"')],
  markup: [block('<!--', '-->')],
  component: [block('<!--', '-->'), block('/*', '*/'), line('//', { afterBlank: true })],
  css: [block('/*', '*/'), text('"'), text("'")],
  scss: [...slashes, text('"'), text("'")],
} as const satisfies Record<string, readonly SyntaxRule[]>;

export type SyntaxName = keyof typeof syntaxes;

/** Number of rules per language in the table; unused ones are zero. */
export const maxSyntaxRules = 8;
/**
 * Bytes of one rule: kind (0 none, 1 line, 2 block, 3 nested, 4 string, 5 char), flags (1 multiline, 2 at line start, 4 after blank, 8
 * doc), length of open, length of close, escape byte, three unused, eight of open, eight of close.
 */
export const syntaxRuleBytes = 24;

const kindNumbers: Readonly<Record<SyntaxRuleKind, number>> = { line: 1, block: 2, nested: 3, string: 4, char: 5 };

/** Returns the rules of one language as bytes, in the layout of `syntaxRuleBytes`. */
export function syntaxBytes(name: SyntaxName): Uint8Array {
  const bytes = new Uint8Array(maxSyntaxRules * syntaxRuleBytes);
  const encoder = new TextEncoder();
  syntaxes[name].forEach((rule, i) => {
    const at = i * syntaxRuleBytes;
    bytes[at] = kindNumbers[rule.kind];
    bytes[at + 1] = Number(rule.multiline) | (Number(rule.atLineStart) << 1) | (Number(rule.afterBlank) << 2) | (Number(rule.doc) << 3);
    bytes[at + 2] = rule.open.length;
    bytes[at + 3] = rule.close.length;
    bytes[at + 4] = rule.escape;
    bytes.set(encoder.encode(rule.open), at + 8);
    bytes.set(encoder.encode(rule.close), at + 16);
  });
  return bytes;
}
