/** Three questions about this workspace, made from its index: its entry point, its largest part, and where a stranger starts. */
import type { Place } from '../protocol/place.js';
import type { SearchPlaces } from './search-places.js';

/** What a workspace's own words are found by; each yields at most one question. */
const probes: readonly { readonly query: string; readonly ask: (place: Place) => string | undefined }[] = [
  { query: 'main entry point start', ask: place => `What happens when ${nameOf(place) ?? place.path} runs?` },
  { query: 'class', ask: place => nameOf(place) && `How does ${nameOf(place)} work, and who uses it?` },
  { query: 'handle error failure', ask: place => `How are failures handled in ${place.path}?` },
  { query: 'README overview', ask: place => `What is this project for, and how is it built? (${place.path})` },
  { query: 'test', ask: place => `What does ${place.path} test?` },
];
const wanted = 3;

export class Suggester {
  readonly #search: SearchPlaces;

  constructor(search: SearchPlaces) {
    this.#search = search;
  }

  async suggest(signal: AbortSignal): Promise<readonly string[]> {
    const questions = new Set<string>();
    const files = new Set<string>();
    for (const { query, ask } of probes) {
      const { places } = await this.#search({ query, limit: 5 }, signal);
      const place = places.find(({ path }) => !files.has(path));
      const question = place && ask(place);
      if (place === undefined || question === undefined) continue;
      files.add(place.path);
      questions.add(question);
      if (questions.size === wanted) break;
    }
    return [...questions];
  }
}

const nameOf = ({ chain }: Place): string | undefined => (chain.length === 0 ? undefined : chain.join('.'));
