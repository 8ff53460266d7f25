/** Runs disk work whose failure a person can fix: a full or read-only disk becomes a problem with a remedy. */

import { errorText } from '../../protocol/error-text.js';
import { ProblemError } from '../../protocol/problem.js';

export async function orUnwritable<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const why = errorText(error);
    throw new ProblemError(
      'storage-unwritable',
      `Could not write "${path}": ${why}`,
      'Free some space, or choose another folder in the setting "storageDir"',
      { cause: error },
    );
  }
}
