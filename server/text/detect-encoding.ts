/**
 * Guesses the encoding of a text that is not UTF-8. Each candidate decodes the lines with bytes above ASCII; the one whose characters look
 * most like writing wins. `chardet`, which knows the letters of many languages, adds its opinion: it is good on whole pages, while source
 * code often has one short comment. Pure.
 */
import { analyse } from 'chardet';

/** Labels of `TextDecoder`. */
type Candidate = (typeof candidates)[number]['label'];

/** The names under which `chardet` reports the candidate, and how well one character fits. */
const candidates = [
  { label: 'windows-1252', names: ['ISO-8859-1', 'windows-1252'], fit: latinFit },
  { label: 'windows-1250', names: ['windows-1250'], fit: latinFit },
  { label: 'iso-8859-2', names: ['ISO-8859-2'], fit: latinFit },
  { label: 'windows-1254', names: ['ISO-8859-9', 'windows-1254'], fit: latinFit },
  { label: 'windows-1257', names: ['windows-1257'], fit: latinFit },
  { label: 'gb18030', names: ['GB18030'], fit: chineseFit(0xb0, 0xd7, 0.95) },
  { label: 'big5', names: ['Big5'], fit: chineseFit(0xa4, 0xc6, 0.9) },
  { label: 'shift_jis', names: ['Shift_JIS'], fit: japaneseFit(0x88, 0x97) },
  { label: 'euc-jp', names: ['EUC-JP'], fit: japaneseFit(0xb0, 0xcf) },
  { label: 'euc-kr', names: ['EUC-KR'], fit: koreanFit },
  { label: 'windows-1251', names: ['windows-1251'], fit: alphabetFit(0x400, 0x45f) },
  { label: 'koi8-r', names: ['KOI8-R'], fit: alphabetFit(0x400, 0x45f) },
  { label: 'iso-8859-5', names: ['ISO-8859-5'], fit: alphabetFit(0x400, 0x45f) },
  { label: 'ibm866', names: [], fit: alphabetFit(0x400, 0x45f) },
  { label: 'windows-1253', names: ['ISO-8859-7', 'windows-1253'], fit: alphabetFit(0x386, 0x3ce) },
  { label: 'windows-1255', names: ['ISO-8859-8', 'windows-1255'], fit: alphabetFit(0x5d0, 0x5ea) },
  { label: 'windows-1256', names: ['ISO-8859-6', 'windows-1256'], fit: alphabetFit(0x621, 0x652) },
  { label: 'windows-874', names: [], fit: thaiFit },
] as const;

const maxSampleBytes = 16 * 1024;
/** Weight of chardet's confidence, of 0 to 1, beside the fit, of 0 to 1. */
const libraryWeight = 0.35;
/** Western European text is the most frequent, and right if nothing else is clearly better. */
const westernBonus = 0.06;
const latinPenalty = 0.03;
/** Fewer bytes above ASCII say too little. */
const leastBytes = 4;

export type DetectedEncoding = Candidate | 'iso-2022-jp';

/** `bytes`: a text that is not valid UTF-8. */
export function detectEncoding(bytes: Uint8Array): DetectedEncoding {
  const sample = linesAboveAscii(bytes);
  if (sample.reduce((n, byte) => n + (byte >> 7), 0) < leastBytes) return 'windows-1252';
  const opinions = analyse(sample);
  let best: Candidate = 'windows-1252';
  let most = -Infinity;
  for (const { label, names, fit } of candidates) {
    const measured = fitOf(sample, label, fit);
    if (measured === undefined) continue;
    // A cast to the wider type: the library may name an encoding that is not in the list.
    const opinion =
      Math.max(0, ...opinions.filter(one => (names as readonly string[]).includes(one.name)).map(one => one.confidence)) / 100;
    const bonus = label === 'windows-1252' ? westernBonus : fit === latinFit ? -latinPenalty : 0;
    const score = measured + libraryWeight * opinion + bonus;
    if (score > most) [best, most] = [label, score];
  }
  return best;
}

/** True for text with the escapes of ISO-2022-JP, whose bytes are all ASCII. */
export function isIso2022(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x1b); at >= 0; at = bytes.indexOf(0x1b, at + 1))
    if (bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x42 || bytes[at + 2] === 0x40)) return true;
  return false;
}

/** Returns the bytes as text. Unmapped bytes become U+FFFD. */
export const decodeAs = (bytes: Uint8Array, encoding: string): string => new TextDecoder(encoding).decode(bytes);

function linesAboveAscii(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(Math.min(bytes.length, maxSampleBytes));
  let size = 0;
  for (let from = 0; from < bytes.length && size < sample.length; ) {
    const feed = bytes.indexOf(0x0a, from);
    const end = feed < 0 ? bytes.length : feed + 1;
    const line = bytes.subarray(from, Math.min(end, from + sample.length - size));
    if (line.some(byte => byte >= 0x80)) {
      sample.set(line, size);
      size += line.length;
    }
    from = end;
  }
  return sample.subarray(0, size);
}

type Fit = (point: number, before: number, after: number, lead: number) => number;

/** Returns the mean fit of the characters above ASCII; undefined if more than a few bytes mean nothing in this encoding. */
function fitOf(sample: Uint8Array, label: Candidate, fit: Fit): number | undefined {
  const decoder = new TextDecoder(label);
  const points = Array.from(decoder.decode(sample), character => character.codePointAt(0)!);
  const leads = leadBytes(sample, label);
  let [sum, n, nBad, lead] = [0, 0, 0, 0];
  points.forEach((point, i) => {
    if (point < 0x80) return;
    n++;
    if (point === 0xfffd || (point < 0xa0 && point >= 0x80)) nBad++;
    else sum += fit(point, points[i - 1] ?? 0x20, points[i + 1] ?? 0x20, leads[lead] ?? 0);
    lead++;
  });
  // The end of the sample may be in the middle of a character.
  return n === 0 || nBad > 1 + n * 0.02 ? undefined : sum / n;
}

/** Returns the first byte of each character above ASCII, for encodings with two bytes for most characters. */
function leadBytes(sample: Uint8Array, label: Candidate): readonly number[] {
  const leads: number[] = [];
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at]!;
    if (byte < 0x80) continue;
    leads.push(byte);
    const isHalfWidth = label === 'shift_jis' && byte >= 0xa1 && byte <= 0xdf;
    if (!isHalfWidth) at += label === 'gb18030' && (sample[at + 1] ?? 0) < 0x40 ? 3 : label === 'euc-jp' && byte === 0x8f ? 2 : 1;
  }
  return leads;
}

const isLetter = (point: number): boolean => (point | 0x20) >= 0x61 && (point | 0x20) <= 0x7a;
const isPunctuation = (point: number): boolean => (point >= 0x3000 && point < 0x3030) || (point >= 0xff01 && point < 0xff60);
const isHan = (point: number): boolean => point >= 0x4e00 && point < 0xa000;

/** In Latin text, letters above ASCII occur among ASCII letters, in lower case after lower case. */
function latinFit(point: number, before: number, after: number): number {
  if (point < 0xa0 || !/\p{L}/u.test(String.fromCodePoint(point)))
    return /[“”‘’–—…•«»°§©®·€]/.test(String.fromCodePoint(point)) ? 0.6 : 0.1;
  const isUpper = /\p{Lu}/u.test(String.fromCodePoint(point));
  if (isUpper && isLetter(before) && (before & 0x20) !== 0) return 0;
  if (before >= 0x80 && after >= 0x80) return 0.1;
  return isLetter(before) || isLetter(after) ? 0.85 : 0.4;
}

/** The most frequent characters come first in the standards, so their first bytes are in a range. */
function chineseFit(first: number, last: number, usual: number): Fit {
  return (point, before, after, lead) => {
    if (isPunctuation(point)) return 0.9;
    if (!isHan(point) || lead < first || lead > last) return 0.2;
    // Chinese has no blanks between words.
    return before === 0x20 && after === 0x20 ? 0.5 : before === 0x20 || after === 0x20 ? usual - 0.1 : usual;
  };
}

function japaneseFit(first: number, last: number): Fit {
  return (point, _before, _after, lead) => {
    if ((point >= 0x3041 && point < 0x3100) || isPunctuation(point)) return 1;
    if (point >= 0xff61 && point < 0xffa0) return 0.45;
    return isHan(point) ? (lead >= first && lead <= last ? 0.85 : 0.3) : 0.1;
  };
}

/** Syllables that make up most of a Korean text. */
const frequentKorean = new Set(
  '이다의는가를을에하고기로지사한자시어도리은서인나대일해있수제보정과아스전그장부으었습니것여주라들만게성구상마요트면조무동오문원선신공진비당연안원세경국유위없된되용적산학우방소화실또터분처호드파발모생물금액계명파설출값력입목록결과오류저삭추행작함류달송새로번같받운개내중식관통검색복'.split(
    '',
  ),
);

function koreanFit(point: number): number {
  if (point >= 0xac00 && point < 0xd7a4) return frequentKorean.has(String.fromCodePoint(point)) ? 1 : 0.55;
  return isPunctuation(point) ? 0.7 : 0.15;
}

/** In an alphabet of its own, letters are next to each other, and a capital does not follow a small letter. */
function alphabetFit(first: number, last: number): Fit {
  return (point, before, after) => {
    if (point < first || point > last) return 0.1;
    if (isLetter(before) || isLetter(after)) return 0.15;
    const isAlone = (before < first || before > last) && (after < first || after > last);
    const [own, other] = [String.fromCodePoint(point), String.fromCodePoint(before)];
    if (/\p{Lu}/u.test(own)) return /\p{Ll}/u.test(other) ? 0 : 0.6;
    return isAlone ? 0.5 : /\p{Lu}\p{Lu}/u.test(other + own) ? 0.3 : 1.15;
  };
}

/** Vowel signs and tone marks are above or below a consonant. */
function thaiFit(point: number, before: number): number {
  if (point < 0xe01 || point > 0xe4e) return 0.1;
  const isSign = point === 0xe31 || (point >= 0xe33 && point <= 0xe3a) || (point >= 0xe47 && point <= 0xe4e);
  if (isSign) return before >= 0xe01 && before <= 0xe4e ? 1.2 : -1;
  return isLetter(before) ? 0.1 : 0.75;
}
