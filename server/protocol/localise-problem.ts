/**
 * A problem in a person's language. The server words it in English, as a sentence with arguments; a table names the sentence with holes, and
 * the arguments are taken from where the holes are. What no table knows stays English. Pure: the panel and the extension both use it.
 */
import type { Problem } from './problem.js';

/** English sentence with `{0}`, `{1}` -> the same in another language. */
export type ProblemTexts = Readonly<Record<string, string>>;

interface Sentence {
  readonly pattern: RegExp;
  readonly translated: string;
}

const compiled = new WeakMap<ProblemTexts, readonly Sentence[]>();

export function localiseProblem<P extends Pick<Problem, 'message' | 'remedy'>>(problem: P, texts: ProblemTexts): P {
  return { ...problem, message: localiseText(problem.message, texts), remedy: localiseText(problem.remedy, texts) };
}

/** A sentence of the server that is no problem. */
export function localiseText(text: string, texts: ProblemTexts): string {
  const plain = texts[text];
  if (plain !== undefined && Object.hasOwn(texts, text)) return plain;
  for (const { pattern, translated } of sentencesOf(texts)) {
    const found = pattern.exec(text);
    if (found) return translated.replaceAll(/\{(\d)\}/g, (_, n: string) => found[Number(n) + 1] ?? '');
  }
  return text;
}

function sentencesOf(texts: ProblemTexts): readonly Sentence[] {
  const known = compiled.get(texts);
  if (known) return known;
  const sentences = Object.entries(texts)
    .filter(([english]) => english.includes('{'))
    // The sentence with more words of its own is the better match.
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([english, translated]) => ({ pattern: patternOf(english), translated }));
  compiled.set(texts, sentences);
  return sentences;
}

/** Why a place was found: phrases with semicolons between them. */
export const localiseWhy = (why: string, texts: ProblemTexts): string =>
  why
    .split('; ')
    .map(phrase => localiseText(phrase, texts))
    .join('; ');

const patternOf = (english: string): RegExp =>
  new RegExp(`^${english.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll(/\{\d\}/g, '([^]{1,2000}?)')}$`);
