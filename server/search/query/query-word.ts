/** A word of a question. Types only. */
import type { WordPlace } from './word-places.js';

export interface QueryWord {
  /** As typed, without the marks around it; qualified names are cut at their dots and colons. */
  readonly text: string;
  /** Written as code is: `workerPool`, `worker_pool`, `HTTPServer`, `$x`, or one half of a qualified name. */
  readonly isIdentifier: boolean;
  readonly isStop: boolean;
  /** The name before it in `Pool.run`, `Pool::run`, `pool->run`; '' for none. */
  readonly qualifier: string;
  /** Known for the message of a change; in the subject and unmarked elsewhere. */
  readonly place: WordPlace;
}
