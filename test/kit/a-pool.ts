/** A connection pool as the server builds it, for tests: real sockets, fixed jitter. */
import { systemClock } from '../../server/base/clock.js';
import { Recorder } from '../../server/monitor/recorder.js';
import { ConnectionPool, type PoolSettings } from '../../server/net/connection-pool.js';
import { type PrivacyEntry, PrivacyLog } from '../../server/net/privacy-log.js';

export function aPool(url: string, settings: Partial<PoolSettings> = {}) {
  const recorder = new Recorder({ process: 'test', clock: systemClock, enabled: true });
  const entries: PrivacyEntry[] = [];
  const privacy = new PrivacyLog(entry => entries.push(entry));
  const full: PoolSettings = { offline: false, origins: [new URL(url).origin], ...settings };
  const pool = new ConnectionPool(full, { recorder, clock: systemClock, privacy, random: () => 0 });
  const counters = () => recorder.counters()['ConnectionPool'] ?? {};
  return { pool, recorder, privacy, entries, counters, settings: full };
}

export const never = (): AbortSignal => new AbortController().signal;
