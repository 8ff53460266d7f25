/** The places of the last answers, newest answer first: gathered from what streams by on its way to the panel. Imports no editor. */
import type { AskItem } from '../../server/protocol/chat.js';
import type { ClientMethodName, ClientMethods } from '../../server/protocol/client-methods.js';
import type { ItemOf, ParamsOf, ResultOf } from '../../server/protocol/method.js';
import type { Place } from '../../server/protocol/place.js';
import type { Caller } from '../host/caller.js';

export interface AnswerPlaces {
  readonly turnId: string;
  readonly question: string;
  readonly places: readonly Place[];
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
    // The name says which row the params and the items are of; the compiler cannot narrow by it.
    const { turnId, question } = params as ParamsOf<ClientMethods['chat/ask']>;
    return this.#caller.call(name, params, signal, items => {
      for (const item of items as readonly AskItem[]) if (item.kind === 'places') this.#add({ turnId, question, places: item.places });
      onItems(items);
    });
  }

  #add(answer: AnswerPlaces): void {
    if (answer.places.length === 0) return;
    this.#answers = [answer, ...this.#answers.filter(({ turnId }) => turnId !== answer.turnId)].slice(0, maxAnswers);
    this.#changed();
  }
}
