/** The tokeniser's class of a character, and its UTF-8: the twin of server/text/character-classes.ts, filled from the same rows. */
import {
  cyrillicRow,
  greekRow,
  ignoredRanges,
  latinRow,
  letterPairs,
  moreGreekRow,
  moreLatinRow,
  pairRanges,
  separatorRanges,
  zeros,
} from '../../text/character-rows';

export const SEPARATOR: i32 = 0, LOWER: i32 = 1, UPPER: i32 = 2, DIGIT: i32 = 3, IDEOGRAPH: i32 = 4, JOINER: i32 = 5, IGNORED: i32 = 6;

const tableSize: u32 = 0x2000;
export const classes = memory.data(0x2000);
const letters = memory.data(0x4000);

// @ts-ignore: decorator
@inline
function setLetter(point: u32, letter: u32): void {
  store<u16>(letters + (point << 1), <u16>letter);
}

function setRow(first: u32, row: string): void {
  for (let i = 0; i < row.length; i++) setLetter(first + i, row.charCodeAt(i));
}

function fill(ranges: string, kind: i32): void {
  for (let i = 0; i < ranges.length; i += 2) {
    const last = <u32>ranges.charCodeAt(i + 1);
    for (let point = <u32>ranges.charCodeAt(i); point <= last; point++) store<u8>(classes + point, <u8>kind);
  }
}

function asciiClass(point: u32): i32 {
  if (point >= 97 && point <= 122) return LOWER;
  if (point >= 65 && point <= 90) return UPPER;
  if (point >= 48 && point <= 57) return DIGIT;
  return point == 95 || point == 36 ? JOINER : SEPARATOR;
}

for (let point: u32 = 0; point < tableSize; point++) setLetter(point, point);
setRow(0xc0, latinRow);
setRow(0x370, greekRow);
setRow(0x400, cyrillicRow);
setRow(0x1e00, moreLatinRow);
setRow(0x1f00, moreGreekRow);
for (let i = 0; i < letterPairs.length; i += 2) setLetter(letterPairs.charCodeAt(i), letterPairs.charCodeAt(i + 1));
for (let point: u32 = 0; point < tableSize; point++) {
  const letter = <u32>load<u16>(letters + (point << 1));
  let kind = asciiClass(point);
  if (point >= 0x80) {
    const isUpper = letter < 0x80 ? asciiClass(letter) == UPPER : isWideUpper(letter);
    kind = point < 0xaa ? SEPARATOR : isUpper ? UPPER : LOWER;
  }
  store<u8>(classes + point, <u8>kind);
}
fill(pairRanges, IDEOGRAPH);
fill(separatorRanges, SEPARATOR);
fill(ignoredRanges, IGNORED);
for (let i = 0; i < zeros.length; i++) {
  for (let n: u32 = 0; n < 10; n++) {
    const point = <u32>zeros.charCodeAt(i) + n;
    store<u8>(classes + point, <u8>DIGIT);
    setLetter(point, 0x30 + n);
  }
}

export function wideClass(point: u32): i32 {
  if (point < tableSize) return load<u8>(classes + point);
  if (point >= 0x3040 && point < 0xa000) return IDEOGRAPH;
  if (point >= 0xac00 && point < 0xd7a4) return IDEOGRAPH;
  if (point >= 0x200c && point < 0x2010) return IGNORED;
  if (point >= 0x20d0 && point < 0x2100) return IGNORED;
  if (point < 0x2c00) return SEPARATOR;
  if (point >= 0x2e00 && point < 0x2e80) return SEPARATOR;
  if (point >= 0x2e80 && point < 0x2fe0) return IDEOGRAPH;
  if (point >= 0x3000 && point < 0x3040) return SEPARATOR;
  if (point >= 0xa9e0 && point < 0xaa80) return IDEOGRAPH;
  if (point >= 0xe000 && point < 0xf900) return SEPARATOR;
  if (point >= 0xf900 && point < 0xfb00) return IDEOGRAPH;
  if (point >= 0xfe00 && point < 0xfe30) return point < 0xfe10 || point >= 0xfe20 ? IGNORED : SEPARATOR;
  if (point >= 0xfe30 && point < 0xff00) return point == 0xfeff ? IGNORED : SEPARATOR;
  if (point >= 0xff00 && point < 0xfff0) return fullWidthClass(point);
  if (point >= 0x1f000 && point < 0x20000) return SEPARATOR;
  return point >= 0x20000 ? IDEOGRAPH : LOWER;
}

function fullWidthClass(point: u32): i32 {
  if (point >= 0xff66 && point < 0xffe0) return IDEOGRAPH;
  return point < 0xff5f ? asciiClass(point - 0xfee0) : SEPARATOR;
}

function isWideUpper(point: u32): bool {
  return (point >= 0xc0 && point <= 0xde) || (point >= 0x391 && point <= 0x3a9) || (point >= 0x400 && point <= 0x42f);
}

export function foldedLetter(point: u32): u32 {
  let letter = point;
  if (point < tableSize) letter = load<u16>(letters + (point << 1));
  else if (point >= 0xff00 && point < 0xff5f) letter = point - 0xfee0;
  if (letter < 0x80) return letter >= 65 && letter <= 90 ? letter + 32 : letter;
  if (!isWideUpper(letter)) return letter;
  return letter >= 0x400 && letter <= 0x40f ? letter + 0x50 : letter + 0x20;
}

export const pointBytes = memory.data(8);

/** Writes the UTF-8 of a code point from 0x80 on to `pointBytes`, for any number as the oracle does, and returns its size. */
export function encodePoint(point: u32): i32 {
  if (point < 0x800) {
    store<u8>(pointBytes, <u8>(0xc0 | (point >> 6)));
    store<u8>(pointBytes, <u8>(0x80 | (point & 63)), 1);
    return 2;
  }
  if (point < 0x10000) {
    store<u8>(pointBytes, <u8>(0xe0 | (point >> 12)));
    store<u8>(pointBytes, <u8>(0x80 | ((point >> 6) & 63)), 1);
    store<u8>(pointBytes, <u8>(0x80 | (point & 63)), 2);
    return 3;
  }
  store<u8>(pointBytes, <u8>(0xf0 | (point >> 18)));
  store<u8>(pointBytes, <u8>(0x80 | ((point >> 12) & 63)), 1);
  store<u8>(pointBytes, <u8>(0x80 | ((point >> 6) & 63)), 2);
  store<u8>(pointBytes, <u8>(0x80 | (point & 63)), 3);
  return 4;
}
