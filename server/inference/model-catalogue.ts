/**
 * What the configured endpoints offer now: listings are asked again after a while, details once per digest. An endpoint that
 * does not answer is a problem of its own and hides no other.
 */
import type { Clock } from '../base/clock.js';
import { raceAbort } from '../base/signals.js';
import { ProblemError } from '../protocol/problem.js';
import type { ModelDetails, ModelListing, Provider, ResidentModel } from './provider.js';

export interface OfferedModel {
  readonly provider: Provider;
  readonly details: ModelDetails;
  readonly resident: ResidentModel | undefined;
}

export interface Offer {
  readonly models: readonly OfferedModel[];
  /** Of endpoints that did not answer. */
  readonly problems: readonly ProblemError[];
}

/** A model that was pulled or removed elsewhere is noticed after so long. */
const freshMs = 15_000;
/** And until then the old list is still given. */
const usableMs = 10 * 60_000;
/** Endpoints that list hundreds of models are not asked about each. */
const mostDescribed = 40;
/** Each at once is a connection on plain HTTP; on this machine an answer takes a millisecond. */
const describedAtOnce = { near: 2, far: 8 };

export class ModelCatalogue {
  readonly #providers: readonly Provider[];
  readonly #clock: Clock;
  readonly #details = new Map<string, ModelDetails>();
  #renewing = false;
  #offer: { readonly atMs: number; readonly offer: Promise<Offer> } | undefined;

  constructor(providers: readonly Provider[], clock: Clock) {
    this.#providers = providers;
    this.#clock = clock;
  }

  get providers(): readonly Provider[] {
    return this.#providers;
  }

  /**
   * The offer as of a moment ago. One that is older is still given, and asked anew meanwhile: a question must not wait for lists.
   * A model that vanished since is missing when it is asked, and then the list is forgotten.
   */
  async offer(signal: AbortSignal): Promise<Offer> {
    const ageMs = this.#clock.now() - (this.#offer?.atMs ?? Number.NEGATIVE_INFINITY);
    const known = ageMs <= usableMs ? this.#offer : undefined;
    if (known === undefined) return raceAbort(this.#renew(), signal);
    if (ageMs > freshMs && !this.#renewing) void this.#renew().catch(() => undefined);
    return raceAbort(known.offer, signal);
  }

  /** After a model was missing or fetched. */
  forget(): void {
    this.#offer = undefined;
  }

  /** Shared by whoever asks at the same time. */
  #renew(): Promise<Offer> {
    this.#renewing = true;
    // Not under an asker's signal: others wait for the same answer, and the deadlines of the endpoint hold anyway.
    const offer = this.#ask(new AbortController().signal).finally(() => {
      this.#renewing = false;
    });
    const asked = { atMs: this.#clock.now(), offer };
    const before = this.#offer;
    // Old knowledge serves until the new is there.
    if (before === undefined || asked.atMs - before.atMs > usableMs) this.#offer = asked;
    const settle = async (): Promise<void> => {
      try {
        // An offer with problems is not kept: the server may be up in a second.
        this.#offer = (await offer).problems.length > 0 ? undefined : asked;
      } catch {
        this.forget();
      }
    };
    void settle();
    return offer;
  }

  async #ask(signal: AbortSignal): Promise<Offer> {
    const answers = await Promise.all(
      this.#providers.map(async provider => {
        try {
          return { models: await this.#offerOf(provider, signal), problem: undefined };
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          return { models: [], problem: error };
        }
      }),
    );
    return {
      models: answers.flatMap(({ models }) => models),
      problems: answers.flatMap(({ problem }) => problem ?? []),
    };
  }

  async #offerOf(provider: Provider, signal: AbortSignal): Promise<readonly OfferedModel[]> {
    const [listings, resident] = await Promise.all([provider.models(signal), provider.resident(signal).catch(() => [])]);
    const wanted = listings.slice(0, mostDescribed);
    const described: (ModelDetails | undefined)[] = [];
    const width = provider.local ? describedAtOnce.near : describedAtOnce.far;
    for (let i = 0; i < wanted.length; i += width)
      described.push(...(await Promise.all(wanted.slice(i, i + width).map(listing => this.#describe(provider, listing, signal)))));
    return described.flatMap(details =>
      details === undefined ? [] : [{ provider, details, resident: resident.find(({ id }) => id === details.id) }],
    );
  }

  async #describe(provider: Provider, listing: ModelListing, signal: AbortSignal): Promise<ModelDetails | undefined> {
    const key = `${provider.endpoint}\n${listing.id}\n${listing.digest}`;
    const known = this.#details.get(key);
    if (known !== undefined) return known;
    try {
      const details = await provider.describe(listing, signal);
      if (listing.digest !== '') this.#details.set(key, details);
      return details;
    } catch (error) {
      // It vanished between the listing and now, or cannot be described: the others still can.
      if (error instanceof ProblemError) return undefined;
      throw error;
    }
  }
}
