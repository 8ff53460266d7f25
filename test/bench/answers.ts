/**
 * `npm run bench -- answers --bench DIR --mirror DIR`: how much of what a question needs is in the prompt that is sent, for models with
 * windows of 2k, 4k and 8k tokens. A target counts if lines of its file (or of its range, if it names one) are sent.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { excerptOf } from '../../server/chat/answer/excerpt-of.js';
import { pack } from '../../server/chat/answer/pack.js';
import { loadStaticTable } from '../../server/embedding/static-table-file.js';
import { wasmKernels } from '../../server/kernels/load-kernels.js';
import { neighbours } from '../../server/search/neighbours.js';
import { decodeWeights } from '../../server/search/rank/ranking-weights.js';
import { SearchEngine } from '../../server/search/search-engine.js';
import { SegmentStore } from '../../server/snapshot/segment-store.js';
import { pathMatches } from '../../server/training/ranker/examine-folder.js';
import { benchmarkFolders, type JudgedFolder, type Target } from '../../server/training/ranker/judged-folders.js';
import { mean } from '../../server/training/ranker/ranking-metrics.js';
import { segmentOfFiles } from '../../server/training/segment-of-files.js';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values } = parseArgs({
  options: {
    bench: { type: 'string', default: 'bench/code-search' },
    mirror: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const only = values.only === '' ? undefined : new Set(values.only.split(','));
const kernels = readFileSync(join(dist, 'kernels.wasm'));
const model = loadStaticTable(join(dist, 'static-table.bin'));
const weights = decodeWeights(readFileSync(join(dist, 'ranking-weights.json'), 'utf8'), 'ranking-weights.json');
const windows = [2048, 4096, 8192];
/** As many places as a chat requests. */
const nPlaces = 12;
/** The token estimate that a chat starts with. */
const count = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

interface Recall {
  readonly window: number;
  readonly kind: string;
  /** Share of the targets that are sent, and 1 if any of them is. */
  readonly share: number;
  readonly any: number;
}

const rows: Recall[] = [];
for (const folder of benchmarkFolders(values.bench, values.mirror)) {
  if (only === undefined || only.has(folder.name)) rows.push(...recallsOf(folder));
}
for (const window of windows) {
  const here = rows.filter(row => row.window === window);
  const kinds = [...Map.groupBy(here, row => row.kind)].map(([kind, some]) => [kind, mean(some.map(row => row.any))] as const);
  const result = { window, any: mean(here.map(row => row.any)), share: mean(here.map(row => row.share)), kinds: Object.fromEntries(kinds) };
  if (values.json) console.log(JSON.stringify(result));
  else {
    const byKind = kinds.map(([kind, value]) => `${kind} ${value.toFixed(3)}`).join('  ');
    console.log(`window ${window}: a target is sent ${result.any.toFixed(3)}, share of targets ${result.share.toFixed(3)}  (${byKind})`);
  }
}

function recallsOf(folder: JudgedFolder): readonly Recall[] {
  const files = folder.files();
  const store = new SegmentStore(wasmKernels(kernels), 128 << 20, (_, problem) => {
    throw new Error(problem.reason);
  });
  const service = new SearchEngine({ open: spec => store.snapshot(spec), close: name => store.drop(name), model, weights });
  const decoder = new TextDecoder();
  for (const { path, bytes } of files) service.texts.setUnsaved(join('/nowhere', path), decoder.decode(bytes));
  const bytes = segmentOfFiles(files, kernels, model);
  service.use({
    folder: folder.name,
    root: '/nowhere',
    generation: 1,
    segments: [{ path: folder.name, bytes, deletedFiles: [] }],
    overlays: [],
  });
  return folder.queries.flatMap(({ query, kind, targets }) => {
    const { places } = service.search({ query, limit: nPlaces }, () => undefined);
    return windows.map(window => {
      const maxChars = window * 0.5;
      const near = neighbours(service.folders(), { places, maxChars }, service.texts).map(({ place }) => place);
      const excerpts = [...places, ...near].map((place, i) => excerptOf(place, String(i + 1)));
      const { sent } = pack({ question: query, attachments: [], history: [], excerpts, windowTokens: window, count });
      const isSent = (target: Target): boolean =>
        sent.some(
          ({ range }) =>
            pathMatches(range.path, target.path) &&
            (target.startLine === undefined ||
              target.endLine === undefined ||
              (range.startLine <= target.endLine && target.startLine <= range.endLine)),
        );
      const found = targets.filter(isSent).length;
      return { window, kind, share: found / targets.length, any: found > 0 ? 1 : 0 };
    });
  });
}
