/** Paths of the files beside this one in dist/: entries of threads and children, the kernels, the models. No other module knows them. */
import { fileURLToPath } from 'node:url';

const inDist = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export const builtFiles = {
  indexThread: inDist('./threads/index.js'),
  searchThread: inDist('./threads/search.js'),
  catalogueThread: inDist('./threads/catalogue.js'),
  completionThread: inDist('./threads/completion.js'),
  documentThread: inDist('./threads/document.js'),
  embedder: inDist('./embedder.js'),
  kernels: inDist('./kernels.wasm'),
  sqlWasm: inDist('./sql-wasm.wasm'),
  /** The built-in embedding model. */
  table: inDist('./static-table.bin'),
  rankingWeights: inDist('./ranking-weights.json'),
  /** The weights that decide which suggestions of the built-in completer are shown. */
  completionGate: inDist('./completion-gate.json'),
  packageFile: inDist('../package.json'),
};

/** Returns the path of a grammar, or of the runtime that reads grammars. */
export const grammarFile = (name: string): string => inDist(`./grammars/${name}`);
