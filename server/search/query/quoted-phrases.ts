/**
 * Finds the quoted phrases of a question: `"i += 2"`, `-"not this"`, `“curly”`. A phrase may hold any character of a line; `\"` is a quote
 * inside it. Quotes in pasted code and stack traces mark strings and are left alone. Linear in the length of the text. Pure.
 */

export interface QuotedPhrases {
  readonly phrases: readonly string[];
  readonly excludedPhrases: readonly string[];
  /** The text with each phrase replaced by a placeholder, so that nothing inside a phrase is read as a filter. */
  readonly rest: string;
  /** True if the text outside the phrases reads like code or a log, which has no filters either. */
  readonly isCode: boolean;
}

/** Private-use characters around the number of a phrase. They occur in no question. */
const open = '\uE0F0';
const close = '\uE0F1';
const placeholder = /\uE0F0(\d+)\uE0F1/g;
const codeMark = /[{};=]|\w\(|\\[wdsb]|\n/;
/** After a blank or an opening bracket, or beside a letter of a script without blanks. */
const before = /^$|[\s([,;:\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef]$/u;
const after = /^(?:[).,;:?!\]]*(?:\s|$)|[\u3000-\u9fff\uac00-\ud7a3\uff00-\uffef])/u;
/** Keys whose value may be quoted: these quotes belong to a filter. */
const filterKey = /(?:^|\s)-?(?:lang|language|path|file):$/i;

export function quotedPhrases(text: string): QuotedPhrases {
  const found: { readonly phrase: string; readonly isExcluded: boolean }[] = [];
  let rest = '';
  let copied = 0;
  for (let at = 0; at < text.length; at++) {
    const quote = text[at]!;
    if (quote !== '"' && quote !== '“') continue;
    const isExcluded = text[at - 1] === '-' && /^$|\s$/.test(text.slice(Math.max(0, at - 2), at - 1));
    const lead = text.slice(Math.max(0, at - 12), isExcluded ? at - 1 : at);
    if (!before.test(lead) || filterKey.test(lead)) continue;
    const read = quote === '"' ? readPhrase(text, at + 1) : readCurly(text, at + 1);
    if (read === undefined) {
      // No phrase closes on this line, so none that begins later on it does.
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      at = end;
      continue;
    }
    if (read.phrase.trim() === '') continue;
    rest += `${text.slice(copied, isExcluded ? at - 1 : at)}${open}${found.length}${close}`;
    found.push({ phrase: read.phrase, isExcluded });
    copied = read.end;
    at = read.end - 1;
  }
  rest += text.slice(copied);
  const isCode = codeMark.test(rest.replace(placeholder, ' '));
  if (isCode) return { phrases: [], excludedPhrases: [], rest: text, isCode };
  const of = (isExcluded: boolean): readonly string[] => found.filter(one => one.isExcluded === isExcluded).map(({ phrase }) => phrase);
  return {
    phrases: of(false),
    excludedPhrases: of(true),
    // An excluded phrase has no words to rank by.
    rest: rest.replace(placeholder, (mark, n: string) => (found[Number(n)]!.isExcluded ? ' ' : mark)),
    isCode,
  };
}

/** Puts phrases back in place of their placeholders, as words to rank by. */
export function withPhrases(rest: string, phrases: readonly string[]): string {
  let next = 0;
  return rest.replace(placeholder, () => ` ${phrases[next++] ?? ''} `);
}

interface ReadPhrase {
  readonly phrase: string;
  /** Offset after the closing quote. */
  readonly end: number;
}

/**
 * Reads to the first quote that ends a phrase. A quote inside code is followed by more code, so `"say("hi")"` is one phrase. A backslash
 * before the last quote of a line belongs to the phrase: `"C:\dir\"`.
 */
function readPhrase(text: string, from: number): ReadPhrase | undefined {
  let phrase = '';
  let fallback: ReadPhrase | undefined;
  for (let at = from; at < text.length && text[at] !== '\n'; at++) {
    const isEscaped = text[at] === '\\' && text[at + 1] === '"';
    const quoteAt = isEscaped ? at + 1 : at;
    if (text[quoteAt] !== '"') {
      phrase += text[at]!;
      continue;
    }
    const closes = after.test(text.slice(quoteAt + 1, quoteAt + 9));
    if (closes && !isEscaped) return { phrase, end: quoteAt + 1 };
    if (closes) fallback ??= { phrase: `${phrase}\\`, end: quoteAt + 1 };
    phrase += '"';
    at = quoteAt;
  }
  return fallback;
}

function readCurly(text: string, from: number): ReadPhrase | undefined {
  const end = text.indexOf('”', from);
  const lineEnd = text.indexOf('\n', from);
  if (end < 0 || (lineEnd >= 0 && lineEnd < end)) return undefined;
  return { phrase: text.slice(from, end), end: end + 1 };
}
