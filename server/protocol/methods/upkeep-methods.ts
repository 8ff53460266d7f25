/** Checks of this machine, requests that left it, measurements, and clearing stored data. */
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
  /** Returns the requests that left this server. */
  'privacy/log': method<PrivacyReport>()(nothing),
  /** Returns the output of `vibe report` as JSON, with a name for the file. */
  'report/get': method<{ readonly name: string; readonly text: string }>()(nothing),
  /** Deletes everything that is stored when the server starts next. The caller then restarts it. */
  'data/clear': method<void>()(nothing),
};
