/**
 * Knows which models the configured endpoints offer. Listings are requested again after a while, details once per digest. An endpoint that
 * does not answer is a problem of its own and hides no other.
 */
import type { Clock } from '../base/clock.js';
import type { Disposable } from '../base/disposables.js';
import { raceAbort } from '../base/signals.js';
import { abortError } from '../protocol/abort-error.js';
import { ProblemError } from '../protocol/problem.js';
import type { ModelDetails, ModelListing, Provider, ResidentModel } from './provider.js';

export interface OfferedModel {
  readonly provider: Provider;
  readonly details: ModelDetails;
  readonly resident: ResidentModel | undefined;
}

export interface Offer {
  readonly models: readonly OfferedModel[];
  /** Problems of endpoints that did not answer. */
  readonly problems: readonly ProblemError[];
}

/** A list older than this is renewed, so that models pulled or removed elsewhere are noticed. */
const freshMs = 15_000;
/** Until this age, the old list is returned while it is renewed. */
const usableMs = 10 * 60_000;
/** Details are requested for at most this many models of an endpoint. */
const mostDescribed = 40;
/** Concurrent requests for details. On plain HTTP each needs a connection; on this machine an answer takes a millisecond. */
const describedAtOnce = { near: 2, far: 8 };

export class ModelCatalogue implements Disposable {
  readonly #providers: readonly Provider[];
  readonly #clock: Clock;
  readonly #closed = new AbortController();
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
   * Returns the last known offer. An old one is still returned while it is renewed, because a question must not wait for lists. A model
   * that has been removed since is noticed when it is used, and then the list is dropped.
   */
  async offer(signal: AbortSignal): Promise<Offer> {
    const ageMs = this.#clock.now() - (this.#offer?.atMs ?? Number.NEGATIVE_INFINITY);
    const known = ageMs <= usableMs ? this.#offer : undefined;
    if (known === undefined) return raceAbort(this.#renew(), signal);
    if (ageMs > freshMs && !this.#renewing) void this.#renew().catch(() => undefined);
    return raceAbort(known.offer, signal);
  }

  dispose(): void {
    this.#closed.abort(abortError());
  }

  /** Drops the list after a model was missing or has been fetched. */
  forget(): void {
    this.#offer = undefined;
  }

  /** Requests a new list. Concurrent callers share the request. */
  #renew(): Promise<Offer> {
    this.#renewing = true;
    // Not under a caller's signal: others wait for the same answer, and the endpoint's deadlines apply anyway.
    const offer = this.#ask(this.#closed.signal).finally(() => {
      this.#renewing = false;
    });
    const asked = { atMs: this.#clock.now(), offer };
    const before = this.#offer;
    // The old list is used until the new one arrives.
    if (before === undefined || asked.atMs - before.atMs > usableMs) this.#offer = asked;
    const settle = async (): Promise<void> => {
      try {
        const { models, problems } = await offer;
        // Not kept if it has problems or is empty, because a server may be running, or a model fetched, a second later.
        this.#offer = problems.length > 0 || models.length === 0 ? undefined : asked;
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
    // A listing that holds details already costs no request.
    const wanted = listings.filter((listing, i) => 'capabilities' in listing || i < mostDescribed);
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
      // The model was removed since the listing, or cannot be described; the others still can.
      if (error instanceof ProblemError) return undefined;
      throw error;
    }
  }
}
