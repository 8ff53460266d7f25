/** Suggests three questions about this workspace, made from its index: its entry point, its largest module, and what changed last. */
import { type Sentence, say, type Wording, worded } from '../../protocol/sentences/sentence.js';
import type { Landmark, Landmarks } from '../../search/search-thread-methods.js';

export class Suggester {
  readonly #landmarks: (signal: AbortSignal) => Promise<Landmarks>;
  readonly #wording: Wording;

  constructor(landmarks: (signal: AbortSignal) => Promise<Landmarks>, wording: Wording) {
    this.#landmarks = landmarks;
    this.#wording = wording;
  }

  /** Returns fewer than three if the workspace is small, and none if it contains no code. */
  async suggest(signal: AbortSignal): Promise<readonly string[]> {
    const { entry, largest, latest } = await this.#landmarks(signal);
    const questions = new Map<string, string>();
    const ask = (mark: Landmark | undefined, question: (name: string) => Sentence): void => {
      // A file that is two landmarks gets only one question.
      if (mark !== undefined && !questions.has(mark.path)) questions.set(mark.path, worded(question(nameOf(mark)), this.#wording));
    };
    ask(entry, name => say('suggestEntry', { name }));
    ask(largest, name => say('suggestLargest', { name }));
    ask(latest, name => say('suggestLatest', { name }));
    return [...questions.values()];
  }
}

const nameOf = ({ path, symbol }: Landmark): string => (symbol === undefined || isGeneric(symbol) ? path : `${symbol} (${path})`);
/** `main` says less than the path. */
const isGeneric = (symbol: string): boolean => /^(?:main|run|start|index|default|app)$/i.test(symbol);
