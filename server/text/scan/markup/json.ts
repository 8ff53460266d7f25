/** Keys of JSON, of the outer two levels of objects; comments are accepted. Linear, without building a tree. Pure. */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import { firstNonBlank } from '../shared/byte-words.js';
import { commentEnd, lineEnd } from '../shared/text-ends.js';

/** Keys of objects nested deeper are not items. */
const maxLevel = 2;

export function scanJson(bytes: Uint8Array, out: OutlineBuilder): void {
  const n = bytes.length;
  /** Item of each level whose value has not ended; -1 for none. */
  const items = [-1, -1, -1];
  let level = 0;
  /** Number of open brackets beyond the levels that have items. */
  let beyond = 0;
  let lastNonBlank = 0;
  for (let at = 0; at < n; ) {
    const byte = bytes[at]!;
    switch (byte) {
      case 0x22: {
        const end = stringEnd(bytes, at);
        if (beyond === 0 && level > 0) {
          const colon = firstNonBlank(bytes, end);
          if (bytes[colon] === 0x3a && items[level] === -1) items[level] = out.open('key', at + 1, end - 1, at, items[level - 1]!);
        }
        lastNonBlank = end;
        at = end;
        break;
      }
      case 0x7b:
        if (beyond === 0 && level < maxLevel) items[++level] = -1;
        else beyond++;
        lastNonBlank = ++at;
        break;
      case 0x5b:
        beyond++;
        lastNonBlank = ++at;
        break;
      case 0x7d:
      case 0x5d:
        if (beyond > 0) beyond--;
        else if (level > 0 && byte === 0x7d) {
          out.close(items[level]!, lastNonBlank);
          items[level--] = -1;
        }
        lastNonBlank = ++at;
        break;
      case 0x2c:
        if (beyond === 0) {
          out.close(items[level]!, lastNonBlank);
          items[level] = -1;
        }
        at++;
        break;
      case 0x2f:
        if (bytes[at + 1] === 0x2f) at = lineEnd(bytes, at);
        else if (bytes[at + 1] === 0x2a) at = commentEnd(bytes, at + 2, false);
        else at++;
        break;
      default:
        at++;
        if (byte > 0x20) lastNonBlank = at;
    }
  }
  while (level > 0) out.close(items[level--]!, lastNonBlank);
}

function stringEnd(bytes: Uint8Array, at: number): number {
  for (let i = at + 1; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === 0x22) return i + 1;
    if (byte === 0x0a) return i;
    if (byte === 0x5c) i++;
  }
  return bytes.length;
}
