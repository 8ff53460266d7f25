/**
 * What one webview leaves to the next, so that it can be drawn before the server has answered. Pure.
 * Format 2: `{ version, conversation, draft, model }`. A snapshot in another format is dropped.
 */

import { isRecord } from '../../../server/protocol/is-record.js';
import { withoutImage } from '../../../server/protocol/without-image.js';
import type { ConversationState, Draft, PanelState } from './panel-state.js';
import type { TurnState } from './turn-state.js';

const version = 2;
/** The window shows only a few turns; the rest comes from the server. */
const maxTurns = 20;
const maxTextLength = 200_000;

export interface PanelSnapshot {
  readonly version: typeof version;
  readonly conversation: ConversationState;
  readonly draft: Draft;
  readonly model: string | undefined;
}

export function snapshotOf({ conversation, draft, model }: PanelState): PanelSnapshot {
  // Images are too large to store after every key press, so those of a draft are lost.
  const attachments = draft.attachments.filter(({ kind }) => kind !== 'image');
  const turns = lastTurns(conversation.turns);
  const nBefore = conversation.nBefore + conversation.turns.length - turns.length;
  return { version, conversation: { ...conversation, turns, nBefore }, draft: { ...draft, attachments }, model };
}

/** Returns `kept` as a snapshot, or undefined if it is not one. A turn that was running must be followed. */
export function checkSnapshot(kept: unknown, nowMs: number): PanelSnapshot | undefined {
  if (!isRecord(kept) || kept['version'] !== version) return undefined;
  const { conversation, draft } = kept;
  if (!isRecord(conversation) || typeof conversation['id'] !== 'string' || !Array.isArray(conversation['turns'])) return undefined;
  if (!isRecord(draft) || typeof draft['text'] !== 'string' || !Array.isArray(draft['attachments']) || !Array.isArray(draft['removed']))
    return undefined;
  if (!conversation['turns'].every(turn => isRecord(turn) && typeof turn['text'] === 'string' && isRecord(turn['life']))) return undefined;
  // Written by `snapshotOf` of the same version: the checks above reject what another program may have left.
  const snapshot = kept as unknown as PanelSnapshot;
  const turns = snapshot.conversation.turns.map(turn =>
    turn.life.kind === 'ended' ? turn : { ...turn, life: { kind: 'resuming' as const, sinceMs: nowMs } },
  );
  return { ...snapshot, conversation: { ...snapshot.conversation, turns } };
}

function lastTurns(turns: readonly TurnState[]): readonly TurnState[] {
  let leftLength = maxTextLength;
  const kept: TurnState[] = [];
  for (const turn of turns.slice(-maxTurns).toReversed()) {
    leftLength -= turn.text.length + turn.question.length + turn.reasoning.length;
    if (leftLength < 0) break;
    kept.push({ ...turn, attachments: turn.attachments.map(withoutImage) });
  }
  return kept.toReversed();
}
