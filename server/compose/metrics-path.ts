/** Path of the measurements of all runs, inside the storage folder. Pure. */
import { join } from 'node:path';

export const metricsPath = (storageDir: string): string => join(storageDir, 'metrics.jsonl');
