/** Finds the comments of a text by the rules of its language: the twin of assembly/comments.ts. Pure. */

const ruleBytes = 24;
const maxRules = 8;
const LINE = 1;
const BLOCK = 2;
const NESTED = 3;
const CHAR = 5;

interface Rule {
  readonly kind: number;
  readonly flags: number;
  readonly open: Uint8Array;
  readonly close: Uint8Array;
  readonly escape: number;
}

/** Yields the ranges [start, end) of comments one after the other. */
export function* comments(text: Uint8Array, syntax: Uint8Array): Generator<readonly [start: number, end: number]> {
  const rules = rulesOf(syntax);
  for (let at = 0; at < text.length; ) {
    let next = at + 1;
    let isComment = false;
    for (const rule of rules) {
      if (!matches(text, at, rule.open)) continue;
      if ((rule.flags & 2) !== 0 && !onlyBlanksBefore(text, at)) continue;
      if ((rule.flags & 4) !== 0 && !afterBlank(text, at)) continue;
      const inside = at + rule.open.length;
      if (rule.kind === CHAR) {
        const close = endOfChar(text, inside, rule);
        if (close === 0) continue;
        next = close;
        break;
      }
      isComment = rule.kind <= NESTED || ((rule.flags & 8) !== 0 && startsDoc(text, at));
      next = endOf(text, inside, rule);
      break;
    }
    next = Math.min(next, text.length);
    if (isComment) yield [at, next];
    at = next;
  }
}

function rulesOf(syntax: Uint8Array): readonly Rule[] {
  const rules: Rule[] = [];
  for (let r = 0; r < maxRules; r++) {
    const bytes = syntax.subarray(r * ruleBytes, (r + 1) * ruleBytes);
    const [kind = 0, flags = 0, nOpen = 0, nClose = 0, escape = 0] = bytes;
    if (kind !== 0) rules.push({ kind, flags, open: bytes.subarray(8, 8 + nOpen), close: bytes.subarray(16, 16 + nClose), escape });
  }
  return rules;
}

function endOf(text: Uint8Array, at: number, rule: Rule): number {
  switch (rule.kind) {
    case LINE:
      return orEnd(text, text.indexOf(10, at));
    case BLOCK:
      while (at < text.length && !matches(text, at, rule.close)) at++;
      return at + rule.close.length;
    case NESTED:
      return endOfNested(text, at, rule);
    default:
      return endOfString(text, at, rule);
  }
}

function endOfNested(text: Uint8Array, at: number, rule: Rule): number {
  let depth = 1;
  while (at < text.length) {
    if (matches(text, at, rule.close)) {
      at += rule.close.length;
      if (--depth === 0) return at;
    } else if (matches(text, at, rule.open)) {
      at += rule.open.length;
      depth++;
    } else at++;
  }
  return at;
}

function endOfString(text: Uint8Array, at: number, rule: Rule): number {
  const isMultiline = (rule.flags & 1) !== 0;
  while (at < text.length) {
    const byte = text[at]!;
    if (rule.escape !== 0 && byte === rule.escape) at += 2;
    else if (!isMultiline && byte === 10) return at;
    else if (matches(text, at, rule.close)) return at + rule.close.length;
    else at++;
  }
  return at;
}

/** Returns the close within twelve bytes after the open, or 0. */
function endOfChar(text: Uint8Array, at: number, rule: Rule): number {
  const limit = Math.min(text.length, at + 12);
  while (at < limit) {
    const byte = text[at]!;
    if (byte === 10) return 0;
    if (rule.escape !== 0 && byte === rule.escape) at += 2;
    else if (matches(text, at, rule.close)) return at + rule.close.length;
    else at++;
  }
  return 0;
}

const orEnd = (text: Uint8Array, at: number): number => (at < 0 ? text.length : at);

function matches(text: Uint8Array, at: number, wanted: Uint8Array): boolean {
  if (at + wanted.length > text.length) return false;
  for (let i = 0; i < wanted.length; i++) if (text[at + i] !== wanted[i]) return false;
  return true;
}

function onlyBlanksBefore(text: Uint8Array, at: number): boolean {
  while (at > 0) {
    const byte = text[at - 1];
    if (byte === 10) return true;
    if (byte !== 32 && byte !== 9) return false;
    at--;
  }
  return true;
}

/** Returns whether this is the first thing on its line, except for a prefix of two letters. */
function startsDoc(text: Uint8Array, at: number): boolean {
  for (let i = 0; i < 2 && at > 0; i++) {
    const letter = text[at - 1]! | 0x20;
    if (letter < 97 || letter > 122) break;
    at--;
  }
  return onlyBlanksBefore(text, at);
}

function afterBlank(text: Uint8Array, at: number): boolean {
  if (at === 0) return true;
  const byte = text[at - 1]!;
  return byte === 32 || (byte >= 9 && byte <= 13) || [59, 124, 38, 40, 123, 91, 44].includes(byte);
}
