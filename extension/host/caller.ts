/** The interface through which panel and commands call the server. Does not import the editor. */
import type { ClientMethodName, ClientMethods } from '../../server/protocol/client-methods.js';
import type { ItemOf, ParamsOf, ResultOf } from '../../server/protocol/method.js';

/** Methods that stream before they answer; the compiler checks this list against the table. */
export type StreamingName = {
  [Name in ClientMethodName]: [ItemOf<ClientMethods[Name]>] extends [never] ? never : Name;
}[ClientMethodName];
const streaming: Readonly<Record<StreamingName, true>> = {
  'chat/ask': true,
  'chat/follow': true,
  'chat/continue': true,
  'models/pull': true,
  'embedders/fetch': true,
};
export const isStreaming = (name: ClientMethodName): name is StreamingName => Object.hasOwn(streaming, name);

export interface Caller {
  /**
   * Rejects with a ProblemError for what a person can cause (`server-down` if the process ended during the call), and with an AbortError
   * after `signal`. Waits while the server starts. Items arrive in order, all of them before the promise settles.
   */
  call<Name extends ClientMethodName>(
    name: Name,
    params: ParamsOf<ClientMethods[Name]>,
    signal: AbortSignal,
    onItems?: (items: readonly ItemOf<ClientMethods[Name]>[]) => void,
  ): Promise<ResultOf<ClientMethods[Name]>>;
}
