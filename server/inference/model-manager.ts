/**
 * Chooses a model for each task and warms it before it is asked, within a memory budget. Invariant: a model is unloaded only if none of our
 * streams uses it, so changing models interrupts no answer; a running answer keeps its model.
 */
import type { Clock } from '../base/clock.js';
import type { Recorder } from '../monitor/recorder.js';
import { isAbort } from '../protocol/abort-error.js';
import {
  type ModelChoice,
  type ModelInfo,
  type ModelOffer,
  type ModelReason,
  type ModelTask,
  modelTasks,
  type PullStep,
} from '../protocol/methods/model-methods.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { ModelCatalogue, Offer, OfferedModel } from './model-catalogue.js';
import { memoryNeeded, rankModels } from './model-choice.js';
import { LeasedProvider, ModelLeases } from './model-leases.js';
import { modelOffers } from './model-offers.js';
import type { ChatMessage, Provider } from './provider.js';

export interface ModelSettings {
  /** The model of each task; '' chooses one automatically. */
  readonly models: Readonly<Record<ModelTask, string>>;
  /** Memory that all loaded models may take together, in bytes. */
  readonly memoryBytes: number;
}

export interface ChosenModel {
  readonly provider: Provider;
  readonly model: string;
  /** Tokens shared by prompt and answer. */
  readonly windowTokens: number;
  /** Differs if another model is put under the same name. Part of every cache key. */
  readonly identity: string;
  /** True if the model accepts images. */
  readonly sees?: boolean;
  /** Why this model was chosen. */
  readonly reasons: readonly ModelReason[];
}

interface Picked {
  readonly model: OfferedModel;
  readonly reasons: readonly ModelReason[];
}

export interface ModelManagerParts {
  readonly catalogue: ModelCatalogue;
  readonly recorder: Recorder;
  readonly clock: Clock;
  /** Returns the bytes that are free on this machine now. */
  readonly freeMemory: () => number;
}

/** In tokens, if an endpoint does not report the window of its model. */
const unknownWindow = 8192;
/** A prefix that was read within this time is still in the server's cache. */
const warmForMs = 5 * 60_000;

export class ModelManager {
  readonly #parts: ModelManagerParts;
  readonly #leases: ModelLeases;
  #settings: ModelSettings;
  #warmed: { readonly key: string; readonly atMs: number } | undefined;
  #lastModel = new Map<ModelTask, string>();

  constructor(settings: ModelSettings, parts: ModelManagerParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#leases = new ModelLeases(parts.clock);
  }

  configure(settings: ModelSettings): void {
    this.#settings = settings;
  }

  /** Resolves with the wanted model, else the one in the settings, else the best installed one. Rejects if there is none. */
  async choose(wanted: string | undefined, task: ModelTask, signal: AbortSignal): Promise<ChosenModel> {
    const { catalogue, recorder } = this.#parts;
    const offer = await recorder.span('models.offer', () => catalogue.offer(signal));
    const { model, reasons } = this.#pick(offer, wanted, task);
    const { provider, details } = model;
    const key = `${provider.endpoint}\n${details.id}`;
    if (this.#lastModel.get(task) !== undefined && this.#lastModel.get(task) !== key) recorder.count('ModelManager', 'swaps');
    this.#lastModel.set(task, key);
    recorder.count('ModelManager', 'choices');
    recorder.count('ModelManager', `${task} by ${details.id}`);
    return {
      provider: new LeasedProvider(provider, this.#leases, () => catalogue.forget()),
      model: details.id,
      windowTokens: details.windowTokens ?? unknownWindow,
      identity: `${provider.endpoint} ${details.id} ${details.digest}`,
      sees: details.capabilities.includes('vision'),
      reasons,
    };
  }

  /** Returns the model that each task would get now, and why. */
  async choices(signal: AbortSignal): Promise<readonly ModelChoice[]> {
    const offer = await this.#parts.catalogue.offer(signal);
    return modelTasks.map(task => {
      try {
        const { model, reasons } = this.#pick(offer, undefined, task);
        return { task, model: { id: model.details.id, endpoint: model.provider.endpoint, reasons } };
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return { task, problem: error.problem };
      }
    });
  }

  /** Returns all models that can be chosen. */
  async list(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const { models, problems } = await this.#parts.catalogue.offer(signal);
    const [problem] = problems;
    if (models.length === 0 && problem !== undefined) throw problem;
    return models.map(({ provider, details, resident }) => ({
      id: details.id,
      endpoint: provider.endpoint,
      ...(details.sizeBytes === undefined ? {} : { sizeBytes: details.sizeBytes }),
      ...(details.windowTokens === undefined ? {} : { windowTokens: details.windowTokens }),
      loaded: resident !== undefined,
      local: provider.local,
    }));
  }

  /**
   * Loads the model of a task and has it read the fixed beginning of its prompts. Called when a folder is opened and when the input gets
   * focus. Does nothing if it was done recently, or on remote endpoints, which would bill it.
   */
  async prewarm(task: ModelTask, prefix: readonly ChatMessage[], signal: AbortSignal): Promise<void> {
    const { recorder, clock } = this.#parts;
    const { provider, model, windowTokens, identity } = await this.choose(undefined, task, signal);
    if (!provider.local || this.#leases.busy(provider.endpoint)) return;
    const key = `${identity} ${windowTokens} ${JSON.stringify(prefix)}`;
    if (this.#warmed?.key === key && clock.now() - this.#warmed.atMs < warmForMs) return;
    this.#warmed = { key, atMs: clock.now() };
    try {
      await this.#freeMemoryFor(provider, model, signal);
      await recorder.span('models.prewarm', () => provider.warm({ model, prefix, windowTokens }, signal));
      recorder.count('ModelManager', 'prewarms');
    } catch (error) {
      this.#warmed = undefined;
      if (isAbort(error)) recorder.count('ModelManager', 'prewarms yielded');
      throw error;
    }
  }

  /** Returns models that can be fetched, by size. Contacts no registry. */
  async offers(signal: AbortSignal): Promise<readonly ModelOffer[]> {
    const { models } = await this.#parts.catalogue.offer(signal);
    return modelOffers(Math.min(this.#settings.memoryBytes, this.#parts.freeMemory()), new Set(models.map(({ details }) => details.id)));
  }

  /** Fetches a model through the first endpoint. Called only after a person has agreed to its size. */
  async pull(model: string, emit: (step: PullStep) => void, signal: AbortSignal): Promise<void> {
    const { catalogue, recorder } = this.#parts;
    const [provider] = catalogue.providers;
    if (provider === undefined) throw new ProblemError('endpoint-unreachable', say('noEndpoint'), say('nameEndpoint'));
    for await (const { status, doneBytes, totalBytes } of provider.pull(model, signal))
      emit({ status, ...(doneBytes === undefined ? {} : { doneBytes }), ...(totalBytes === undefined ? {} : { totalBytes }) });
    catalogue.forget();
    recorder.count('ModelManager', 'models fetched');
  }

  /** Unloads the least recently used models until the model fits the budget, but never one that our streams use. */
  async #freeMemoryFor(provider: Provider, model: string, signal: AbortSignal): Promise<void> {
    const { recorder, catalogue } = this.#parts;
    const resident = await provider.resident(signal);
    if (resident.some(({ id }) => id === model)) return;
    const { models } = await catalogue.offer(signal);
    const size = models.find(({ details }) => details.id === model)?.details.sizeBytes ?? 0;
    let taken = resident.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) + memoryNeeded(size);
    for (const { id, sizeBytes } of this.#leases.leastRecent(provider.endpoint, resident)) {
      if (taken <= this.#settings.memoryBytes) return;
      await provider.unload(id, signal);
      taken -= sizeBytes;
      recorder.count('ModelManager', 'models unloaded for the budget');
    }
  }

  #pick(offer: Offer, wanted: string | undefined, task: ModelTask): Picked {
    const name = wanted || this.#settings.models[task] || this.#settings.models.chat;
    const picked = name === '' ? this.#best(offer, task) : (named(offer, name) ?? this.#unlisted(offer, name));
    if (picked === undefined) throw this.#missing(offer, name);
    return picked;
  }

  #best(offer: Offer, task: ModelTask): Picked | undefined {
    const loadedBytes = offer.models.reduce((sum, { resident }) => sum + (resident?.sizeBytes ?? 0), 0);
    const free = Math.min(this.#settings.memoryBytes, this.#parts.freeMemory() + loadedBytes);
    // Endpoints are in order of preference: a later one is used only if the earlier ones have no model that can chat.
    for (const provider of this.#parts.catalogue.providers) {
      const models = offer.models.filter(model => model.provider === provider);
      const candidates = models.map(({ details, resident }) => ({ details, loaded: resident !== undefined }));
      const [best] = rankModels(candidates, task, free);
      const model = models.find(({ details }) => details === best?.details);
      if (best !== undefined && model !== undefined) return { model, reasons: best.reasons };
    }
    return undefined;
  }

  /** Lists may be cut, incomplete or absent: a model that a person named is tried where it may exist. */
  #unlisted(offer: Offer, name: string): Picked | undefined {
    const lists = new Set(offer.models.map(({ provider }) => provider));
    // An endpoint that could not list its models is the likelier one.
    const providers = this.#parts.catalogue.providers.toSorted((a, b) => Number(lists.has(a)) - Number(lists.has(b)));
    for (const provider of providers) {
      const details = provider.unlisted(name);
      if (details !== undefined) return { model: { provider, details, resident: undefined }, reasons: [{ code: 'chosen', value: '' }] };
    }
    return undefined;
  }

  #missing(offer: Offer, name: string): ProblemError {
    const [problem] = offer.problems;
    if (problem !== undefined) return problem;
    if (this.#parts.catalogue.providers.length === 0)
      return new ProblemError('endpoint-unreachable', say('noEndpoint'), say('installOllama'));
    if (name === '') return new ProblemError('model-missing', say('noChatModel'), say('pullFirstModel'));
    return new ProblemError('model-missing', say('modelNotInstalled', { model: name }), say('pullModel', { model: name }));
  }
}

function named(offer: Offer, name: string): Picked | undefined {
  const model = offer.models.find(({ details }) => details.id === name || details.id === `${name}:latest`);
  return model === undefined ? undefined : { model, reasons: [{ code: 'chosen', value: '' }] };
}
