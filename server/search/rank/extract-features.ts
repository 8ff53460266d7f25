/**
 * Computes the features of each candidate file, in the order of `featureNames`. The trainer uses this same code to fit the weights.
 * Pure: reads only the snapshot, and neither the clock nor the disk.
 */
import { toInt8 } from '../../embedding/embed-text.js';
import { type FileFacts, type Gathered, nFields, type Snapshot } from '../../snapshot/snapshot-types.js';
import { fileRoles } from '../../text/language/file-role.js';
import { languageById } from '../../text/language/languages.js';
import { type Candidates, type SymbolHit, scoringOf } from '../collect-candidates.js';
import { blendCosines } from './chosen-cosines.js';
import { type BaseFeature, baseFeatures, featureAt, featureNames, singleFeatures } from './feature-names.js';
import { NamedInText } from './named-in-text.js';
import type { PathFacts } from './path-facts.js';
import { type PreparedQuery, weightedTerms } from './prepared-query.js';

export interface FileWindow {
  readonly window: number;
  /** Share of the question's mass covered by its words. */
  readonly text: number;
  readonly cosine: number;
}

export interface CandidateTable {
  readonly files: Uint32Array;
  /** `featureNames.length` values for each file. */
  readonly features: Float32Array;
  readonly facts: readonly FileFacts[];
  /** Returns the windows of a row that are worth showing. Computed on demand, because few rows are shown. */
  readonly windowsOf: (row: number) => readonly FileWindow[];
}

/** What extraction needs besides the snapshot. Caches live as long as the snapshot. */
export interface FeatureSources {
  readonly factsOf: (file: number) => FileFacts;
  readonly pathOf: (facts: FileFacts, file: number) => PathFacts;
  /** Returns the unit vector of the words of a file's path, or undefined without a model. */
  readonly pathVector: (facts: FileFacts, file: number) => Float32Array | undefined;
}

const windowsPerFile = 3;
/** Marks a slot without a window. */
const noWindow = 0xffffffff;
/** For a very large file, cosines are computed only for its first windows and for those that match by words. */
const maxCosineWindows = 160;
const [BODY, NAMES, TOP_NAMES, COMMENTS] = [0, 1, 2, 3];

export function extractFeatures(
  snapshot: Snapshot,
  query: PreparedQuery,
  { files, symbols }: Candidates,
  sources: FeatureSources,
): CandidateTable {
  const n = featureNames.length;
  const features = new Float32Array(files.length * n);
  const facts = Array.from(files, file => sources.factsOf(file));
  const gathered = snapshot.gather(weightedTerms(query), scoringOf(snapshot), files, windowsPerFile);
  const cosines = fileCosines(snapshot, query, files, facts);
  const row = new Row(features);
  const question: Question = {
    query,
    termIds: Float64Array.from(query.terms, ({ term }) => term),
    isPart: Uint8Array.from(query.terms, ({ isPart }) => (isPart ? 1 : 0)),
    names: query.names.map(({ text, share }) => ({ flat: text.replaceAll('_', ''), share })),
    named: new NamedInText(query.parsed),
  };
  for (let i = 0; i < files.length; i++) {
    const path = sources.pathOf(facts[i]!, files[i]!);
    row.start(i * n);
    textFeatures(row, snapshot, question, gathered, i, facts[i]!);
    pathFeatures(row, question, path, facts[i]!.path);
    const hits = symbols.get(files[i]!);
    if (hits !== undefined) symbolFeatures(row, hits);
    meaningFeatures(row, query, cosines, i, facts[i]!, files[i]!, sources);
    kindFeatures(row, query, facts[i]!, path);
  }
  relative(features, 'windowShare', 'windowMax');
  relative(features, 'fileShare', 'fileMax');
  relative(features, 'namesShare', 'namesMax');
  relative(features, 'topNamesShare', 'topNamesMax');
  relative(features, 'commentsShare', 'commentsMax');
  relative(features, 'pathShare', 'pathMax');
  relative(features, 'cosBest', 'cosBestMax');
  if (query.isSingle) copySingles(features);
  const windows: (readonly FileWindow[] | undefined)[] = [];
  const windowsOf = (i: number): readonly FileWindow[] => (windows[i] ??= shownWindows(query, gathered, cosines, i, facts[i]!));
  return { files, features, facts, windowsOf };
}

/** A question, with data laid out for the per-file computations. */
interface Question {
  readonly query: PreparedQuery;
  readonly termIds: Float64Array;
  /** 1 for each term that is a part of an identifier. */
  readonly isPart: Uint8Array;
  /** Names that the question may mean, without separators. */
  readonly names: readonly { readonly flat: string; readonly share: number }[];
  readonly named: NamedInText;
}

/** Writes features into one row of the table, by their position in `featureAt`. */
class Row {
  readonly #values: Float32Array;
  #at = 0;

  constructor(values: Float32Array) {
    this.#values = values;
  }

  start(at: number): void {
    this.#at = at;
  }

  set(column: number, value: number): void {
    this.#values[this.#at + column] = value;
  }
}

/** Returns BM25's saturation of a count. `lengthRatio` is the length of the text divided by the average. */
const saturated = (count: number, k1: number, b: number, lengthRatio: number): number =>
  count === 0 ? 0 : (count * (k1 + 1)) / (count + k1 * (1 - b + b * lengthRatio));

/** Takes 6 parameters because it is called for each window of each question: a record would be garbage. */
function textFeatures(
  row: Row,
  { totals }: Snapshot,
  { query: { weights, mass }, isPart }: Question,
  gathered: Gathered,
  i: number,
  facts: FileFacts,
): void {
  const nTerms = isPart.length;
  if (mass === 0) return;
  const counts = gathered.fileCounts;
  const windowsRatio = facts.nWindows / Math.max(1, totals.nWindows / Math.max(1, totals.nFiles));
  const symbolsRatio = (facts.nSymbols + 1) / (totals.nSymbols / Math.max(1, totals.nFiles) + 1);
  let file = 0;
  let names = 0;
  let topNames = 0;
  let comments = 0;
  let covered = 0;
  let coverable = 0;
  for (let t = 0; t < nTerms; t++) {
    const at = (i * nTerms + t) * nFields;
    const weight = weights[t]!;
    file += weight * saturated(counts[at + BODY]!, 1.5, 0.6, windowsRatio);
    names += weight * saturated(counts[at + NAMES]!, 1.2, 0.4, symbolsRatio);
    topNames += weight * saturated(counts[at + TOP_NAMES]!, 1.2, 0.3, symbolsRatio);
    comments += weight * saturated(counts[at + COMMENTS]!, 1.5, 0.6, windowsRatio);
    if (isPart[t] === 0) continue;
    coverable += weight;
    if (counts[at + BODY]! > 0) covered += weight;
  }
  row.set(featureAt.fileShare, file / mass);
  row.set(featureAt.namesShare, names / mass);
  row.set(featureAt.topNamesShare, topNames / mass);
  row.set(featureAt.commentsShare, comments / mass);
  row.set(featureAt.fileCoverage, coverable === 0 ? 0 : covered / coverable);

  // Slots are sorted: the best window comes first.
  const from = i * windowsPerFile;
  const [first, second, third] = [shareOf(gathered, from, mass), shareOf(gathered, from + 1, mass), shareOf(gathered, from + 2, mass)];
  row.set(featureAt.windowShare, first);
  row.set(featureAt.nextWindows, (second + third) / 2);
  if (first <= 0) return;
  let windowNames = 0;
  let windowComments = 0;
  let windowCovered = 0;
  for (let t = 0; t < nTerms; t++) {
    const at = (from * nTerms + t) * nFields;
    if (gathered.windowCounts[at + NAMES]! > 0) windowNames += weights[t]!;
    if (gathered.windowCounts[at + COMMENTS]! > 0) windowComments += weights[t]!;
    if (isPart[t] === 1 && gathered.windowCounts[at + BODY]! > 0) windowCovered += weights[t]!;
  }
  row.set(featureAt.windowNames, windowNames / mass);
  row.set(featureAt.windowComments, windowComments / mass);
  row.set(featureAt.windowCoverage, coverable === 0 ? 0 : windowCovered / coverable);
}

/** Returns the share of the question's mass that the window of a slot covers; 0 for an empty slot. */
const shareOf = ({ windows, windowScores }: Gathered, slot: number, mass: number): number =>
  windows[slot] === noWindow ? 0 : windowScores[slot]! / mass;

function pathFeatures(
  row: Row,
  { query: { pathWeights, pathMass }, termIds, names, named }: Question,
  path: PathFacts,
  written: string,
): void {
  let base = 0;
  let folders = 0;
  let lastFolder = 0;
  let any = 0;
  for (let t = 0; t < termIds.length; t++) {
    const term = termIds[t]!;
    const weight = pathWeights[t]!;
    const inBase = path.base.has(term);
    const inFolders = path.folders.has(term);
    if (inBase) base += weight;
    if (inFolders) folders += weight;
    if (path.lastFolder.has(term)) lastFolder += weight;
    if (inBase || inFolders) any += weight;
  }
  if (pathMass > 0) {
    row.set(featureAt.pathShare, any / pathMass);
    row.set(featureAt.baseShare, base / pathMass);
    row.set(featureAt.folderShare, folders / pathMass);
    row.set(featureAt.lastFolderShare, lastFolder / pathMass);
  }
  let nCovered = 0;
  for (const part of path.baseParts) if (termIds.includes(part)) nCovered++;
  if (path.baseParts.length > 0) row.set(featureAt.baseCoverage, nCovered / path.baseParts.length);
  row.set(featureAt.baseExact, nCovered > 0 && nCovered === path.baseParts.length ? 1 : 0);
  let isName = 0;
  for (const { flat, share } of names) if (flat === path.flatName) isName = Math.max(isName, share);
  row.set(featureAt.baseIsName, isName);
  row.set(featureAt.depth, path.depth / 5);
  named.of(written, path, (feature, value) => row.set(featureAt[feature], value));
}

const typeKinds = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'type', 'module']);
/** Kinds that only declare something or extend it elsewhere, so they are rarely the wanted place. */
const weakKinds = new Set(['declaration', 'impl', 'variable', 'property', 'key', 'section', 'test']);

function symbolFeatures(row: Row, hits: readonly SymbolHit[]): void {
  let [share, rare, top, type, exact, qualified, identifier, near] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (const { symbol, guess, match, nNamed, isQualified } of hits) {
    const value = guess.share * (weakKinds.has(symbol.kind) ? 0.4 : 1);
    if (match !== 'folded') {
      near = Math.max(near, value / (1 + Math.log(nNamed)));
      continue;
    }
    share = Math.max(share, value);
    rare = Math.max(rare, value / nNamed);
    if (symbol.parent < 0) top = Math.max(top, value);
    if (typeKinds.has(symbol.kind)) type = Math.max(type, value);
    if (guess.typed === symbol.name) exact = Math.max(exact, value);
    if (guess.isIdentifier) identifier = Math.max(identifier, value);
    if (isQualified) qualified = Math.max(qualified, value);
  }
  row.set(featureAt.definesShare, share);
  row.set(featureAt.definesRare, rare);
  row.set(featureAt.definesTop, top);
  row.set(featureAt.definesType, type);
  row.set(featureAt.definesCase, exact);
  row.set(featureAt.definesQualified, qualified);
  row.set(featureAt.definesIdentifier, identifier);
  row.set(featureAt.definesNear, near);
}

interface FileCosines {
  readonly starts: Uint32Array;
  readonly values: Float32Array;
}

/** Computes the cosines of each candidate's windows: of all of them, except in very large files. */
function fileCosines(snapshot: Snapshot, query: PreparedQuery, files: Uint32Array, facts: readonly FileFacts[]): FileCosines | undefined {
  const { vector, chosen } = query;
  if (vector === undefined && chosen === undefined) return undefined;
  const starts = new Uint32Array(files.length + 1);
  facts.forEach((file, i) => {
    starts[i + 1] = starts[i]! + Math.min(file.nWindows, maxCosineWindows);
  });
  const wanted = new Uint32Array(starts[files.length]!);
  facts.forEach((file, i) => {
    for (let w = 0; w < starts[i + 1]! - starts[i]!; w++) wanted[starts[i]! + w] = file.firstWindow + w;
  });
  const builtIn = vector && snapshot.cosines(toInt8(vector), wanted);
  const values = chosen === undefined ? builtIn! : blendCosines(builtIn, chosen.vectors.cosines(chosen.vector, wanted));
  return { starts, values };
}

/** Takes 7 parameters because `textFeatures` takes six. */
function meaningFeatures(
  row: Row,
  { vector }: PreparedQuery,
  cosines: FileCosines | undefined,
  i: number,
  facts: FileFacts,
  file: number,
  sources: FeatureSources,
): void {
  if (cosines === undefined) return;
  let [first, second, third, sum] = [-1, -1, -1, 0];
  const from = cosines.starts[i]!;
  const to = cosines.starts[i + 1]!;
  for (let at = from; at < to; at++) {
    const value = cosines.values[at]!;
    sum += value;
    if (value > first) [first, second, third] = [value, first, second];
    else if (value > second) [second, third] = [value, second];
    else if (value > third) third = value;
  }
  if (to > from) {
    const count = Math.min(3, to - from);
    row.set(featureAt.cosBest, first);
    row.set(featureAt.cosSecond, count > 1 ? second : first);
    row.set(featureAt.cosTop, count === 1 ? first : count === 2 ? (first + second) / 2 : (first + second + third) / 3);
    row.set(featureAt.cosFile, sum / (to - from));
    row.set(featureAt.cosHead, cosines.values[from]!);
  }
  if (vector !== undefined) row.set(featureAt.cosPath, dot(vector, sources.pathVector(facts, file)));
}

function dot(a: Float32Array, b: Float32Array | undefined): number {
  if (b === undefined) return 0;
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d]! * b[d]!;
  return sum;
}

function kindFeatures(row: Row, { parsed }: PreparedQuery, facts: FileFacts, path: PathFacts): void {
  const role = fileRoles[facts.role] ?? 'source';
  const isWanted = parsed.wanted.has(role);
  const mark = (column: number, is: boolean): void => row.set(column, is && !isWanted ? 1 : 0);
  mark(featureAt.roleTest, role === 'test');
  mark(featureAt.roleExample, role === 'example');
  mark(featureAt.roleDocs, role === 'docs');
  mark(featureAt.roleGenerated, role === 'generated');
  mark(featureAt.roleVendored, role === 'vendored');
  row.set(featureAt.roleWanted, isWanted ? 1 : 0);
  row.set(featureAt.notCode, languageById(facts.language).kind === 'code' ? 0 : 1);
  row.set(featureAt.declarationFile, path.isDeclaration ? 1 : 0);
  row.set(featureAt.compatFile, path.isCompat ? 1 : 0);
  row.set(featureAt.indexFile, path.isIndex ? 1 : 0);
  row.set(featureAt.logLines, Math.log1p(facts.nLines) / 8);
  row.set(featureAt.logSymbols, Math.log1p(facts.nSymbols) / 6);
}

/** Returns the windows of a row that matched by words, with their cosines, and the nearest window by meaning. */
function shownWindows(
  { mass }: PreparedQuery,
  gathered: Gathered,
  cosines: FileCosines | undefined,
  i: number,
  facts: FileFacts,
): readonly FileWindow[] {
  const from = cosines?.starts[i] ?? 0;
  const count = (cosines?.starts[i + 1] ?? 0) - from;
  const of = (window: number): number => {
    const offset = window - facts.firstWindow;
    return offset < count ? cosines!.values[from + offset]! : 0;
  };
  const shown: FileWindow[] = [];
  for (let s = i * windowsPerFile; mass > 0 && s < (i + 1) * windowsPerFile; s++) {
    const window = gathered.windows[s]!;
    if (window === noWindow) break;
    shown.push({ window, text: gathered.windowScores[s]! / mass, cosine: of(window) });
  }
  if (cosines === undefined || count === 0) return shown;
  let nearest = 0;
  for (let w = 1; w < count; w++) if (cosines.values[from + w]! > cosines.values[from + nearest]!) nearest = w;
  const window = facts.firstWindow + nearest;
  if (!shown.some(known => known.window === window)) shown.push({ window, text: 0, cosine: of(window) });
  return shown;
}

/** Sets feature `to` to `from` divided by the best candidate's value. */
function relative(features: Float32Array, from: BaseFeature, to: BaseFeature): void {
  const n = featureNames.length;
  const source = featureAt[from];
  const target = featureAt[to];
  let most = 0;
  for (let at = source; at < features.length; at += n) most = Math.max(most, features[at]!);
  if (most <= 0) return;
  for (let at = 0; at < features.length; at += n) features[at + target] = features[at + source]! / most;
}

const singleColumns = Uint32Array.from(singleFeatures, name => featureAt[name]);

function copySingles(features: Float32Array): void {
  const n = featureNames.length;
  for (let at = 0; at < features.length; at += n) {
    for (let i = 0; i < singleColumns.length; i++) features[at + baseFeatures.length + i] = features[at + singleColumns[i]!]!;
  }
}
