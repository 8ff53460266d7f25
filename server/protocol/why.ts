/**
 * Why a place was found, as values: code branches on a kind, and the words are made where the place is shown. Imports no code except
 * valibot.
 */
import * as v from 'valibot';
import { type Sentence, say, verbatim, type Wording, worded } from './sentences/sentence.js';

const name = v.pipe(v.string(), v.maxLength(2_000));

const whySchema = v.variant('kind', [
  /** A definition that the question names. */
  v.object({ kind: v.literal('defines'), name }),
  /** The names of definitions match. */
  v.object({ kind: v.literal('names') }),
  /** Words of the question occur in the path. */
  v.object({ kind: v.literal('path'), words: v.array(name) }),
  v.object({ kind: v.literal('words') }),
  v.object({ kind: v.literal('comments') }),
  v.object({ kind: v.literal('meaning') }),
  /** Nothing matched well; this is the nearest place. */
  v.object({ kind: v.literal('nearest') }),
  /** Number of copies of this text elsewhere that are not shown. */
  v.object({ kind: v.literal('copies'), n: v.number() }),
  /** The question names this line. */
  v.object({ kind: v.literal('named'), path: name, line: v.number() }),
  /** A definition that is used by a found place in the file `path`. */
  v.object({ kind: v.literal('definition'), name, path: name }),
  v.object({ kind: v.literal('type'), name, path: name }),
  /** Code that uses or tests a found place. */
  v.object({ kind: v.literal('uses'), name }),
  v.object({ kind: v.literal('tests'), name }),
  /** English words that an earlier version of Vibe stored. */
  v.object({ kind: v.literal('stored'), text: v.pipe(v.string(), v.maxLength(20_000)) }),
]);
export type Why = Readonly<v.InferOutput<typeof whySchema>>;

/** Reads the reasons of a place, of this version or of one that stored them in words. Drops unknown kinds. */
export const whysSchema: v.GenericSchema<unknown, readonly Why[]> = v.union([
  v.pipe(
    v.array(v.unknown()),
    v.transform(all => all.filter((one): one is Why => v.is(whySchema, one))),
  ),
  v.pipe(
    v.string(),
    v.transform((text): readonly Why[] => (text === '' ? [] : [{ kind: 'stored', text }])),
  ),
]);

export const wordedWhy = (why: readonly Why[], wording: Wording): string => why.map(one => worded(sentenceOf(one), wording)).join('; ');

function sentenceOf(why: Why): Sentence {
  switch (why.kind) {
    case 'defines':
      return say('whyDefines', { name: why.name });
    case 'names':
      return say('whyNames');
    case 'path':
      return say('whyPath', { words: why.words.join(', ') });
    case 'words':
      return say('whyWords');
    case 'comments':
      return say('whyComments');
    case 'meaning':
      return say('whyMeaning');
    case 'nearest':
      return say('whyNearest');
    case 'copies':
      return say('whyCopies', { n: why.n });
    case 'named':
      return say('whyNamed', { path: why.path, line: String(why.line) });
    case 'definition':
      return say('whyDefinition', { name: why.name, path: why.path });
    case 'type':
      return say('whyType', { name: why.name, path: why.path });
    case 'uses':
      return say('whyUses', { name: why.name });
    case 'tests':
      return say('whyTests', { name: why.name });
    case 'stored':
      return verbatim(why.text);
  }
}
