/**
 * Outline of SQL: tables, views, functions, procedures, indexes, triggers, types. A statement ends at its semicolon; semicolons inside
 * `$$`, BEGIN … END and strings do not count. Pure.
 */
import type { OutlineBuilder } from '../outline/outline-builder.js';
import type { SymbolKind } from '../outline/outline-item.js';
import { byteText } from '../slice-text.js';
import { hasText, isWordByte, wordEnd } from './shared/byte-words.js';
import { commentEnd, lineEnd, rawEnd } from './shared/text-ends.js';

const kinds: Readonly<Record<string, SymbolKind>> = {
  table: 'table',
  view: 'view',
  function: 'function',
  procedure: 'function',
  proc: 'function',
  aggregate: 'function',
  index: 'index',
  trigger: 'trigger',
  type: 'type',
  domain: 'type',
  schema: 'module',
  database: 'module',
  package: 'module',
  sequence: 'variable',
  role: 'variable',
  policy: 'rule',
  rule: 'rule',
  event: 'rule',
  extension: 'module',
};

/** Ends directly after the name, its last group; the second group is the chain before the name. */
const head =
  /create\s+(?:(?:or\s+(?:replace|alter)|temp|temporary|unique|materialized|global|local|unlogged|external|virtual|recursive|clustered|nonclustered|constraint|definer\s*=\s*\S+|algorithm\s*=\s*\S+)\s+)*(table|view|function|procedure|proc|aggregate|index|trigger|type|domain|schema|database|package(?=\s+body)|package|sequence|role|policy|rule|event|extension)\s+(?:body\s+)?(?:concurrently\s+)?(?:if\s+not\s+exists\s+)?((?:["`[]?[\w$]+["`\]]?\s?\.\s?)*)["`[]?([\w$]+)/iy;
const maxHeadBytes = 400;

export function scanSql(bytes: Uint8Array, out: OutlineBuilder): void {
  const n = bytes.length;
  let item = -1;
  let isRoutine = false;
  let blocks = 0;
  let atStart = true;
  for (let at = 0; at < n; ) {
    const byte = bytes[at]!;
    if (byte <= 0x20) {
      at++;
    } else if (byte === 0x2d && bytes[at + 1] === 0x2d) at = lineEnd(bytes, at);
    else if (byte === 0x23 && atStart) at = lineEnd(bytes, at);
    else if (byte === 0x2f && bytes[at + 1] === 0x2a) at = commentEnd(bytes, at + 2, true);
    else if (byte === 0x27 || byte === 0x22 || byte === 0x60) at = rawEnd(bytes, at + 1, byte);
    else if (byte === 0x24) at = dollarEnd(bytes, at);
    else if (byte === 0x3b) {
      at++;
      if (blocks > 0) continue;
      out.close(item, at);
      item = -1;
      isRoutine = false;
      atStart = true;
    } else if (isWordByte(byte)) {
      const end = wordEnd(bytes, at);
      // A statement that begins with CREATE at the margin starts again, even if a semicolon or END is missing.
      if ((atStart || (blocks > 0 && (at === 0 || bytes[at - 1] === 0x0a))) && (byte | 0x20) === 0x63) {
        const found = create(bytes, at, out);
        if (found !== undefined) {
          out.close(item, at);
          item = found.item;
          isRoutine = found.isRoutine;
          blocks = 0;
          at = found.at;
          atStart = false;
          continue;
        }
      }
      if (isRoutine) blocks = Math.max(0, blocks + blockStep(bytes, at, end));
      // `GO` and `DELIMITER` are alone on their lines.
      atStart = atStart && isBatchWord(bytes, at, end);
      at = end;
    } else {
      if (byte === 0x2f && (bytes[at + 1] ?? 0x0a) <= 0x20) blocks = 0;
      at++;
    }
  }
}

interface Created {
  readonly item: number;
  readonly isRoutine: boolean;
  readonly at: number;
}

function create(bytes: Uint8Array, at: number, out: OutlineBuilder): Created | undefined {
  const text = byteText(bytes, at, Math.min(bytes.length, at + maxHeadBytes));
  head.lastIndex = 0;
  const groups = head.exec(text);
  if (groups === null) return undefined;
  const [, what = '', chain = '', name = ''] = groups;
  const end = at + head.lastIndex;
  const isQuoted = bytes[end] === 0x22 || bytes[end] === 0x60 || bytes[end] === 0x5d;
  const qualifier = chain.replaceAll(/["`[\]\s]/g, '').replace(/\.$/, '');
  const kind = kinds[what.toLowerCase()] ?? 'type';
  return {
    item: out.open(kind, end - name.length, end, at, -1, qualifier),
    isRoutine: kind === 'function' || kind === 'trigger',
    at: isQuoted ? end + 1 : end,
  };
}

/** Returns 1 for BEGIN and CASE, and -1 for an END that closes one; `END IF` and `END LOOP` close what was not counted. */
function blockStep(bytes: Uint8Array, at: number, end: number): number {
  const is = (word: string): boolean => end - at === word.length && hasTextAnyCase(bytes, at, word);
  if (is('begin') || is('case')) return 1;
  if (!is('end')) return 0;
  let next = end;
  while (bytes[next] === 0x20) next++;
  return ['if', 'loop', 'while', 'repeat', 'for'].some(word => hasTextAnyCase(bytes, next, word) && !isWordByte(bytes[next + word.length]))
    ? 0
    : -1;
}

const isBatchWord = (bytes: Uint8Array, at: number, end: number): boolean =>
  (end - at === 2 && hasTextAnyCase(bytes, at, 'go')) || (end - at === 9 && hasTextAnyCase(bytes, at, 'delimiter'));

function hasTextAnyCase(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if ((bytes[at + i]! | 0x20) !== text.charCodeAt(i)) return false;
  return true;
}

/** Returns the end of `$$ … $$` or `$name$ … $name$`, or the next byte if none begins. */
function dollarEnd(bytes: Uint8Array, at: number): number {
  let close = at + 1;
  while (close < at + 64 && isWordByte(bytes[close])) close++;
  if (bytes[close] !== 0x24) return at + 1;
  const tag = byteText(bytes, at, close + 1);
  for (let i = bytes.indexOf(0x24, close + 1); i >= 0; i = bytes.indexOf(0x24, i + 1)) if (hasText(bytes, i, tag)) return i + tag.length;
  return bytes.length;
}
