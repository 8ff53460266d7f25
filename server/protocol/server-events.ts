/** Every notification that the server sends unasked, as `vibe/<name>`. */
import type { IndexStatus } from './index-status.js';

export interface ServerEvents {
  'index/changed': IndexStatus;
  /** A conversation changed outside the receiver's view: read it again. */
  'chat/changed': { readonly conversationId: string };
}
export type ServerEventName = keyof ServerEvents;
export const serverEventNames = ['index/changed', 'chat/changed'] as const satisfies readonly ServerEventName[];
