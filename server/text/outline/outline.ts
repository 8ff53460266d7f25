/**
 * The outline of a file: its definitions or sections in order of their start, each with its lines and the item that encloses it. Linear
 * time and bounded output for any bytes; never throws. Pure.
 */
import type { Language } from '../language/languages.js';
import { lineStartsOf } from '../lines.js';
import { scannerOf } from '../scan/scanners.js';
import { sliceText } from '../slice-text.js';
import { OutlineBuilder } from './outline-builder.js';
import type { OutlineItem, OutlineRow } from './outline-item.js';

/** A higher version makes outlines be built again. 1: first version. 2: outlines of Objective-C, assembly and older languages. */
export const outlineVersion = 2;

/** Returns the definitions of UTF-8 `bytes`. Passing `starts` saves finding the lines again. */
export const outline = (bytes: Uint8Array, language: Language, starts: Uint32Array = lineStartsOf(bytes)): readonly OutlineItem[] =>
  outlineRows(bytes, language, starts).map(row => ({ ...row, name: nameOf(bytes, row) }));

/** Like `outline`, without strings of the names. */
export function outlineRows(bytes: Uint8Array, language: Language, starts: Uint32Array): readonly OutlineRow[] {
  const scan = scannerOf(language);
  if (scan === undefined || bytes.length === 0) return [];
  const builder = new OutlineBuilder(bytes, starts);
  scan(bytes, builder);
  return builder.finish(language);
}

/** Longer names are truncated; their byte range is not. */
const maxNameBytes = 256;

const nameOf = (bytes: Uint8Array, { nameStart, nameEnd }: OutlineRow): string =>
  sliceText(bytes, nameStart, Math.min(nameEnd, nameStart + maxNameBytes));
