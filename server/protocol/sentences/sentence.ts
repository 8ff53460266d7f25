/**
 * A sentence as a value: it is sent and stored as an id with arguments, and becomes words in a person's language where it is shown.
 * Imports no code except valibot and the English table.
 */
import * as v from 'valibot';
import { type English, english } from './english.js';
import { fill, type RestOf, type Scalar } from './fill.js';

export type SentenceId = keyof English;

/** An argument may be a sentence itself, so that a reason inside a message is translated with it. */
export interface Sentence {
  /** A `SentenceId` of this version or, if another version sent the sentence, an unknown id. */
  readonly id: string;
  readonly args: Readonly<Record<string, Scalar | Sentence>>;
}

/** The sentences of one language. */
export interface Wording {
  /** Determines the form of numbers and plurals. */
  readonly locale: string;
  readonly table: Readonly<Record<string, string>>;
}

/** Names a sentence and fills it. The compiler knows the arguments from the English text. */
export const say = <Id extends SentenceId>(id: Id, ...[args]: RestOf<English[Id], Scalar | Sentence>): Sentence => ({
  id,
  args: args ?? {},
});

/** Returns a sentence of words that come from elsewhere, such as an error of the operating system; they are shown unchanged. */
export const verbatim = (text: string): Sentence => say('verbatim', { text });

export function worded(sentence: Sentence, wording: Wording): string {
  const text = textOf(sentence.id, wording.table) ?? textOf(sentence.id, english);
  if (text === undefined)
    return fill(textOf('unknownSentence', wording.table) ?? english.unknownSentence, { id: sentence.id }, wording.locale);
  const args = Object.entries(sentence.args).map(([name, arg]) => [name, typeof arg === 'object' ? worded(arg, wording) : arg]);
  // `fromEntries` takes the tuples for lists of mixed values: the sentences among them have just become words.
  return fill(text, Object.fromEntries(args) as Record<string, Scalar>, wording.locale);
}

const textOf = (id: string, table: Wording['table']): string | undefined => (Object.hasOwn(table, id) ? table[id] : undefined);

export const englishWording: Wording = { locale: 'en', table: english };

const scalar = v.union([v.pipe(v.string(), v.maxLength(20_000)), v.pipe(v.number(), v.finite())]);
const sentenceOf = <Arg extends v.GenericSchema<Scalar | Sentence>>(arg: Arg) =>
  v.object({ id: v.pipe(v.string(), v.maxLength(100)), args: v.record(v.string(), arg) });

/** Reasons nest at most three deep, so that a hostile value cannot nest without end. */
export const sentenceSchema: v.GenericSchema<Sentence> = sentenceOf(v.union([scalar, sentenceOf(v.union([scalar, sentenceOf(scalar)]))]));
