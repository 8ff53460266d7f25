/** Scans blocks that are named by the text before their brace: rules of CSS and SCSS, blocks of Terraform. Pure. */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import { byteText } from '../../slice-text.js';
import { BRACE, BracketStack } from '../shared/bracket-stack.js';
import { commentEnd, lineEnd } from '../shared/text-ends.js';

/** Longer heads are truncated to this length. */
const maxNameBytes = 100;

interface BlockDialect {
  /** `//` begins a comment. */
  readonly slashes: boolean;
  /** `#` begins a comment. */
  readonly hashes: boolean;
  /** A line end ends text that is not the head of a block. */
  readonly newlines: boolean;
  /** Opens the item of a block from its head and returns its index, or -1 for a block without an item. */
  readonly open: (bytes: Uint8Array, out: OutlineBuilder, start: number, end: number, parent: number) => number;
}

const scan =
  ({ slashes, hashes, newlines, open }: BlockDialect) =>
  (bytes: Uint8Array, out: OutlineBuilder): void => {
    const brackets = new BracketStack(out);
    const n = bytes.length;
    let head = -1;
    let headEnd = 0;
    for (let at = 0; at < n; ) {
      const byte = bytes[at]!;
      if (byte === 0x2f && bytes[at + 1] === 0x2a) at = commentEnd(bytes, at + 2, false);
      else if (byte === 0x2f && slashes && bytes[at + 1] === 0x2f && bytes[at - 1] !== 0x3a) at = lineEnd(bytes, at);
      else if (byte === 0x23 && hashes) at = lineEnd(bytes, at);
      else if (byte === 0x22 || byte === 0x27) {
        if (head < 0) head = at;
        at = stringEnd(bytes, at);
        headEnd = at;
      } else if (byte === 0x7b) {
        const { parent } = brackets;
        // `#{…}` and `${…}` are values.
        const isValue = bytes[at - 1] === 0x23 || bytes[at - 1] === 0x24;
        brackets.push(BRACE, isValue ? 1 : 0, head >= 0 && !isValue ? open(bytes, out, head, headEnd, parent) : -1);
        at++;
        if (!isValue) head = -1;
      } else if (byte === 0x7d) {
        const isValue = brackets.scope === 1;
        brackets.pop(BRACE, ++at);
        if (!isValue) head = -1;
      } else if (byte === 0x3b) {
        head = -1;
        at++;
      } else {
        if (byte > 0x20) {
          if (head < 0) head = at;
          headEnd = at + 1;
        } else if (byte === 0x0a && newlines) head = -1;
        at++;
      }
    }
    brackets.truncate(0, n);
  };

function stringEnd(bytes: Uint8Array, at: number): number {
  const quote = bytes[at];
  for (let i = at + 1; i < bytes.length; i++) {
    if (bytes[i] === quote) return i + 1;
    if (bytes[i] === 0x0a) return i;
    if (bytes[i] === 0x5c) i++;
  }
  return bytes.length;
}

export const scanCss = scan({
  slashes: false,
  hashes: false,
  newlines: false,
  open: (_bytes, out, start, end, parent) => out.open('rule', start, Math.min(end, start + maxNameBytes), start, parent),
});

export const scanScss = scan({
  slashes: true,
  hashes: false,
  newlines: false,
  open: (_bytes, out, start, end, parent) => out.open('rule', start, Math.min(end, start + maxNameBytes), start, parent),
});

/** `resource "kind" "name" {`: the last string is the name, the one before qualifies it; blocks inside are not items. */
export const scanTerraform = scan({
  slashes: true,
  hashes: true,
  newlines: true,
  open: (bytes, out, start, end, parent) => {
    if (parent >= 0) return -1;
    const text = byteText(bytes, start, Math.min(end, start + 300));
    const labels = /^[\w-]+(?:\s+"([^"]*)")?(?:\s+"([^"]*)")?$/.exec(text);
    if (labels === null) return -1;
    const [, first = '', second = ''] = labels;
    if (first === '') return out.open('resource', start, end, start, -1);
    const name = second === '' ? first : second;
    const nameStart = start + text.lastIndexOf(`"${name}"`) + 1;
    return out.open('resource', nameStart, nameStart + name.length, start, -1, second === '' ? '' : first);
  },
});
