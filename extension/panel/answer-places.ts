/**
 * The places of the last answers and the lines that they cite, newest answer first: collected from the items that stream to the panel. Does
 * not
 * import the editor.
 */
import type { AskItem } from '../../server/protocol/chat.js';
import type { ClientMethodName, ClientMethods } from '../../server/protocol/client-methods.js';
import type { ItemOf, ParamsOf, ResultOf } from '../../server/protocol/method.js';
import type { Place, PlaceRange } from '../../server/protocol/place.js';
import type { Caller } from '../host/caller.js';

export interface AnswerPlaces {
  readonly conversationId: string;
  readonly turnId: string;
  readonly question: string;
  readonly places: readonly Place[];
  /** Only verified citations. */
  readonly cited: readonly PlaceRange[];
}

const maxAnswers = 10;

export class PlacesOfAnswers implements Caller {
  readonly #caller: Caller;
  readonly #changed: () => void;
  #answers: readonly AnswerPlaces[] = [];

  constructor(caller: Caller, changed: () => void) {
    this.#caller = caller;
    this.#changed = changed;
  }

  get answers(): readonly AnswerPlaces[] {
    return this.#answers;
  }

  call<Name extends ClientMethodName>(
    name: Name,
    params: ParamsOf<ClientMethods[Name]>,
    signal: AbortSignal,
    onItems?: (items: readonly ItemOf<ClientMethods[Name]>[]) => void,
  ): Promise<ResultOf<ClientMethods[Name]>> {
    if (name !== 'chat/ask' || onItems === undefined) return this.#caller.call(name, params, signal, onItems);
    // The name determines the row of params and items; the compiler cannot narrow by it.
    const { conversationId, turnId, question } = params as ParamsOf<ClientMethods['chat/ask']>;
    return this.#caller.call(name, params, signal, items => {
      // The method table declares the items of these methods; `items` has the type for all methods.
      for (const item of items as readonly AskItem[]) {
        if (item.kind === 'places') this.#add({ conversationId, turnId, question, places: item.places, cited: [] });
        else if (item.kind === 'citation' && item.citation.verified) this.#cite(turnId, item.citation.range);
      }
      onItems(items);
    });
  }

  #cite(turnId: string, range: PlaceRange): void {
    if (!this.#answers.some(answer => answer.turnId === turnId)) return;
    this.#answers = this.#answers.map(answer => (answer.turnId === turnId ? { ...answer, cited: [...answer.cited, range] } : answer));
    this.#changed();
  }

  #add(answer: AnswerPlaces): void {
    if (answer.places.length === 0) return;
    this.#answers = [answer, ...this.#answers.filter(({ turnId }) => turnId !== answer.turnId)].slice(0, maxAnswers);
    this.#changed();
  }
}
