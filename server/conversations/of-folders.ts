/** Tells the conversations of the open folders from those of other workspaces. Pure. */
import type { ConversationHead } from '../protocol/chat.js';

/** Returns the conversations that share a folder with `open`, those of no folder if none is open, and those whose folders are unknown. */
export function ofFolders<Head extends ConversationHead>(heads: readonly Head[], open: readonly string[]): readonly Head[] {
  const isOpen = new Set(open);
  return heads.filter(
    ({ folders }) => folders === undefined || (folders.length === 0 ? open.length === 0 : folders.some(folder => isOpen.has(folder))),
  );
}
