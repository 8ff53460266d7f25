/** The index as text for other assistants. */
import * as v from 'valibot';
import { method } from '../method.js';
import { rangeSchema } from '../place.js';

export const shareMethods = {
  /** Returns parts of the index as text for other assistants, with secrets redacted. */
  'share/search': method<string>()(
    v.object({ query: v.pipe(v.string(), v.maxLength(10_000)), limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(50)) }),
  ),
  'share/symbol': method<string>()(v.object({ name: v.pipe(v.string(), v.minLength(1), v.maxLength(500)) })),
  'share/read': method<string>()(v.omit(rangeSchema, ['folder'])),
};
