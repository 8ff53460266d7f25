/** Checks of this machine, what left it, what was measured, and clearing what is stored. */
import * as v from 'valibot';
import { method } from '../method.js';
import type { PrivacyReport } from '../privacy.js';

/** One check of `vibe doctor`. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly remedy?: string;
  /** Vibe works without it. */
  readonly optional?: boolean;
}

const nothing = v.object({});

export const upkeepMethods = {
  'doctor/check': method<readonly Check[]>()(nothing),
  /** The requests that left this server. */
  'privacy/log': method<PrivacyReport>()(nothing),
  /** What `vibe report` says, as JSON with a name for the file. */
  'report/get': method<{ readonly name: string; readonly text: string }>()(nothing),
  /** Everything that is kept goes when the server starts next: to be followed by a restart. */
  'data/clear': method<void>()(nothing),
};
