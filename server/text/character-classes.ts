/**
 * The tokeniser's view of a character: its class, and the letter that it counts as once case and accents are folded. The plain twin of
 * `kernels/assembly/characters.ts`, which fills the same tables from the same rows. Pure.
 */
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
} from './character-rows.js';

export const characterClasses = {
  separator: 0,
  lower: 1,
  upper: 2,
  digit: 3,
  /** A character of a script without spaces. */
  ideograph: 4,
  /** `_` and `$`: inside an identifier, between its parts. */
  joiner: 5,
  /** An accent of its own, a vowel point or a joiner: neither ends a word nor belongs to it. */
  ignored: 6,
} as const;
const { separator, lower, upper, digit, ideograph, joiner, ignored } = characterClasses;

/** Characters below this one are in the tables; of those above, whole blocks have one class. */
const tableSize = 0x2000;
const classes = new Uint8Array(tableSize);
const letters = new Uint16Array(tableSize);

for (let point = 0; point < tableSize; point++) letters[point] = point;
for (const [first, row] of [
  [0xc0, latinRow],
  [0x370, greekRow],
  [0x400, cyrillicRow],
  [0x1e00, moreLatinRow],
  [0x1f00, moreGreekRow],
] as const)
  for (let i = 0; i < row.length; i++) letters[first + i] = row.charCodeAt(i);
for (let i = 0; i < letterPairs.length; i += 2) letters[letterPairs.charCodeAt(i)] = letterPairs.charCodeAt(i + 1);
for (let point = 0; point < tableSize; point++) {
  const letter = letters[point]!;
  if (point < 0x80) classes[point] = asciiClass(point);
  else classes[point] = point < 0xaa ? separator : (letter < 0x80 ? asciiClass(letter) === upper : isWideUpper(letter)) ? upper : lower;
}
fill(pairRanges, ideograph);
fill(separatorRanges, separator);
fill(ignoredRanges, ignored);
for (let i = 0; i < zeros.length; i++) {
  for (let n = 0; n < 10; n++) {
    classes[zeros.charCodeAt(i) + n] = digit;
    letters[zeros.charCodeAt(i) + n] = 0x30 + n;
  }
}

function fill(ranges: string, kind: number): void {
  for (let i = 0; i < ranges.length; i += 2)
    for (let point = ranges.charCodeAt(i); point <= ranges.charCodeAt(i + 1); point++) classes[point] = kind;
}

function asciiClass(point: number): number {
  if (point >= 97 && point <= 122) return lower;
  if (point >= 65 && point <= 90) return upper;
  if (point >= 48 && point <= 57) return digit;
  return point === 95 || point === 36 ? joiner : separator;
}

export function classOf(point: number): number {
  if (point < tableSize) return classes[point]!;
  if (point >= 0x3040 && point < 0xa000) return ideograph;
  if (point >= 0xac00 && point < 0xd7a4) return ideograph;
  if (point >= 0x200c && point < 0x2010) return ignored;
  if (point >= 0x20d0 && point < 0x2100) return ignored;
  if (point < 0x2c00) return separator;
  if (point >= 0x2e00 && point < 0x2e80) return separator;
  if (point >= 0x2e80 && point < 0x2fe0) return ideograph;
  if (point >= 0x3000 && point < 0x3040) return separator;
  if (point >= 0xa9e0 && point < 0xaa80) return ideograph;
  if (point >= 0xe000 && point < 0xf900) return separator;
  if (point >= 0xf900 && point < 0xfb00) return ideograph;
  if (point >= 0xfe00 && point < 0xfe30) return point < 0xfe10 || point >= 0xfe20 ? ignored : separator;
  if (point >= 0xfe30 && point < 0xff00) return point === 0xfeff ? ignored : separator;
  if (point >= 0xff00 && point < 0xfff0) return fullWidthClass(point);
  if (point >= 0x1f000 && point < 0x20000) return separator;
  return point >= 0x20000 ? ideograph : lower;
}

/** Full-width forms of ASCII, and half-width forms of Japanese and Korean. */
function fullWidthClass(point: number): number {
  if (point >= 0xff66 && point < 0xffe0) return ideograph;
  return point < 0xff5f ? asciiClass(point - 0xfee0) : separator;
}

/** Returns the letter or digit in lower case and without accents; a character that has no such form is unchanged. */
export function foldedLetter(point: number): number {
  const letter = point < tableSize ? letters[point]! : point >= 0xff00 && point < 0xff5f ? point - 0xfee0 : point;
  if (letter < 0x80) return letter >= 65 && letter <= 90 ? letter + 32 : letter;
  if (!isWideUpper(letter)) return letter;
  return letter >= 0x400 && letter <= 0x40f ? letter + 0x50 : letter + 0x20;
}

/** Capitals of Latin-1, Greek and Cyrillic. The rows map other capitals to lower case. */
function isWideUpper(point: number): boolean {
  return (point >= 0xc0 && point <= 0xde) || (point >= 0x391 && point <= 0x3a9) || (point >= 0x400 && point <= 0x42f);
}
