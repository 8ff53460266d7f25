/**
 * Reading text, by language, on one thread: lines, windows, outline and imports, in megabytes per second of CPU time. `--root DIR`
 * (default: this project's node_modules), `--limit-mb N` per language (default 20), `--rounds N` (default 3, of which the best counts),
 * `--json` prints one object.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { decode } from '../../server/text/decode.js';
import { guardContent } from '../../server/text/guard/guard-content.js';
import { guardPath } from '../../server/text/guard/guard-path.js';
import { type Language, languageOf } from '../../server/text/language/languages.js';
import { lineStartsOf } from '../../server/text/lines.js';
import { outline } from '../../server/text/outline/outline.js';
import { cutWindows } from '../../server/text/windows.js';

const { values } = parseArgs({
  options: {
    root: { type: 'string', default: join(import.meta.dirname, '../../node_modules') },
    'limit-mb': { type: 'string', default: '20' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const { root } = values;
const limitBytes = Number(values['limit-mb']) * 1e6;
const nRounds = Number(values.rounds);

interface Corpus {
  readonly language: Language;
  readonly files: { readonly bytes: Uint8Array; readonly starts: Uint32Array }[];
  sizeBytes: number;
}

function collect(): Map<string, Corpus> {
  const corpora = new Map<string, Corpus>();
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && entry.name !== '.git') folders.push(path);
      if (!entry.isFile() || guardPath(relative(root, path)) !== undefined) continue;
      const named = corpora.get(languageOf(path).name);
      if (named !== undefined && named.sizeBytes > limitBytes) continue;
      const raw = new Uint8Array(readFileSync(path));
      if (guardContent(raw, path) !== undefined) continue;
      const bytes = decode(raw);
      const language = languageOf(path, bytes);
      let corpus = corpora.get(language.name);
      if (corpus === undefined) corpora.set(language.name, (corpus = { language, files: [], sizeBytes: 0 }));
      corpus.files.push({ bytes, starts: lineStartsOf(bytes) });
      corpus.sizeBytes += bytes.length;
    }
  }
  return corpora;
}

/** Returns megabytes per second of CPU time, the best of all rounds. */
function speed({ files, sizeBytes }: Corpus, work: (bytes: Uint8Array, starts: Uint32Array) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < nRounds; round++) {
    const before = process.cpuUsage();
    for (const { bytes, starts } of files) work(bytes, starts);
    const used = process.cpuUsage(before);
    best = Math.min(best, used.user + used.system);
  }
  return Math.round(sizeBytes / Math.max(1, best));
}

const rows = [...collect().values()]
  .filter(corpus => corpus.sizeBytes > 200_000)
  .sort((a, b) => b.sizeBytes - a.sizeBytes)
  .map(corpus => {
    let nItems = 0;
    for (const { bytes, starts } of corpus.files) nItems += outline(bytes, corpus.language, starts).length;
    return {
      language: corpus.language.name,
      files: corpus.files.length,
      'size MB': Number((corpus.sizeBytes / 1e6).toFixed(1)),
      items: nItems,
      'outline MB/s': speed(corpus, (bytes, starts) => outline(bytes, corpus.language, starts)),
      'lines MB/s': speed(corpus, bytes => lineStartsOf(bytes)),
      'windows MB/s': speed(corpus, (bytes, starts) => cutWindows(bytes, starts)),
    };
  });
if (values.json) console.log(JSON.stringify({ type: 'text', root, rows }));
else console.table(rows);
