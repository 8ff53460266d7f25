/**
 * Writes the privacy log to a file that a person can read: one JSON line per request. The last megabyte of older lines is kept in a second
 * file.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { PrivacyEntry } from './privacy-log.js';

const maxBytes = 1024 * 1024;

/** Returns a sink for a PrivacyLog. If the file cannot be written, the entries in memory remain. */
export function privacyFile(path: string): (entry: PrivacyEntry) => void {
  let sizeBytes: number | undefined;
  return entry => {
    try {
      if (sizeBytes === undefined) {
        mkdirSync(dirname(path), { recursive: true });
        sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      }
      const line = `${JSON.stringify({ ...entry, at: new Date(entry.at).toISOString(), durationMs: Math.round(entry.durationMs) })}\n`;
      if (sizeBytes > maxBytes) {
        renameSync(path, `${path}.old`);
        sizeBytes = 0;
      }
      appendFileSync(path, line, { mode: 0o600 });
      sizeBytes += line.length;
    } catch {
      sizeBytes = undefined;
    }
  };
}
