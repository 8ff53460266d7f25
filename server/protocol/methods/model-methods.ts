/** Language models: the available ones, the task of each, and downloading one. */
import * as v from 'valibot';
import { method, streamingMethod } from '../method.js';
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

/** Why a model is chosen; `value` is inserted into the sentence, or is ''. */
export interface ModelReason {
  readonly code: 'chosen' | 'parameters' | 'slow' | 'large' | 'code' | 'base' | 'window' | 'loaded' | 'thinking' | 'unquantised' | 'coarse';
  readonly value: string;
}

export const modelTasks = ['chat', 'explain', 'edit', 'command'] as const;
export type ModelTask = (typeof modelTasks)[number];

/** The model that does a task now; undefined if there is none. */
export interface ModelChoice {
  readonly task: ModelTask;
  readonly model?: { readonly id: string; readonly endpoint: string; readonly reasons: readonly ModelReason[] };
  readonly problem?: Problem;
}

/** A model that can be downloaded, with its size. */
export interface ModelOffer {
  readonly id: string;
  readonly purpose: 'chat' | 'embed';
  readonly quantisation: string;
  readonly sizeBytes: number;
  readonly memoryBytes: number;
  readonly fits: boolean;
}

/** Progress of a download. */
export interface PullStep {
  readonly status: string;
  readonly doneBytes?: number;
  readonly totalBytes?: number;
}

const nothing = v.object({});

export const modelMethods = {
  'models/list': method<readonly ModelInfo[]>()(nothing),
  /** Returns the model of each task, and why it was chosen. */
  'models/choices': method<readonly ModelChoice[]>()(nothing),
  /** Returns models that can be downloaded besides the installed ones. Makes no network request. */
  'models/offers': method<readonly ModelOffer[]>()(nothing),
  /** Downloads a model through the first endpoint. Sent only after a person agreed to its size. */
  'models/pull': streamingMethod<void, PullStep>()(v.object({ model: v.pipe(v.string(), v.minLength(1), v.maxLength(300)) })),
};
