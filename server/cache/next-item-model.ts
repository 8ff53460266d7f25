/**
 * Predicts which item a person turns to next: an online logistic model over a few features of each candidate, such as how recent it is,
 * how often it came, and what it followed. Learns from every event immediately, forgets what is rare, and stays small. Pure.
 */

export interface ItemEvent {
  /** A file, question, search or problem, prefixed by its kind so that kinds never mix. */
  readonly item: string;
  /** What else is in view: the active file, the symbol under the cursor, codes of diagnostics. */
  readonly context: readonly string[];
}

export interface Guess {
  readonly item: string;
  /** Probability that this item is the next, 0 to 1. */
  readonly probability: number;
}

/** Plain data, to be stored between runs. */
export interface ModelState {
  readonly weights: readonly number[];
  readonly items: readonly (readonly [item: string, count: number, last: number])[];
  /** Counts of item after key; a key is an earlier item or a piece of context. */
  readonly follows: readonly (readonly [key: string, items: readonly (readonly [item: string, count: number])[]])[];
  readonly now: number;
}

const features = [
  'bias',
  'recency',
  'frequency',
  'after last',
  'after the one before',
  'in context',
  'same folder',
  'just seen',
  'same session',
] as const;
/** Weights before any learning, and the values that `shrink` pulls them towards. */
const firstWeights: readonly number[] = [-3, 1.6, 1.2, 2.4, 1.2, 2, 0.5, 0.3, 0.6];
const learningRate = 0.08;
const shrink = 1e-4;
const mostItems = 600;
const mostKeys = 1500;
const mostFollowers = 24;
/** Only the most recent candidates are scored; older ones are unlikely. */
const mostCandidates = 160;
/** Number of candidates that did not come which are learnt from at each event. */
const negatives = 12;
const sessionLength = 12;

export class NextItemModel {
  #weights: number[] = [...firstWeights];
  readonly #items = new Map<string, { count: number; last: number }>();
  readonly #follows = new Map<string, Map<string, number>>();
  #recent: string[] = [];
  #now = 0;

  constructor(state?: ModelState) {
    if (state === undefined || state.weights.length !== features.length) return;
    this.#weights = [...state.weights];
    for (const [item, count, last] of state.items) this.#items.set(item, { count, last });
    for (const [key, items] of state.follows) this.#follows.set(key, new Map(items));
    this.#now = state.now;
  }

  /** Returns the most likely next items that `isCandidate` admits. */
  guess(n: number, context: readonly string[], isCandidate: (item: string) => boolean): readonly Guess[] {
    return this.#candidates(isCandidate)
      .map(item => ({ item, probability: sigmoid(this.#dot(this.#featuresOf(item, context))) }))
      .toSorted((a, b) => b.probability - a.probability || (a.item < b.item ? -1 : 1))
      .slice(0, n);
  }

  /** Learns from what came: first the weights, as if it had to be guessed, then the counts. */
  observe({ item, context }: ItemEvent): void {
    if (this.#items.has(item)) {
      this.#teach(item, context, 1);
      const kind = kindOf(item);
      const others = this.#candidates(other => other !== item && kindOf(other) === kind);
      // The highest-scored candidates teach most: a guess would have been wasted on them.
      const rivals = others
        .map(other => ({ other, score: this.#dot(this.#featuresOf(other, context)) }))
        .toSorted((a, b) => b.score - a.score)
        .slice(0, negatives);
      for (const { other } of rivals) this.#teach(other, context, 0);
    }
    this.#count(item, context);
  }

  state(): ModelState {
    return {
      weights: this.#weights,
      items: [...this.#items].map(([item, { count, last }]) => [item, count, last] as const),
      follows: [...this.#follows].map(([key, items]) => [key, [...items]] as const),
      now: this.#now,
    };
  }

  #candidates(isCandidate: (item: string) => boolean): string[] {
    const ranked = [...this.#items].filter(([item]) => isCandidate(item)).toSorted((a, b) => b[1].last - a[1].last);
    return ranked.slice(0, mostCandidates).map(([item]) => item);
  }

  #featuresOf(item: string, context: readonly string[]): number[] {
    const known = this.#items.get(item) ?? { count: 0, last: 0 };
    const [last, before] = [this.#recent.at(-1), this.#recent.at(-2)];
    return [
      1,
      1 / (1 + Math.log2(1 + this.#now - known.last)),
      Math.log2(1 + known.count) / 8,
      last === undefined ? 0 : this.#share(last, item),
      before === undefined ? 0 : this.#share(before, item),
      context.reduce((best, key) => Math.max(best, this.#share(key, item)), 0),
      last !== undefined && folderOf(last) === folderOf(item) ? 1 : 0,
      last === item ? 1 : 0,
      this.#recent.slice(-sessionLength, -2).reduce((best, key) => Math.max(best, this.#share(key, item)), 0),
    ];
  }

  /** Returns how often `item` came after `key`, as a share of everything that came after it, discounted if there is little evidence. */
  #share(key: string, item: string): number {
    const followers = this.#follows.get(key);
    const count = followers?.get(item);
    if (followers === undefined || count === undefined) return 0;
    let total = 1;
    for (const n of followers.values()) total += n;
    return count / total;
  }

  #teach(item: string, context: readonly string[], came: 0 | 1): void {
    const values = this.#featuresOf(item, context);
    const error = came - sigmoid(this.#dot(values));
    for (const [i, value] of values.entries()) {
      const weight = this.#weights[i] ?? 0;
      // Shrinks towards the initial weights, not towards zero.
      this.#weights[i] = weight + learningRate * error * value - shrink * (weight - (firstWeights[i] ?? 0));
    }
  }

  #dot(values: readonly number[]): number {
    return values.reduce((sum, value, i) => sum + value * (this.#weights[i] ?? 0), 0);
  }

  #count(item: string, context: readonly string[]): void {
    this.#now++;
    const known = this.#items.get(item) ?? { count: 0, last: 0 };
    this.#items.set(item, { count: known.count + 1, last: this.#now });
    for (const key of new Set([...this.#recent.slice(-sessionLength), ...context])) {
      // Kept in order of use, so that what is dropped below is the least recently used.
      const followers = this.#follows.get(key) ?? new Map<string, number>();
      this.#follows.delete(key);
      this.#follows.set(key, followers);
      followers.set(item, (followers.get(item) ?? 0) + (key === this.#recent.at(-1) ? 1 : 0.5));
      if (followers.size > mostFollowers) dropLeast(followers);
    }
    this.#recent = [...this.#recent, item].slice(-sessionLength);
    if (this.#items.size > mostItems) this.#forgetOldest();
    for (const key of this.#follows.keys()) {
      if (this.#follows.size <= mostKeys) break;
      this.#follows.delete(key);
    }
  }

  #forgetOldest(): void {
    const [oldest] = [...this.#items].reduce((least, entry) => (entry[1].last < least[1].last ? entry : least));
    this.#items.delete(oldest);
  }
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const kindOf = (item: string): string => item.slice(0, item.indexOf(':'));
const folderOf = (item: string): string => item.slice(0, item.lastIndexOf('/') + 1);

function dropLeast(counts: Map<string, number>): void {
  const [least] = [...counts].reduce((a, b) => (b[1] < a[1] ? b : a));
  counts.delete(least);
}
