/** Finds the byte ranges of a file's comments by the rules of its language (layout: see server/text/language/syntax.ts). */

const ruleBytes = 24;
const maxRules = 8;

/** By byte: bit r is set if rule r may open. */
const openers = memory.data(256);
let syntaxUsed: usize = 0;
let nOpeners = 0;
const openerBytes = memory.data(16);

function prepare(syntax: usize): void {
  if (syntax == syntaxUsed) return;
  syntaxUsed = syntax;
  memory.fill(openers, 0, 256);
  nOpeners = 0;
  for (let r = 0; r < maxRules; r++) {
    const rule = syntax + r * ruleBytes;
    if (load<u8>(rule) == 0) continue;
    const first = load<u8>(rule + 8);
    if (load<u8>(openers + first) == 0) store<u8>(openerBytes + nOpeners++, first);
    store<u8>(openers + first, load<u8>(openers + first) | <u8>((<u32>1) << r));
  }
}

/** Call after changing the table of rules. */
export function commentsForget(): void {
  syntaxUsed = 0;
}

/** Returns the first byte at or after `at` that may open a rule, or `end`. At least 16 readable bytes follow `end`. */
function nextOpener(at: usize, end: usize): usize {
  const a = i8x16.splat(load<u8>(openerBytes));
  const b = nOpeners > 1 ? i8x16.splat(load<u8>(openerBytes + 1)) : a;
  const c = nOpeners > 2 ? i8x16.splat(load<u8>(openerBytes + 2)) : a;
  const d = nOpeners > 3 ? i8x16.splat(load<u8>(openerBytes + 3)) : a;
  if (nOpeners <= 4) {
    while (at < end) {
      const v = v128.load(at);
      const hit = v128.or(v128.or(i8x16.eq(v, a), i8x16.eq(v, b)), v128.or(i8x16.eq(v, c), i8x16.eq(v, d)));
      const bits = i8x16.bitmask(hit);
      if (bits != 0) {
        at += ctz(bits);
        return at < end ? at : end;
      }
      at += 16;
    }
    return end;
  }
  while (at < end && load<u8>(openers + load<u8>(at)) == 0) at++;
  return at;
}

/** Returns the first `byte` at or after `at`, or `end`. */
function indexOf(at: usize, end: usize, byte: u8): usize {
  const wanted = i8x16.splat(byte);
  while (at < end) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (bits != 0) {
      at += ctz(bits);
      return at < end ? at : end;
    }
    at += 16;
  }
  return end;
}

function matches(at: usize, end: usize, text: usize, size: usize): bool {
  if (at + size > end) return false;
  for (let i: usize = 0; i < size; i++) if (load<u8>(at + i) != load<u8>(text + i)) return false;
  return true;
}

function onlyBlanksBefore(at: usize, start: usize): bool {
  while (at > start) {
    const c = load<u8>(at - 1);
    if (c == 10) return true;
    if (c != 32 && c != 9) return false;
    at--;
  }
  return true;
}

function startsDoc(at: usize, start: usize): bool {
  for (let i = 0; i < 2 && at > start; i++) {
    const c = load<u8>(at - 1) | 0x20;
    if (c < 97 || c > 122) break;
    at--;
  }
  return onlyBlanksBefore(at, start);
}

function afterBlank(at: usize, start: usize): bool {
  if (at == start) return true;
  const c = load<u8>(at - 1);
  return c == 32 || (c >= 9 && c <= 13) || c == 59 || c == 124 || c == 38 || c == 40 || c == 123 || c == 91 || c == 44;
}

function endOfBlock(at: usize, end: usize, close: usize, size: usize): usize {
  const first = load<u8>(close);
  while (true) {
    at = indexOf(at, end, first);
    if (at >= end) return end;
    if (matches(at, end, close, size)) return at + size;
    at++;
  }
}

function endOfNested(at: usize, end: usize, rule: usize): usize {
  const openSize = <usize>load<u8>(rule + 2);
  const closeSize = <usize>load<u8>(rule + 3);
  let depth = 1;
  while (at < end) {
    if (matches(at, end, rule + 16, closeSize)) {
      at += closeSize;
      if (--depth == 0) return at;
    } else if (matches(at, end, rule + 8, openSize)) {
      at += openSize;
      depth++;
    } else at++;
  }
  return end;
}

function endOfString(at: usize, end: usize, rule: usize): usize {
  const size = <usize>load<u8>(rule + 3);
  const escape = load<u8>(rule + 4);
  const multiline = (load<u8>(rule + 1) & 1) != 0;
  const first = load<u8>(rule + 16);
  const a = i8x16.splat(first);
  const b = escape != 0 ? i8x16.splat(escape) : a;
  const c = multiline ? a : i8x16.splat(10);
  while (at < end) {
    const v = v128.load(at);
    const bits = i8x16.bitmask(v128.or(v128.or(i8x16.eq(v, a), i8x16.eq(v, b)), i8x16.eq(v, c)));
    if (bits == 0) {
      at += 16;
      continue;
    }
    at += ctz(bits);
    if (at >= end) return end;
    const byte = load<u8>(at);
    if (escape != 0 && byte == escape) {
      at += 2;
      continue;
    }
    if (!multiline && byte == 10) return at;
    if (matches(at, end, rule + 16, size)) return at + size;
    at++;
  }
  return end;
}

/** Returns the close within twelve bytes after the open, or 0. */
function endOfChar(at: usize, end: usize, rule: usize): usize {
  const size = <usize>load<u8>(rule + 3);
  const escape = load<u8>(rule + 4);
  const limit = min(end, at + 12);
  while (at < limit) {
    const byte = load<u8>(at);
    if (byte == 10) return 0;
    if (escape != 0 && byte == escape) {
      at += 2;
      continue;
    }
    if (matches(at, end, rule + 16, size)) return at + size;
    at++;
  }
  return 0;
}

/** The current comment; both are the end of the text if there is none. */
export let commentStart: usize = 0;
export let commentEnd: usize = 0;

let textStart: usize = 0;
let textEnd: usize = 0;
let rulesOfText: usize = 0;
let scanAt: usize = 0;

/** Opens a text and finds its first comment. 16 readable bytes must follow the text. */
export function openComments(start: usize, length: u32, syntax: usize): void {
  prepare(syntax);
  textStart = start;
  textEnd = start + <usize>length;
  rulesOfText = syntax;
  scanAt = start;
  nextComment();
}

/** Finds the next comment. All calls together are linear in the text. */
export function nextComment(): void {
  const start = textStart;
  const end = textEnd;
  const syntax = rulesOfText;
  let at = scanAt;
  while (nOpeners > 0) {
    at = nextOpener(at, end);
    if (at >= end) break;
    let rules = <u32>load<u8>(openers + load<u8>(at));
    let next = at + 1;
    let isComment = false;
    while (rules != 0) {
      const rule = syntax + ctz(rules) * ruleBytes;
      rules &= rules - 1;
      const size = <usize>load<u8>(rule + 2);
      if (!matches(at, end, rule + 8, size)) continue;
      const flags = load<u8>(rule + 1);
      if ((flags & 2) != 0 && !onlyBlanksBefore(at, start)) continue;
      if ((flags & 4) != 0 && !afterBlank(at, start)) continue;
      const kind = load<u8>(rule);
      if (kind == 5) {
        const close = endOfChar(at + size, end, rule);
        if (close == 0) continue;
        next = close;
        break;
      }
      isComment = kind != 4 || ((flags & 8) != 0 && startsDoc(at, start));
      if (kind == 1) next = indexOf(at + size, end, 10);
      else if (kind == 2) next = endOfBlock(at + size, end, rule + 16, <usize>load<u8>(rule + 3));
      else if (kind == 3) next = endOfNested(at + size, end, rule);
      else next = endOfString(at + size, end, rule);
      break;
    }
    if (next > end) next = end;
    if (isComment) {
      commentStart = at;
      commentEnd = next;
      scanAt = next;
      return;
    }
    at = next;
  }
  commentStart = end;
  commentEnd = end;
  scanAt = end;
}
