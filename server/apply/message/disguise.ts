/** Undoes what a chat's rendering did to code: HTML entities, typographic quotes, no-break spaces. Only when the file's own lines prove it. Pure. */
import { bare } from '../lines/file-lines.js';

const entity = /&(?:lt|gt|amp|quot|apos|nbsp|#39|#x27|#34|#60|#62);/;
const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
  '&#34;': '"',
  '&#60;': '<',
  '&#62;': '>',
  '&nbsp;': ' ',
  '&amp;': '&',
};
const curly = /[\u2018\u2019\u201C\u201D\u2013\u2014\u2212]/;
const oddSpace = /[\u00A0\u2002-\u200A\u202F\u3000]/;

export interface Undisguised {
  readonly lines: readonly string[];
  /** What is left may be code and may be a rendering's. */
  readonly doubt?: string;
}

export function undisguised(lines: readonly string[], file: readonly string[]): Undisguised {
  let read = lines;
  const own = new Set(file.map(bare));
  const shared = (candidate: readonly string[]): number => candidate.filter(line => line.trim() !== '' && own.has(bare(line))).length;
  // JavaScript's trim and \s take odd spaces for spaces, so `bare` cannot tell them apart; the file's letters can.
  if (read.some(line => oddSpace.test(line)) && !file.some(line => oddSpace.test(line))) {
    read = read.map(line => line.replace(/^[\s\u200B]+/, lead => lead.replace(new RegExp(oddSpace, 'g'), ' ')));
    const inside = read.map(line => line.replace(new RegExp(oddSpace, 'g'), ' '));
    if (read.some((line, i) => line !== inside[i])) {
      const odd = read.filter((line, i) => line !== inside[i]);
      if (odd.some(line => !/["'`]/.test(line))) read = inside;
    }
  }
  if (read.some(line => entity.test(line)) && !file.some(line => entity.test(line))) {
    const decoded = read.map(line =>
      line.replace(/&(?:lt|gt|quot|apos|#39|#x27|#34|#60|#62|nbsp);/g, one => entities[one]!).replaceAll('&amp;', '&'),
    );
    const gains = shared(decoded) > shared(read);
    const isRaw = read.some(line => /[<>]|&&|&(?!\w+;|#)/.test(line));
    if (gains || (!isRaw && file.some(line => /[<>]|&&/.test(line)))) {
      if (isRaw && !gains) return { lines: read, doubt: 'the code may have been escaped for HTML' };
      read = decoded;
    }
  }
  if (read.some(line => curly.test(line)) && !file.some(line => curly.test(line))) {
    const plain = read.map(line =>
      line
        .replace(/[\u2018\u2019]/g, "'")
        .replace(/[\u201C\u201D]/g, '"')
        .replace(/[\u2013\u2014\u2212]/g, '-'),
    );
    if (shared(plain) > shared(read)) read = plain;
    else if (read.some(line => /[=(,[:]\s*[\u2018\u201C]|[\u2019\u201D]\s*[),;\]]/.test(line)))
      return { lines: read, doubt: 'the code has typographic quotes' };
  }
  return { lines: read };
}
