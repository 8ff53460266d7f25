/**
 * Which of the installed models does a task best on this machine. Pure: models, memory and what is loaded come in as arguments,
 * and the choice tells its reasons.
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
  /** For a person who wonders why. */
  readonly reasons: readonly ModelReason[];
}

/** Below this a question with its places does not fit. */
const leastWindow = 2048;
/** What a model needs beside its weights: buffers, and the window's keys and values. */
const memoryFactor = 1.25;
/** Beyond so many parameters, tokens come too slowly on a CPU to read along; beyond the second, a command takes too long. */
const usualParameters: Readonly<Record<ModelTask, number>> = { chat: 9e9, explain: 9e9, edit: 9e9, command: 4e9 };
const codeNames = /code|coder|codestral|devstral|starcoder/i;
/** Trained to continue text, not to answer. */
const baseNames = /(^|[-:/])(base|text)([-:]|$)/i;

export const memoryNeeded = (sizeBytes: number): number => sizeBytes * memoryFactor;

/** Best first; models that cannot chat are left out. `freeBytes` is what new models may take. */
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
    // Larger answers better, until it is too slow; each doubling counts the same.
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
