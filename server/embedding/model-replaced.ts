/**
 * Thrown if the model behind a name has been replaced. Vectors of the two models must never be compared, so the caller must open the
 * embedder again.
 */
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
