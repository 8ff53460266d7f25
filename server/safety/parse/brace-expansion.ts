/** Expands `{a,b}` and `{1..9}` in the raw text of a bash word, as bash does before any other expansion. Pure. */

/** More words than this are not worth following: the line is not understood. */
const maxWords = 64;

/** Returns the raw words, or undefined if there are too many or the braces are not plain. */
export function braceAlternatives(text: string): readonly string[] | undefined {
  const open = findBrace(text);
  if (open === undefined) return [text];
  const { start, end, items } = open;
  const words: string[] = [];
  for (const item of items) {
    const rest = braceAlternatives(item + text.slice(end));
    if (rest === undefined) return undefined;
    for (const tail of rest) words.push(text.slice(0, start) + tail);
    if (words.length > maxWords) return undefined;
  }
  return words;
}

interface Brace {
  readonly start: number;
  readonly end: number;
  readonly items: readonly string[];
}

function findBrace(text: string): Brace | undefined {
  for (let i = 0; i < text.length; i++) {
    i = afterQuote(text, i);
    if (text[i] !== '{' || text[i - 1] === '$') continue;
    const brace = readBrace(text, i);
    if (brace) return brace;
  }
  return undefined;
}

/** Returns the index of the last character of what is quoted at `i`, or `i` if nothing is. */
function afterQuote(text: string, i: number): number {
  const char = text[i];
  if (char === '\\') return i + 1;
  if (char === "'" || char === '"') {
    const end = text.indexOf(char, i + 1);
    return end < 0 ? text.length : end;
  }
  return i;
}

function readBrace(text: string, start: number): Brace | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    const skipped = afterQuote(text, i);
    if (skipped !== i) {
      i = skipped;
      continue;
    }
    if (text[i] === '{') depth++;
    else if (text[i] === ',' && depth === 1) commas.push(i);
    else if (text[i] === '}' && --depth === 0) {
      const items = commas.length > 0 ? pieces(text, [start, ...commas, i]) : range(text.slice(start + 1, i));
      return items && { start, end: i + 1, items };
    }
  }
  return undefined;
}

const pieces = (text: string, cuts: readonly number[]): readonly string[] =>
  cuts.slice(1).map((cut, i) => text.slice((cuts[i] ?? 0) + 1, cut));

function range(text: string): readonly string[] | undefined {
  const match = /^(-?\d{1,6}|[A-Za-z])\.\.(-?\d{1,6}|[A-Za-z])(?:\.\.(-?\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  const [, from = '', to = '', by] = match;
  const numeric = /\d/.test(from) && /\d/.test(to);
  const first = numeric ? Number(from) : from.charCodeAt(0);
  const last = numeric ? Number(to) : to.charCodeAt(0);
  const step = Math.max(1, Math.abs(Number(by ?? 1))) * (first <= last ? 1 : -1);
  const items: string[] = [];
  for (let n = first; step > 0 ? n <= last : n >= last; n += step) {
    items.push(numeric ? String(n) : String.fromCharCode(n));
    if (items.length > maxWords) break;
  }
  return items;
}
