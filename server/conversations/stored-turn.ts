/**
 * Turns as earlier versions of Vibe stored them: problems and the reasons of places were English words. People's conversations stay readable,
 * so the words are taken over as they are. Pure.
 */
import * as v from 'valibot';
import type { Turn } from '../protocol/chat.js';
import { problemSchema } from '../protocol/problem.js';
import { whysSchema } from '../protocol/why.js';

/** Reads a turn that this program, in this version or an earlier one, has written. */
export function storedTurn(json: string): Turn {
  // Our own file, past its hash; only what earlier versions wrote otherwise is looked at.
  const turn = JSON.parse(json) as Turn;
  const places = (turn.places ?? []).map(place => ({ ...place, why: v.parse(v.fallback(whysSchema, []), place.why) }));
  if (turn.end?.kind !== 'failed') return { ...turn, places };
  const problem = v.safeParse(problemSchema, turn.end.problem);
  return { ...turn, places, end: problem.success ? { kind: 'failed', problem: problem.output } : { kind: 'stopped' } };
}
