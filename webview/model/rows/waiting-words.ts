/** What a person is told while nothing is written yet. Pure. */

import type { TurnLife, WaitingFor } from '../state/turn-state.js';
import type { WordKey, Words } from '../words/english.js';
import { say } from '../words/say.js';

const keys: Readonly<Record<WaitingFor, WordKey>> = {
  sending: 'waitSending',
  looking: 'waitLooking',
  reading: 'waitReading',
  'loading-model': 'waitLoading',
  thinking: 'waitThinking',
  writing: 'waitWriting',
  reconnecting: 'waitReconnecting',
};

/** A wait this long is counted aloud. */
const countedFromMs = 3_000;

/** Undefined for a life that does not wait. */
export function waitingWords(life: TurnLife, nowMs: number, words: Words): string | undefined {
  if (life.kind === 'ended' || life.kind === 'writing') return undefined;
  const what = life.kind === 'resuming' ? words.waitReconnecting : (life.detail ?? words[keys[life.for]]);
  const waitedMs = nowMs - life.sinceMs;
  return waitedMs < countedFromMs ? what : say(words, 'soFar', { what, seconds: Math.floor(waitedMs / 1000) });
}
