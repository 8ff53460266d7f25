/**
 * Recognises models of endpoints that do not report when another model takes over a name, by the vector of one fixed text. A model that
 * returns nearly the same vector is the same model, also in later runs: different rounding on a GPU must not force everything to be
 * embedded again.
 * Invariant: two models that are distinguished here never get the same id. If the file is lost, a model gets the same id again or, at
 * worst, a new one.
 */

import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { readRegularSync } from '../base/regular-file.js';

const maxFileBytes = 16 * 1024 * 1024;

/** Sent with every request for vectors. Short, because it is paid for each time; code, because models differ most on it. */
export const canaryText = 'def close(pool): return pool.shutdown(wait=True)';

/** Another quantisation of the same model stays above this; its vectors may be compared. */
const sameCosine = 0.99;
const mostKept = 64;
/** History: 1 first version. A file of another version is dropped. */
const version = 1;
const fileSchema = v.object({
  version: v.literal(version),
  models: v.array(v.object({ model: v.string(), id: v.string(), vector: v.array(v.number()) })),
});
type Known = v.InferOutput<typeof fileSchema>['models'][number];

export class Canaries {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Returns the id of the model that answers under this name now. */
  idOf(model: string, vector: Float32Array): string {
    const known = this.#read();
    const found = known.find(one => one.model === model && isSameCanary(Float32Array.from(one.vector), vector));
    if (found !== undefined) return found.id;
    const id = digest(vector);
    this.#write([{ model, id, vector: Array.from(vector, value => Number(value.toPrecision(5))) }, ...known].slice(0, mostKept));
    return id;
  }

  #read(): readonly Known[] {
    try {
      const parsed = v.safeParse(fileSchema, JSON.parse(readRegularSync(this.#path, maxFileBytes).toString('utf8')));
      return parsed.success ? parsed.output.models : [];
    } catch {
      return [];
    }
  }

  #write(models: readonly Known[]): void {
    const temporary = `${this.#path}.${process.pid}`;
    try {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(temporary, JSON.stringify({ version, models }), { mode: 0o600 });
      renameSync(temporary, this.#path);
    } catch {
      // The next run derives the id again from the vector.
    }
  }
}

export function isSameCanary(a: Float32Array, b: Float32Array): boolean {
  if (a.length !== b.length) return false;
  let [dot, ofA, ofB] = [0, 0, 0];
  for (let d = 0; d < a.length; d++) {
    dot += a[d]! * b[d]!;
    ofA += a[d]! ** 2;
    ofB += b[d]! ** 2;
  }
  return ofA === 0 || ofB === 0 ? ofA === ofB : dot >= sameCosine * Math.sqrt(ofA * ofB);
}

/** Coarse, so that most of the noise is gone. */
function digest(vector: Float32Array): string {
  const largest = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  return createHash('sha256')
    .update(Int8Array.from(vector, value => Math.round((value / largest) * 16)))
    .digest('hex')
    .slice(0, 12);
}
