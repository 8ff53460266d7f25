/** What a screen reader announces of an answer while it streams: whole sentences, never tokens. Pure. */

import { problemLine } from '../../../server/protocol/problem.js';
import type { Wording } from '../../../server/protocol/sentences/sentence.js';
import type { TurnState } from '../state/turn-state.js';
import type { Words } from '../words/english.js';
import { fillWords } from '../words/fill-words.js';

export interface Speech {
  readonly turnId: string;
  /** Offset in the answer's text up to which it has been announced. */
  readonly saidTo: number;
  readonly isStarted: boolean;
  readonly isEnded: boolean;
}

export interface Utterance {
  readonly text: string;
  readonly speech: Speech;
}

export const silent = (turnId: string): Speech => ({ turnId, saidTo: 0, isStarted: false, isEnded: false });

/** Limit of one announcement. */
const maxLength = 400;

/** Returns the next announcement, or undefined while no sentence is complete. */
export function nextUtterance(speech: Speech, turn: TurnState, words: Words, wording: Wording): Utterance | undefined {
  if (speech.isEnded) return undefined;
  if (!speech.isStarted) return turn.text === '' && turn.life.kind !== 'ended' ? undefined : start(speech, turn, words);
  const isEnded = turn.life.kind === 'ended';
  const { text, end } = sentencesFrom(turn.text, speech.saidTo, isEnded, words);
  if (end > speech.saidTo) {
    const next = { ...speech, saidTo: end };
    return text === '' ? nextUtterance(next, turn, words, wording) : { text, speech: next };
  }
  return isEnded ? { text: closing(turn, words, wording), speech: { ...speech, isEnded: true } } : undefined;
}

function start(speech: Speech, turn: TurnState, words: Words): Utterance {
  const isFailed = turn.life.kind === 'ended' && turn.life.end.kind === 'failed' && turn.text === '';
  return { text: isFailed ? '' : words.sayStarted, speech: { ...speech, isStarted: true } };
}

function closing({ life, places }: TurnState, words: Words, wording: Wording): string {
  if (life.kind !== 'ended' || life.end.kind === 'stopped') return words.sayStopped;
  if (life.end.kind === 'failed') return fillWords(words, 'sayFailed', { reason: problemLine(life.end.problem, wording) });
  return fillWords(words, 'sayComplete', { places: fillWords(words, 'place', { n: places.length }) });
}

/** Returns complete sentences from `from` on, at most `maxLength` characters; a fenced block counts as one short sentence. */
function sentencesFrom(text: string, from: number, isEnded: boolean, words: Words): { readonly text: string; readonly end: number } {
  const rest = text.slice(from, from + 20_000);
  const fence = /^[ \t]{0,3}(`{3,}|~{3,})/m.exec(rest);
  if (fence && rest.slice(0, fence.index).trim() === '') {
    const close = rest.indexOf(`\n${fence[1]!}`, fence.index + fence[0].length);
    if (close < 0) return isEnded || rest.length === 20_000 ? { text: words.sayCode, end: from + rest.length } : { text: '', end: from };
    return { text: words.sayCode, end: from + close + 1 + fence[1]!.length };
  }
  const prose = fence ? rest.slice(0, fence.index) : rest;
  let end = 0;
  for (const match of prose.matchAll(/[.!?…:](?=\s)|[。！？]|\n\s*\n|\n(?=\s*(?:[-*+]|\d+[.)])\s)/g)) {
    if (end > 0 && match.index > maxLength) break;
    end = match.index + match[0].length;
  }
  if (isEnded || fence) {
    if (end === 0 || prose.length <= maxLength) end = Math.min(prose.length, Math.max(end, maxLength));
  }
  return { text: plain(prose.slice(0, end)), end: from + end };
}

/** Returns Markdown as it is read aloud. */
const plain = (markdown: string): string =>
  markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/^[ \t]*(?:#{1,6}|>|[-*+]|\|)[ \t]*/gm, '')
    .replaceAll(/[*_`|~]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
