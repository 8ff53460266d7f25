/** Vue, Svelte and HTML: the scripts inside are outlined; the rest is replaced by blanks so that offsets hold. Pure. */
import type { OutlineBuilder } from '../../outline/outline-builder.js';
import { scanScript } from '../script/script.js';
import { hasText } from '../shared/byte-words.js';

const closeTag = '</script';

export function scanComponent(bytes: Uint8Array, out: OutlineBuilder): void {
  let blanked: Uint8Array | undefined;
  let at = 0;
  for (;;) {
    const open = tagAt(bytes, '<script', at);
    const body = open < 0 ? -1 : bytes.indexOf(0x3e, open);
    if (body < 0) break;
    const close = tagAt(bytes, closeTag, body);
    const end = close < 0 ? bytes.length : close;
    blanked ??= new Uint8Array(bytes.length).fill(0x20);
    blanked.set(bytes.subarray(body + 1, end), body + 1);
    // Two scripts of one file are separate texts: something left open in the first must not swallow the second.
    if (end < bytes.length) blanked[end] = 0x3b;
    at = end;
  }
  // The builder has the line starts of the original text.
  if (blanked !== undefined) scanScript(blanked, out);
}

function tagAt(bytes: Uint8Array, tag: string, from: number): number {
  for (let at = bytes.indexOf(0x3c, from); at >= 0; at = bytes.indexOf(0x3c, at + 1)) if (hasText(bytes, at, tag)) return at;
  return -1;
}
