/** A word of a question. Types only. */
import type { WordPlace } from './word-places.js';

export interface QueryWord {
  /** As typed, without surrounding punctuation; qualified names are split at their dots and colons. */
  readonly text: string;
  /** True if it is written like code: `workerPool`, `worker_pool`, `HTTPServer`, `$x`, or one half of a qualified name. */
  readonly isIdentifier: boolean;
  readonly isStop: boolean;
  /** The name before it in `Pool.run`, `Pool::run`, `pool->run`; '' if there is none. */
  readonly qualifier: string;
  /** Set for commit messages. For other texts it says "in the subject, unmarked". */
  readonly place: WordPlace;
}
