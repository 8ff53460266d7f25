/** A name to look up in all segments. Everything that a look-up derives from it is computed once. Pure. */
import { fold } from '../format/fold.js';
import { fuzzyVariants, HumpsMatcher } from './name-match.js';
import { WantedName } from './name-walk.js';

export class NameLookup {
  /** As typed. */
  readonly name: string;
  readonly wanted: WantedName;
  #humps: HumpsMatcher | undefined;
  #letters: WantedName | undefined;
  #variants: readonly WantedName[] | undefined;

  constructor(name: string) {
    this.name = name;
    this.wanted = new WantedName(fold(name));
  }

  get humps(): HumpsMatcher {
    return (this.#humps ??= new HumpsMatcher(this.name));
  }

  /** The letters that a name must contain, in order, to match by its humps. */
  get letters(): WantedName {
    return (this.#letters ??= new WantedName(this.humps.letters));
  }

  /** The first letter, with which a name must begin to match by its humps. */
  get first(): WantedName {
    return new WantedName(this.wanted.folded.slice(0, 1));
  }

  /** The part that an edit in the second half leaves unchanged. */
  get head(): WantedName {
    return new WantedName(this.wanted.folded.slice(0, this.wanted.folded.length >> 1));
  }

  /** What an edit in the first half may turn the name into. */
  get variants(): readonly WantedName[] {
    const { folded } = this.wanted;
    return (this.#variants ??= Array.from(fuzzyVariants(folded, (folded.length >> 1) + 1), variant => new WantedName(variant)));
  }
}
