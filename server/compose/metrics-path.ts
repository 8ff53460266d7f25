/** Where the figures of all runs lie, inside the storage folder. Pure. */
import { join } from 'node:path';

export const metricsPath = (storageDir: string): string => join(storageDir, 'metrics.jsonl');
