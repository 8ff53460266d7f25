/** Porter's stemmer on bytes in place: the same rules in the same order as server/text/stem.ts, its oracle. */

const step2 = memory.data<u8>([
  // length of suffix, suffix, length of replacement, replacement
  7,97,116,105,111,110,97,108,3,97,116,101, 6,116,105,111,110,97,108,4,116,105,111,110, 4,101,110,99,105,4,101,110,99,101,
  4,97,110,99,105,4,97,110,99,101, 4,105,122,101,114,3,105,122,101, 4,97,98,108,105,4,97,98,108,101, 4,97,108,108,105,2,97,108,
  5,101,110,116,108,105,3,101,110,116, 3,101,108,105,1,101, 5,111,117,115,108,105,3,111,117,115,
  7,105,122,97,116,105,111,110,3,105,122,101, 5,97,116,105,111,110,3,97,116,101, 4,97,116,111,114,3,97,116,101,
  5,97,108,105,115,109,2,97,108, 7,105,118,101,110,101,115,115,3,105,118,101, 7,102,117,108,110,101,115,115,3,102,117,108,
  7,111,117,115,110,101,115,115,3,111,117,115, 5,97,108,105,116,105,2,97,108, 5,105,118,105,116,105,3,105,118,101,
  6,98,105,108,105,116,105,3,98,108,101, 0,
]);
const step3 = memory.data<u8>([
  5,105,99,97,116,101,2,105,99, 5,97,116,105,118,101,0, 5,97,108,105,122,101,2,97,108, 5,105,99,105,116,105,2,105,99,
  4,105,99,97,108,2,105,99, 3,102,117,108,0, 4,110,101,115,115,0, 0,
]);
const step4 = memory.data<u8>([
  2,97,108, 4,97,110,99,101, 4,101,110,99,101, 2,101,114, 2,105,99, 4,97,98,108,101, 4,105,98,108,101, 3,97,110,116,
  5,101,109,101,110,116, 4,109,101,110,116, 3,101,110,116, 3,105,111,110, 2,111,117, 3,105,115,109, 3,97,116,101,
  3,105,116,105, 3,111,117,115, 3,105,118,101, 3,105,122,101, 0,
]);

const A: u8 = 97, B: u8 = 98, D: u8 = 100, E: u8 = 101, G: u8 = 103, I: u8 = 105, L: u8 = 108, N: u8 = 110, O: u8 = 111, R: u8 = 114;
const S: u8 = 115, T: u8 = 116, U: u8 = 117, W: u8 = 119, X: u8 = 120, Y: u8 = 121, Z: u8 = 122;

// @ts-ignore: decorator
@inline
function at(word: usize, i: i32): u8 {
  return i < 0 ? 0 : load<u8>(word + <usize>i);
}

/** Stems `length` bytes a-z at `word` and returns the new length. May write one byte past the end. */
export function stem(word: usize, length: i32): i32 {
  if (length < 3) return length;
  let n = step1a(word, length);
  n = step1b(word, n);
  if (n > 1 && at(word, n - 1) == Y && hasVowel(word, n - 1)) store<u8>(word + n - 1, I);
  n = replaceFirst(word, n, step2);
  n = replaceFirst(word, n, step3);
  n = stripStep4(word, n);
  n = stripAgent(word, n);
  return step5(word, n);
}

function step1a(word: usize, n: i32): i32 {
  if (at(word, n - 1) != S) return n;
  // sses, ies
  if (n > 4 && at(word, n - 2) == E && at(word, n - 3) == S && at(word, n - 4) == S) return n - 2;
  if (n > 3 && at(word, n - 2) == E && at(word, n - 3) == I) return n - 2;
  return at(word, n - 2) == S ? n : n - 1;
}

function step1b(word: usize, n: i32): i32 {
  const endsEd = n > 2 && at(word, n - 1) == D && at(word, n - 2) == E;
  if (endsEd && n > 3 && at(word, n - 3) == E) return measure(word, n - 3) > 0 ? n - 1 : n;
  let m = n;
  if (endsEd && hasVowel(word, n - 2)) m = n - 2;
  else if (n > 3 && at(word, n - 1) == G && at(word, n - 2) == N && at(word, n - 3) == I && hasVowel(word, n - 3)) m = n - 3;
  if (m == n) return n;
  const last = at(word, m - 1);
  const before = at(word, m - 2);
  if ((last == T && before == A) || (last == L && before == B) || (last == Z && before == I)) {
    store<u8>(word + m, E);
    return m + 1;
  }
  if (m > 1 && last == before && isConsonant(word, m - 1) && last != L && last != S && last != Z) return m - 1;
  if (measure(word, m) == 1 && endsCvc(word, m)) {
    store<u8>(word + m, E);
    return m + 1;
  }
  return m;
}

function replaceFirst(word: usize, n: i32, table: usize): i32 {
  const last = at(word, n - 1);
  let row = table;
  while (true) {
    const from = <i32>load<u8>(row);
    if (from == 0) return n;
    const to = <i32>load<u8>(row + 1 + from);
    if (load<u8>(row + from) == last && endsWith(word, n, row + 1, from)) {
      const start = n - from;
      if (measure(word, start) == 0) return n;
      memory.copy(word + start, row + 2 + from, to);
      return start + to;
    }
    row += 2 + from + to;
  }
}

function stripStep4(word: usize, n: i32): i32 {
  const last = at(word, n - 1);
  let row = step4;
  while (true) {
    const size = <i32>load<u8>(row);
    if (size == 0) return n;
    if (load<u8>(row + size) == last && endsWith(word, n, row + 1, size)) {
      const start = n - size;
      if (measure(word, start) < 2) return n;
      if (size == 3 && load<u8>(row + 1) == I && load<u8>(row + 2) == O && at(word, start - 1) != S && at(word, start - 1) != T) return n;
      return start;
    }
    row += 1 + size;
  }
}

function stripAgent(word: usize, n: i32): i32 {
  const agent = at(word, n - 1) == R && (at(word, n - 2) == E || at(word, n - 2) == O);
  if (!agent || n < 6 || !hasVowel(word, n - 2)) return n;
  const m = n - 2;
  const last = at(word, m - 1);
  if (last == at(word, m - 2) && isConsonant(word, m - 1) && last != L && last != S && last != Z) return m - 1;
  return m;
}

function step5(word: usize, length: i32): i32 {
  let n = length;
  if (at(word, n - 1) == E) {
    const m = measure(word, n - 1);
    if (m > 1 || (m == 1 && !endsCvc(word, n - 1))) n--;
  }
  if (at(word, n - 1) == L && at(word, n - 2) == L && measure(word, n) > 1) n--;
  return n;
}

function endsWith(word: usize, n: i32, suffix: usize, size: i32): bool {
  const start = n - size;
  if (start < 1) return false;
  for (let i = 0; i < size; i++) if (load<u8>(word + start + i) != load<u8>(suffix + i)) return false;
  return true;
}

function isConsonant(word: usize, i: i32): bool {
  const c = at(word, i);
  if (c == A || c == E || c == I || c == O || c == U) return false;
  if (c == Y) return i == 0 || !isConsonant(word, i - 1);
  return true;
}

function measure(word: usize, n: i32): i32 {
  let m = 0;
  let i = 0;
  while (i < n && isConsonant(word, i)) i++;
  while (i < n) {
    while (i < n && !isConsonant(word, i)) i++;
    if (i >= n) break;
    m++;
    while (i < n && isConsonant(word, i)) i++;
  }
  return m;
}

function hasVowel(word: usize, n: i32): bool {
  for (let i = 0; i < n; i++) if (!isConsonant(word, i)) return true;
  return false;
}

function endsCvc(word: usize, n: i32): bool {
  if (n < 3 || !isConsonant(word, n - 1) || isConsonant(word, n - 2) || !isConsonant(word, n - 3)) return false;
  const last = at(word, n - 1);
  return last != W && last != X && last != Y;
}
