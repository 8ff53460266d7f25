/** One pass over a file as it was read: finds where its lines begin, and facts that show whether it is text. */

/** Bytes in which a zero is searched for, and bytes in which control characters are counted. */
const zeroBytes: u32 = 65_536;
const controlBytes: u32 = 8192;

let notAscii: bool = false;
let zero: bool = false;
let controls: u32 = 0;

/** Flags of the last survey: bit 0, a byte above ASCII; bit 1, a zero near the beginning. */
export function surveyFlags(): u32 {
  return (notAscii ? 1 : 0) | (zero ? 2 : 0);
}

/** Number of control characters at the beginning that text does not contain, from the last survey. */
export function surveyControls(): u32 {
  return controls;
}

/**
 * Writes the start of each line of the `length` bytes at `text` as u32 to `starts`. A line ends after LF, CR LF or a lone CR; a line end at
 * the end of the text starts no further line. Returns the number of lines; those from `room` on are counted but not written. 16 readable
 * bytes must follow the text.
 */
export function survey(text: usize, length: u32, starts: usize, room: u32): u32 {
  notAscii = false;
  zero = false;
  controls = 0;
  if (length == 0) return 0;
  const end = text + length;
  let n: u32 = 1;
  let last: u32 = 0;
  if (room > 0) store<u32>(starts, 0);
  const feed = i8x16.splat(0x0a);
  const back = i8x16.splat(0x0d);
  let seen = i8x16.splat(0);
  for (let at = text; at < end; at += 16) {
    let v = v128.load(at);
    const whole = at + 16 <= end;
    // Bytes behind the text are replaced by letters.
    if (!whole) v = inside(v, <i32>(end - at));
    seen = v128.or(seen, v);
    const offset = <u32>(at - text);
    if (offset < zeroBytes) {
      if (i8x16.bitmask(i8x16.eq(v, i8x16.splat(0))) != 0) zero = true;
      if (offset < controlBytes) controls += <u32>popcnt(i8x16.bitmask(controlsOf(v)));
    }
    let ends = i8x16.bitmask(v128.or(i8x16.eq(v, feed), i8x16.eq(v, back)));
    while (ends != 0) {
      const place = at + <usize>ctz(ends);
      ends &= ends - 1;
      if (load<u8>(place) == 0x0d && place + 1 < end && load<u8>(place, 1) == 0x0a) continue;
      last = <u32>(place - text) + 1;
      if (n < room) store<u32>(starts + n * 4, last);
      n++;
    }
  }
  notAscii = i8x16.bitmask(seen) != 0;
  return n > 1 && last == length ? n - 1 : n;
}

const letters = memory.data(32);
memory.fill(letters, 0x61, 32);

/** Returns the first `n` bytes of `v`, followed by letters. */
function inside(v: v128, n: i32): v128 {
  v128.store(letters, v);
  memory.fill(letters + <usize>n, 0x61, 16 - n);
  return v128.load(letters);
}

/** Marks bytes below a blank, except backspace, tab, line ends and escape. */
// @ts-ignore: decorator
@inline
function controlsOf(v: v128): v128 {
  const low = i8x16.lt_u(v, i8x16.splat(0x20));
  const layout = i8x16.lt_u(i8x16.sub(v, i8x16.splat(0x08)), i8x16.splat(6));
  const escape = i8x16.eq(v, i8x16.splat(0x1b));
  return v128.andnot(low, v128.or(layout, escape));
}
