/** Parses the words after an opening fence: the language, and the path if the model wrote one. Pure. */

export interface FenceInfo {
  readonly language: string;
  readonly path: string | undefined;
}

/** Understands `ts`, `ts:src/a.ts`, `ts src/a.ts`, `src/a.ts`, `ts title="src/a.ts"` and `{.ts}`. */
export function fenceInfo(info: string | undefined): FenceInfo {
  const words = (info ?? '').trim().slice(0, 300);
  if (words === '') return { language: '', path: undefined };
  const title = /\b(?:title|file|filename|path)=["']?([^"'\s]+)/.exec(words)?.[1];
  const [first = '', second] = words.replace(/^\{\.?|\}$/g, '').split(/\s+/);
  const colon = first.indexOf(':');
  const language = colon > 0 ? first.slice(0, colon) : first;
  const after = colon > 0 ? first.slice(colon + 1) : second;
  const path = title ?? (looksLikePath(after) ? after : undefined);
  if (path === undefined && looksLikePath(language)) return { language: language.split('.').at(-1)!.toLowerCase(), path: language };
  return { language: language.toLowerCase(), path };
}

const looksLikePath = (word: string | undefined): word is string =>
  word !== undefined && /[\w-]\.[a-z]\w{0,9}$/i.test(word) && !word.includes('://');
