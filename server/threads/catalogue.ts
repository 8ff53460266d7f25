/** Entry of the catalogue thread. sql.js runs here, so that its exports block nothing else. */
import { readFileSync } from 'node:fs';
import { systemClock } from '../base/clock.js';
import { CatalogueKeeper } from '../catalogue/catalogue-keeper.js';
import type { CatalogueMethods, CatalogueThreadData } from '../catalogue/catalogue-methods.js';
import type { CatalogueRows } from '../catalogue/catalogue-rows.js';
import { systemDisk } from '../disk/atomic-file.js';
import { serveThread, threadData } from '../pool/serve-thread.js';

// Only the catalogue starts this entry.
const { file, wasmFile } = threadData() as CatalogueThreadData;
let opening: Promise<CatalogueKeeper> | undefined;

const log = (level: string, text: string): void => void process.stderr.write(`${level} catalogue: ${text}\n`);
const keeper = (): Promise<CatalogueKeeper> =>
  (opening ??= CatalogueKeeper.open({ file, wasm: readFileSync(wasmFile), disk: systemDisk, clock: systemClock, log }));

async function read<T>(work: (rows: CatalogueRows) => T): Promise<T> {
  return work((await keeper()).rows);
}

async function write(work: (rows: CatalogueRows) => void): Promise<void> {
  const catalogue = await keeper();
  work(catalogue.rows);
  catalogue.changed();
}

serveThread<CatalogueMethods>({
  list: () => read(rows => rows.list()),
  open: ({ conversationId, last }) => read(rows => rows.open(conversationId, last)),
  earlier: ({ conversationId, before, limit }) => read(rows => rows.earlier(conversationId, before, limit)),
  putTurn: ({ conversationId, turn, mayCreate }) => write(rows => rows.putTurn(conversationId, turn, mayCreate)),
  cutFrom: ({ conversationId, turnId }) => write(rows => rows.cutFrom(conversationId, turnId)),
  rename: ({ conversationId, title }) => write(rows => rows.rename(conversationId, title)),
  pin: ({ conversationId, pinned }) => write(rows => rows.pin(conversationId, pinned)),
  delete: ({ conversationId }) => write(rows => rows.delete(conversationId)),
  search: ({ text }) => read(rows => rows.search(text)),
  putMetrics: ({ rows: metrics }) => write(rows => rows.putMetrics(metrics)),
  metricsSince: ({ name, since }) => read(rows => rows.metricsSince(name, since)),
  putTuning: ({ key, value }) => write(rows => rows.putTuning(key, value)),
  tuning: ({ key }) => read(rows => rows.tuning(key)),
  sync: async () => (await keeper()).sync(),
  flush: async () => (await keeper()).flush(),
  takeNote: async () => (await keeper()).takeNote(),
});
