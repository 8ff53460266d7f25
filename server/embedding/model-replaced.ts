/** The model behind a name is not the one that it was: vectors of the two must never be compared. Whoever embeds opens the model again. */
import { ProblemError } from '../protocol/problem.js';

export class ModelReplaced extends ProblemError {
  constructor(model: string) {
    super(
      'embedder-failed',
      `The embedding model "${model}" was replaced by another one of the same name`,
      'Nothing needs to be done: everything is embedded anew',
    );
  }
}
