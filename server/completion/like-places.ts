/**
 * Compares a place with the cursor by the shape of the code: names may differ. What follows there is then said with the names of here, so that
 * a line like the one above is written with its own names. Also parts of names are exchanged: after `foo` and `getFoo`, `bar` gives `getBar`.
 */
import { type ContextIndex, maxMatch } from './context-index.js';
import { tokenKinds, type Vocabulary } from './vocabulary.js';

/** Parts of names shorter than this are not exchanged. */
const minPart = 3;

export class LikePlaces {
  readonly #vocabulary: Vocabulary;
  /** Names there, and the names in their place here, newest first. */
  readonly #there = new Int32Array(maxMatch);
  readonly #here = new Int32Array(maxMatch);
  #n = 0;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** Returns how many of the tokens before `place` are those before the cursor, as long as the shapes agree; 0 if a name there has two names here. */
  likeness(index: ContextIndex, place: number, context: Int32Array, nContext: number): number {
    const vocabulary = this.#vocabulary;
    const length = index.shapeMatchAt(place, context, nContext);
    this.#n = 0;
    let nSame = 0;
    for (let i = 0; i < length; i++) {
      const there = vocabulary.bareOf(index.tokens[place - i]!);
      const here = vocabulary.bareOf(context[nContext - 1 - i]!);
      if (there === here) nSame++;
      if (vocabulary.kindOf(there) !== tokenKinds.word) continue;
      this.#there[this.#n] = there;
      this.#here[this.#n++] = here;
    }
    return nSame;
  }

  /** Returns the token that stands for `token`, which follows the place that was compared last. */
  translated(token: number): number {
    const vocabulary = this.#vocabulary;
    if (vocabulary.kindOf(token) !== tokenKinds.word) return token;
    const bare = vocabulary.bareOf(token);
    for (let i = 0; i < this.#n; i++) {
      if (this.#there[i] !== bare) continue;
      const here = this.#here[i]!;
      return here === bare ? token : vocabulary.withBlanksOf(token, vocabulary.textOf(here), tokenKinds.word);
    }
    const text = vocabulary.textOf(bare);
    for (let i = 0; i < this.#n; i++) {
      const [from, to] = [vocabulary.textOf(this.#there[i]!), vocabulary.textOf(this.#here[i]!)];
      if (from === to || from.length < minPart || text.length <= from.length) continue;
      const changed = exchanged(text, from, to);
      if (changed !== undefined) return vocabulary.withBlanksOf(token, changed, tokenKinds.word);
    }
    return token;
  }
}

/** Returns `text` with the part `from` replaced by `to`, in the case that the part has there; undefined if it does not occur as a part. */
function exchanged(text: string, from: string, to: string): string | undefined {
  for (const recase of [(word: string) => word, capitalised, uncapitalised]) {
    const part = recase(from);
    const at = text.indexOf(part);
    if (at >= 0) return text.slice(0, at) + recase(to) + text.slice(at + part.length);
  }
  return undefined;
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const uncapitalised = (word: string): string => word.charAt(0).toLowerCase() + word.slice(1);
