/** Reads the weights of the gate. Without them, or with those of another version, the probability of the text alone decides. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { type GateWeights, gateSchema } from './gate.js';
import { gateFeatureNames } from './gate-features.js';

export function loadGate(path: string): GateWeights | undefined {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
  const result = v.safeParse(gateSchema, value);
  return result.success && result.output.features.join() === gateFeatureNames.join() ? result.output : undefined;
}
