/** Runs disk work whose failure a person can fix: a full or read-only disk becomes a problem with a remedy. */

import { errorText } from '../../protocol/error-text.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';

export async function orUnwritable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = errorText(error);
    throw new ProblemError('storage-unwritable', say('unwritable', { path, why }), say('freeSpaceOrFolder'), { cause: error });
  }
}
