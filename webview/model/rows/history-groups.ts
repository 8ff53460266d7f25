/** Groups the list of conversations under headings such as "Yesterday". Pure. */
import type { ConversationHead, ConversationHit } from '../../../server/protocol/chat.js';
import type { PlainWordKey } from '../words/english.js';

export interface HistoryGroup {
  readonly heading: PlainWordKey;
  readonly rows: readonly (ConversationHead | ConversationHit)[];
}

const dayMs = 24 * 60 * 60 * 1000;

/** Newest first. `wallMs` is the current time, `offsetMinutes` the result of `Date.getTimezoneOffset`. */
export function historyGroups(
  rows: readonly (ConversationHead | ConversationHit)[],
  wallMs: number,
  offsetMinutes: number,
): readonly HistoryGroup[] {
  const day = (ms: number) => Math.floor((ms - offsetMinutes * 60_000) / dayMs);
  const today = day(wallMs);
  const headingOf = ({ pinned, changedAt }: ConversationHead): PlainWordKey => {
    if (pinned) return 'historyPinned';
    const age = today - day(changedAt);
    if (age <= 0) return 'historyToday';
    return age === 1 ? 'historyYesterday' : age < 7 ? 'historyWeek' : 'historyOlder';
  };
  const order: readonly PlainWordKey[] = ['historyPinned', 'historyToday', 'historyYesterday', 'historyWeek', 'historyOlder'];
  const byHeading = Map.groupBy(
    rows.toSorted((a, b) => b.changedAt - a.changedAt),
    headingOf,
  );
  return order.flatMap(heading => {
    const found = byHeading.get(heading);
    return found ? [{ heading, rows: found }] : [];
  });
}
