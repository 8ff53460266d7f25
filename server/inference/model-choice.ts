/**
 * Decides which installed model does a task best on this machine. Pure: models, memory and loaded models are arguments, and the choice
 * includes its reasons.
 */
import type { ModelReason, ModelTask } from '../protocol/methods/model-methods.js';
import type { ModelDetails } from './provider.js';

export interface Candidate {
  readonly details: ModelDetails;
  readonly loaded: boolean;
}

export interface RankedModel {
  readonly details: ModelDetails;
  readonly score: number;
  /** Shown to a person who asks why. */
  readonly reasons: readonly ModelReason[];
}

/** In tokens. A question with its places does not fit into a smaller window. */
const leastWindow = 2048;
/** Memory that a model needs per byte of weights, for buffers and the key-value cache of its window. */
const memoryFactor = 1.25;
/** Largest number of parameters per task: beyond it, tokens come too slowly on a CPU to read along, or a command takes too long. */
const usualParameters: Readonly<Record<ModelTask, number>> = { chat: 9e9, explain: 9e9, edit: 9e9, command: 4e9 };
const codeNames = /code|coder|codestral|devstral|starcoder/i;
/** Models trained to continue text, not to answer. */
const baseNames = /(^|[-:/])(base|text)([-:]|$)/i;

export const memoryNeeded = (sizeBytes: number): number => sizeBytes * memoryFactor;

/** Returns the models best first, without those that cannot chat. `freeBytes`: memory available for a new model. */
export function rankModels(candidates: readonly Candidate[], task: ModelTask, freeBytes: number): readonly RankedModel[] {
  return candidates
    .filter(({ details }) => details.capabilities.includes('chat'))
    .map(candidate => rank(candidate, task, freeBytes))
    .toSorted((a, b) => b.score - a.score || (a.details.id < b.details.id ? -1 : 1));
}

function rank({ details, loaded }: Candidate, task: ModelTask, freeBytes: number): RankedModel {
  const reasons: ModelReason[] = [];
  let score = 0;
  const add = (gain: number, code: ModelReason['code'], value = '') => {
    score += gain;
    reasons.push({ code, value });
  };
  const fits = loaded || details.sizeBytes === undefined || memoryNeeded(details.sizeBytes) <= freeBytes;
  if (!fits) add(-100, 'large');
  const parameters = details.nParameters ?? (details.sizeBytes === undefined ? undefined : details.sizeBytes / 0.6);
  if (parameters !== undefined) {
    const most = usualParameters[task];
    // Larger models answer better, until they are too slow; each doubling counts the same.
    if (parameters <= most) add(Math.log2(Math.max(1, parameters / 1e8)), 'parameters', billions(parameters));
    else add(Math.log2(most / 1e8) - 3 * Math.log2(parameters / most), 'slow', billions(parameters));
  }
  if (codeNames.test(details.id)) add(2, 'code');
  if (baseNames.test(details.id)) add(-6, 'base');
  if (details.windowTokens !== undefined && details.windowTokens < leastWindow) add(-8, 'window', String(details.windowTokens));
  if (loaded) add(1, 'loaded');
  if (details.capabilities.includes('thinking') && task === 'command') add(-1.5, 'thinking');
  if (/^(F16|F32|BF16)$/i.test(details.quantisation)) add(-1, 'unquantised');
  if (/^Q[12]_/i.test(details.quantisation)) add(-2, 'coarse');
  return { details, score, reasons };
}

const billions = (n: number): string => (n >= 1e9 ? `${(n / 1e9).toFixed(1)} G` : `${Math.round(n / 1e6)} M`);
