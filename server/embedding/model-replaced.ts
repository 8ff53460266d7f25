/**
 * Thrown if the model behind a name has been replaced. Vectors of the two models must never be compared, so the caller must open the
 * embedder again.
 */
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

export class ModelReplaced extends ProblemError {
  constructor(model: string) {
    super('embedder-failed', say('embedderReplaced', { model }), say('embedsAgain'));
  }
}
