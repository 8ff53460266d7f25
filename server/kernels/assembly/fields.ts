/** Determines the fields that contain an identifier: always the body, and perhaps comments and names. Must be asked in ascending order. */
import { commentEnd, commentStart, nextComment } from './comments';

// Name ranges: u32 triplets [start, end, flags], ascending. Flags: 1 for a name, 3 for a name at the top level.
let names: usize = 0;
let namesEnd: usize = 0;
let origin: usize = 0;

export function openNames(text: usize, ranges: usize, nRanges: u32): void {
  origin = text;
  names = ranges;
  namesEnd = ranges + nRanges * 12;
}

/** Returns what one occurrence adds: 1 to the body, and 1 to comments, names and top names if [at, end) is inside one. */
// @ts-ignore: decorator
@inline
export function gainOf(at: usize, end: usize): u64 {
  let gain: u64 = 1;
  while (commentEnd <= at && commentStart < commentEnd) nextComment();
  if (at >= commentStart && at < commentEnd) gain |= 1 << 16;
  while (names < namesEnd && <usize>load<u32>(names, 4) <= at - origin) names += 12;
  if (names < namesEnd && <usize>load<u32>(names) < end - origin) {
    gain |= load<u32>(names, 8) == 3 ? (<u64>1 << 32) | (<u64>1 << 48) : <u64>1 << 32;
  }
  return gain;
}
