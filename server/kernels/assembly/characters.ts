/** The tokeniser's class of a character, and its UTF-8: the twin of the classes in server/text/terms.ts. */

export const SEPARATOR: i32 = 0, LOWER: i32 = 1, UPPER: i32 = 2, DIGIT: i32 = 3, IDEOGRAPH: i32 = 4, JOINER: i32 = 5;

export const classes = memory.data(128);
for (let c: u32 = 0; c < 128; c++) {
  let kind = SEPARATOR;
  if (c >= 97 && c <= 122) kind = LOWER;
  else if (c >= 65 && c <= 90) kind = UPPER;
  else if (c >= 48 && c <= 57) kind = DIGIT;
  else if (c == 95 || c == 36) kind = JOINER;
  store<u8>(classes + c, <u8>kind);
}

export function wideClass(point: u32): i32 {
  if (point < 0xaa || point == 0xd7 || point == 0xf7) return SEPARATOR;
  if (point >= 0x2000 && point < 0x2c00) return SEPARATOR;
  if (point >= 0x3000 && point < 0x3040) return SEPARATOR;
  if (point >= 0x3040 && point < 0xa000) return IDEOGRAPH;
  if (point >= 0xac00 && point < 0xd7a4) return IDEOGRAPH;
  if (point >= 0xe000 && point < 0xf900) return SEPARATOR;
  if (point >= 0xf900 && point < 0xfb00) return IDEOGRAPH;
  if (point >= 0xfe00 && point < 0xff10) return SEPARATOR;
  if (point >= 0x1f000 && point < 0x20000) return SEPARATOR;
  if (point >= 0x20000) return IDEOGRAPH;
  return isWideUpper(point) ? UPPER : LOWER;
}

function isWideUpper(point: u32): bool {
  return (point >= 0xc0 && point <= 0xde) || (point >= 0x391 && point <= 0x3a9) || (point >= 0x400 && point <= 0x42f);
}

export function wideLower(point: u32): u32 {
  if (!isWideUpper(point)) return point;
  return point >= 0x400 && point <= 0x40f ? point + 0x50 : point + 0x20;
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
