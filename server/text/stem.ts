/**
 * English stemmer for words in code: M. F. Porter, "An algorithm for suffix stripping" (1980), on lower-case ASCII bytes in place, with one
 * additional rule: agentive -er and -or are removed too, because code contains `parser` when a person asks how something is parsed. Pure.
 * Allocates nothing, like its WebAssembly twin.
 */

const code = (letter: string): number => letter.charCodeAt(0);
const A = code('a');
const E = code('e');
const I = code('i');
const L = code('l');
const O = code('o');
const S = code('s');
const T = code('t');
const U = code('u');
const W = code('w');
const X = code('x');
const Y = code('y');
const Z = code('z');

const bytesOf = (words: string): readonly Uint8Array[] => words.split(' ').map(word => Uint8Array.from(word, code));

/** [suffix, replacement] if the stem before the suffix has measure > 0. */
const step2 = pairs(
  'ational:ate tional:tion enci:ence anci:ance izer:ize abli:able alli:al entli:ent eli:e ousli:ous ization:ize ation:ate ator:ate alism:al iveness:ive fulness:ful ousness:ous aliti:al iviti:ive biliti:ble',
);
const step3 = pairs('icate:ic ative: alize:al iciti:ic ical:ic ful: ness:');
/** Removed if the measure before it is > 1. */
const step4 = bytesOf('al ance ence er ic able ible ant ement ment ent ion ou ism ate iti ous ive ize');

function pairs(table: string): readonly (readonly [Uint8Array, Uint8Array])[] {
  return table.split(' ').map(row => {
    const [from = '', to = ''] = row.split(':');
    return [Uint8Array.from(from, code), Uint8Array.from(to, code)] as const;
  });
}

/** Stems `word[0..length)` in place and returns the new length. `word` contains only a-z; words shorter than 3 are unchanged. */
export function stem(word: Uint8Array, length: number): number {
  if (length < 3) return length;
  let n = step1a(word, length);
  n = step1b(word, n);
  if (n > 1 && word[n - 1] === Y && hasVowel(word, n - 1)) word[n - 1] = I;
  n = replaceFirst(word, n, step2);
  n = replaceFirst(word, n, step3);
  n = stripStep4(word, n);
  n = stripAgent(word, n);
  return step5(word, n);
}

function step1a(word: Uint8Array, n: number): number {
  if (word[n - 1] !== S) return n;
  if (endsWith(word, n, SSES) || endsWith(word, n, IES)) return n - 2;
  return word[n - 2] === S ? n : n - 1;
}

// Five words give five arrays.
const [SSES, IES, EED, ED, ING] = bytesOf('sses ies eed ed ing') as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

function step1b(word: Uint8Array, n: number): number {
  if (endsWith(word, n, EED)) return measure(word, n - 3) > 0 ? n - 1 : n;
  let m = n;
  if (endsWith(word, n, ED) && hasVowel(word, n - 2)) m = n - 2;
  else if (endsWith(word, n, ING) && hasVowel(word, n - 3)) m = n - 3;
  if (m === n) return n;
  const last = word[m - 1];
  const before = word[m - 2];
  if ((last === T && before === A) || (last === L && before === code('b')) || (last === Z && before === I)) {
    word[m] = E;
    return m + 1;
  }
  if (m > 1 && last === before && isConsonant(word, m - 1) && last !== L && last !== S && last !== Z) return m - 1;
  if (measure(word, m) === 1 && endsCvc(word, m)) {
    word[m] = E;
    return m + 1;
  }
  return m;
}

function replaceFirst(word: Uint8Array, n: number, table: readonly (readonly [Uint8Array, Uint8Array])[]): number {
  for (const [from, to] of table) {
    if (!endsWith(word, n, from)) continue;
    const at = n - from.length;
    if (measure(word, at) === 0) return n;
    word.set(to, at);
    return at + to.length;
  }
  return n;
}

function stripStep4(word: Uint8Array, n: number): number {
  for (const suffix of step4) {
    if (!endsWith(word, n, suffix)) continue;
    const at = n - suffix.length;
    if (measure(word, at) < 2) return n;
    if (suffix.length === 3 && suffix[0] === I && suffix[1] === O && word[at - 1] !== S && word[at - 1] !== T) return n;
    return at;
  }
  return n;
}

/** `parser` -> `pars`, `router` -> `rout`. The rest keeps at least three letters and a vowel. */
function stripAgent(word: Uint8Array, n: number): number {
  const agent = word[n - 1] === code('r') && (word[n - 2] === E || word[n - 2] === O);
  if (!agent || n < 6 || !hasVowel(word, n - 2)) return n;
  const m = n - 2;
  // `runner` and `running` must have the same stem.
  if (word[m - 1] === word[m - 2] && isConsonant(word, m - 1) && word[m - 1] !== L && word[m - 1] !== S && word[m - 1] !== Z) return m - 1;
  return m;
}

function step5(word: Uint8Array, length: number): number {
  let n = length;
  if (word[n - 1] === E) {
    const m = measure(word, n - 1);
    if (m > 1 || (m === 1 && !endsCvc(word, n - 1))) n--;
  }
  if (word[n - 1] === L && word[n - 2] === L && measure(word, n) > 1) n--;
  return n;
}

function endsWith(word: Uint8Array, n: number, suffix: Uint8Array): boolean {
  const at = n - suffix.length;
  if (at < 1) return false;
  for (let i = 0; i < suffix.length; i++) if (word[at + i] !== suffix[i]) return false;
  return true;
}

function isConsonant(word: Uint8Array, i: number): boolean {
  switch (word[i]) {
    case A:
    case E:
    case I:
    case O:
    case U:
      return false;
    case Y:
      return i === 0 || !isConsonant(word, i - 1);
    default:
      return true;
  }
}

/** Returns Porter's m: the number of vowel-consonant sequences in word[0..n). */
function measure(word: Uint8Array, n: number): number {
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

function hasVowel(word: Uint8Array, n: number): boolean {
  for (let i = 0; i < n; i++) if (!isConsonant(word, i)) return true;
  return false;
}

/** True if the word ends with consonant, vowel, consonant, the last not w, x or y. */
function endsCvc(word: Uint8Array, n: number): boolean {
  if (n < 3 || !isConsonant(word, n - 1) || isConsonant(word, n - 2) || !isConsonant(word, n - 3)) return false;
  const last = word[n - 1];
  return last !== W && last !== X && last !== Y;
}
