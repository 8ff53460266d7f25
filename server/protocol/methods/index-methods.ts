/** The state of the index. */
import * as v from 'valibot';
import type { IndexStatus } from '../index-status.js';
import { method } from '../method.js';

const nothing = v.object({});

export const indexMethods = {
  'index/status': method<IndexStatus>()(nothing),
  'index/rebuild': method<void>()(v.object({ folder: v.optional(v.string()) })),
};
