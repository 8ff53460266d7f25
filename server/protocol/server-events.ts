/** Every notification that the server sends on its own, as `vibe/<name>`. */
import type { IndexStatus } from './index-status.js';

export interface ServerEvents {
  'index/changed': IndexStatus;
  /** A conversation was changed by something other than the receiver, which should read it again. */
  'chat/changed': { readonly conversationId: string };
}
export type ServerEventName = keyof ServerEvents;
export const serverEventNames = ['index/changed', 'chat/changed'] as const satisfies readonly ServerEventName[];
