/** What is shown while nothing is written yet. Pure. */
import { type Wording, worded } from '../../../server/protocol/sentences/sentence.js';
import type { TurnLife, WaitingFor } from '../state/turn-state.js';
import type { PlainWordKey, Words } from '../words/english.js';
import { fillWords } from '../words/fill-words.js';

const keys: Readonly<Record<WaitingFor, PlainWordKey>> = {
  sending: 'waitSending',
  looking: 'waitLooking',
  reading: 'waitReading',
  'loading-model': 'waitLoading',
  thinking: 'waitThinking',
  writing: 'waitWriting',
  reconnecting: 'waitReconnecting',
};

/** A longer wait shows its seconds. */
const countedFromMs = 3_000;

/** Returns undefined for a turn that is not waiting. */
export function waitingWords(life: TurnLife, nowMs: number, words: Words, wording: Wording): string | undefined {
  if (life.kind === 'ended' || life.kind === 'writing') return undefined;
  const what =
    life.kind === 'resuming' ? words.waitReconnecting : life.detail === undefined ? words[keys[life.for]] : worded(life.detail, wording);
  const waitedMs = nowMs - life.sinceMs;
  return waitedMs < countedFromMs ? what : fillWords(words, 'soFar', { what, seconds: Math.floor(waitedMs / 1000) });
}
