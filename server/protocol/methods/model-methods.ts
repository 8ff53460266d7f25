/** Language models: which there are, which does what, and fetching one. */
import * as v from 'valibot';
import { method } from '../method.js';
import type { Problem } from '../problem.js';

/** A model that an endpoint offers. */
export interface ModelInfo {
  readonly id: string;
  readonly endpoint: string;
  readonly sizeBytes?: number;
  readonly windowTokens?: number;
  readonly loaded: boolean;
  readonly local: boolean;
}

/** Why a model is chosen; `value` is what stands in the sentence, or ''. */
export interface ModelReason {
  readonly code: 'chosen' | 'parameters' | 'slow' | 'large' | 'code' | 'base' | 'window' | 'loaded' | 'thinking' | 'unquantised' | 'coarse';
  readonly value: string;
}

export const modelTasks = ['chat', 'explain', 'edit', 'command'] as const;
export type ModelTask = (typeof modelTasks)[number];

/** Who does a task now; without a model where none can be had. */
export interface ModelChoice {
  readonly task: ModelTask;
  readonly model?: { readonly id: string; readonly endpoint: string; readonly reasons: readonly ModelReason[] };
  readonly problem?: Problem;
}

/** A model that may be fetched, with what it takes. */
export interface ModelOffer {
  readonly id: string;
  readonly purpose: 'chat' | 'embed';
  readonly quantisation: string;
  readonly sizeBytes: number;
  readonly memoryBytes: number;
  readonly fits: boolean;
}

/** How far the fetching of a model is. */
export interface PullStep {
  readonly status: string;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

const nothing = v.object({});

export const modelMethods = {
  'models/list': method<readonly ModelInfo[]>()(nothing),
  /** Who does each task, and why. */
  'models/choices': method<readonly ModelChoice[]>()(nothing),
  /** What may be fetched beside what is installed; nothing is asked of the network. */
  'models/offers': method<readonly ModelOffer[]>()(nothing),
  /** Fetches a model by the first endpoint. Sent only after a person agreed to its size. */
  'models/pull': method<void, PullStep>()(v.object({ model: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) })),
};
