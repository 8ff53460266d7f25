/**
 * Features of each candidate file, in the order of `featureNames`. The one implementation: weights are fitted on what this gives.
 * Pure: reads the snapshot only, asks neither clock nor disk.
 */
import { toInt8 } from '../../embedding/embed-text.js';
import type { FileFacts, Gathered, Snapshot } from '../../store/snapshot-types.js';
import { nFields } from '../../store/snapshot-types.js';
import { fileRoles } from '../../text/file-role.js';
import { languageById } from '../../text/languages.js';
import type { Candidates, SymbolHit } from '../candidates/collect-candidates.js';
import { scoringOf } from '../candidates/collect-candidates.js';
import { blendCosines } from './chosen-cosines.js';
import type { BaseFeature } from './feature-names.js';
import { baseFeatures, featureAt, featureNames, singleFeatures } from './feature-names.js';
import type { PathFacts } from './path-facts.js';
import type { PreparedQuery } from './prepared-query.js';
import { weightedTerms } from './prepared-query.js';

export interface FileWindow {
  readonly window: number;
  /** Share of the question's mass that its words have. */
  readonly text: number;
  readonly cosine: number;
}

export interface CandidateTable {
  readonly files: Uint32Array;
  /** `featureNames.length` a file. */
  readonly features: Float32Array;
  readonly facts: readonly FileFacts[];
  /** Windows worth showing, of each file. */
  readonly windows: readonly (readonly FileWindow[])[];
}

/** What extraction needs beside the snapshot; caches live as long as the snapshot. */
export interface FeatureSources {
  readonly factsOf: (file: number) => FileFacts;
  readonly pathOf: (facts: FileFacts, file: number) => PathFacts;
  /** Unit vector of the words of a file's path; undefined without a model. */
  readonly pathVector: (facts: FileFacts, file: number) => Float32Array | undefined;
}

const windowsPerFile = 3;
/** Cosines of a very large file's windows are taken of its first ones and of those that match by words. */
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
  const windows: FileWindow[][] = [];
  const row = new Row(features);
  const names = query.names.map(({ text, share }) => ({ flat: text.replaceAll('_', ''), share }));
  for (let i = 0; i < files.length; i++) {
    row.start(i * n);
    const shown = textFeatures(row, snapshot, query, gathered, i, facts[i]!);
    pathFeatures(row, query, names, sources.pathOf(facts[i]!, files[i]!));
    symbolFeatures(row, symbols.get(files[i]!) ?? []);
    meaningFeatures(row, query, cosines, i, facts[i]!, files[i]!, sources);
    kindFeatures(row, query, facts[i]!, sources.pathOf(facts[i]!, files[i]!));
    windows.push(withCosines(shown, cosines, i, facts[i]!));
  }
  relative(features, 'windowShare', 'windowMax');
  relative(features, 'fileShare', 'fileMax');
  relative(features, 'namesShare', 'namesMax');
  relative(features, 'topNamesShare', 'topNamesMax');
  relative(features, 'commentsShare', 'commentsMax');
  relative(features, 'pathShare', 'pathMax');
  relative(features, 'cosBest', 'cosBestMax');
  if (query.isSingle) copySingles(features);
  return { files, features, facts, windows };
}

/** Writes features by name into one row of the table. */
class Row {
  readonly #values: Float32Array;
  #at = 0;

  constructor(values: Float32Array) {
    this.#values = values;
  }

  start(at: number): void {
    this.#at = at;
  }

  set(name: BaseFeature, value: number): void {
    this.#values[this.#at + featureAt[name]] = value;
  }
}

/** BM25's saturation of a count; `lengthRatio` is the text's length by the average. */
const saturated = (count: number, k1: number, b: number, lengthRatio: number): number =>
  count === 0 ? 0 : (count * (k1 + 1)) / (count + k1 * (1 - b + b * lengthRatio));

function textFeatures(row: Row, snapshot: Snapshot, query: PreparedQuery, gathered: Gathered, i: number, facts: FileFacts): FileWindow[] {
  const { totals } = snapshot;
  const { weights, terms, mass } = query;
  const nTerms = terms.length;
  if (mass === 0) return [];
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
    const counts = gathered.fileCounts;
    file += weight * saturated(counts[at + BODY]!, 1.5, 0.6, windowsRatio);
    names += weight * saturated(counts[at + NAMES]!, 1.2, 0.4, symbolsRatio);
    topNames += weight * saturated(counts[at + TOP_NAMES]!, 1.2, 0.3, symbolsRatio);
    comments += weight * saturated(counts[at + COMMENTS]!, 1.5, 0.6, windowsRatio);
    if (!terms[t]!.isPart) continue;
    coverable += weight;
    if (counts[at + BODY]! > 0) covered += weight;
  }
  row.set('fileShare', file / mass);
  row.set('namesShare', names / mass);
  row.set('topNamesShare', topNames / mass);
  row.set('commentsShare', comments / mass);
  row.set('fileCoverage', coverable === 0 ? 0 : covered / coverable);

  const shown: FileWindow[] = [];
  let best = { share: 0, slot: -1 };
  for (let s = i * windowsPerFile; s < (i + 1) * windowsPerFile; s++) {
    const window = gathered.windows[s]!;
    if (window === 0xffffffff) break;
    const score = gathered.windowScores[s]!;
    shown.push({ window, text: score / mass, cosine: 0 });
    if (score / mass > best.share) best = { share: score / mass, slot: s };
  }
  const [first = 0, second = 0, third = 0] = shown.map(({ text }) => text).sort((a, b) => b - a);
  row.set('windowShare', first);
  row.set('nextWindows', (second + third) / 2);
  if (best.slot < 0) return shown;
  let windowNames = 0;
  let windowComments = 0;
  let windowCovered = 0;
  for (let t = 0; t < nTerms; t++) {
    const at = (best.slot * nTerms + t) * nFields;
    if (gathered.windowCounts[at + NAMES]! > 0) windowNames += weights[t]!;
    if (gathered.windowCounts[at + COMMENTS]! > 0) windowComments += weights[t]!;
    if (terms[t]!.isPart && gathered.windowCounts[at + BODY]! > 0) windowCovered += weights[t]!;
  }
  row.set('windowNames', windowNames / mass);
  row.set('windowComments', windowComments / mass);
  row.set('windowCoverage', coverable === 0 ? 0 : windowCovered / coverable);
  return shown;
}

/** `names`: what the question may name, without joiners. */
function pathFeatures(
  row: Row,
  query: PreparedQuery,
  names: readonly { readonly flat: string; readonly share: number }[],
  path: PathFacts,
): void {
  const { terms, pathWeights, pathMass } = query;
  let base = 0;
  let folders = 0;
  let lastFolder = 0;
  let any = 0;
  for (let t = 0; t < terms.length; t++) {
    const { term } = terms[t]!;
    const weight = pathWeights[t]!;
    const inBase = path.base.has(term);
    const inFolders = path.folders.has(term);
    if (inBase) base += weight;
    if (inFolders) folders += weight;
    if (path.lastFolder.has(term)) lastFolder += weight;
    if (inBase || inFolders) any += weight;
  }
  if (pathMass > 0) {
    row.set('pathShare', any / pathMass);
    row.set('baseShare', base / pathMass);
    row.set('folderShare', folders / pathMass);
    row.set('lastFolderShare', lastFolder / pathMass);
  }
  let nCovered = 0;
  for (const part of path.baseParts) if (terms.some(({ term }) => term === part)) nCovered++;
  if (path.baseParts.length > 0) row.set('baseCoverage', nCovered / path.baseParts.length);
  row.set('baseExact', nCovered > 0 && nCovered === path.baseParts.length ? 1 : 0);
  let isName = 0;
  for (const { flat, share } of names) if (flat === path.flatName) isName = Math.max(isName, share);
  row.set('baseIsName', isName);
}

const typeKinds = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'type', 'module']);
/** What only says that a thing exists, or adds to it elsewhere, is hardly its place. */
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
  row.set('definesShare', share);
  row.set('definesRare', rare);
  row.set('definesTop', top);
  row.set('definesType', type);
  row.set('definesCase', exact);
  row.set('definesQualified', qualified);
  row.set('definesIdentifier', identifier);
  row.set('definesNear', near);
}

interface FileCosines {
  readonly starts: Uint32Array;
  readonly values: Float32Array;
}

/** Cosines of each candidate's windows, all of them but for very large files. */
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
    row.set('cosBest', first);
    row.set('cosSecond', count > 1 ? second : first);
    row.set('cosTop', count === 1 ? first : count === 2 ? (first + second) / 2 : (first + second + third) / 3);
    row.set('cosFile', sum / (to - from));
  }
  if (vector !== undefined) row.set('cosPath', dot(vector, sources.pathVector(facts, file)));
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
  const mark = (name: BaseFeature, is: boolean): void => row.set(name, is && !isWanted ? 1 : 0);
  mark('roleTest', role === 'test');
  mark('roleExample', role === 'example');
  mark('roleDocs', role === 'docs');
  mark('roleGenerated', role === 'generated');
  mark('roleVendored', role === 'vendored');
  row.set('roleWanted', isWanted ? 1 : 0);
  row.set('notCode', languageById(facts.language).kind === 'code' ? 0 : 1);
  row.set('declarationFile', path.isDeclaration ? 1 : 0);
  row.set('compatFile', path.isCompat ? 1 : 0);
  row.set('indexFile', path.isIndex ? 1 : 0);
  row.set('logLines', Math.log1p(facts.nLines) / 8);
  row.set('logSymbols', Math.log1p(facts.nSymbols) / 6);
}

/** Lets each window that matched by words know its cosine, and adds the nearest by meaning. */
function withCosines(shown: FileWindow[], cosines: FileCosines | undefined, i: number, facts: FileFacts): FileWindow[] {
  if (cosines === undefined) return shown;
  const from = cosines.starts[i]!;
  const count = cosines.starts[i + 1]! - from;
  const of = (window: number): number => {
    const offset = window - facts.firstWindow;
    return offset < count ? cosines.values[from + offset]! : 0;
  };
  let nearest = 0;
  for (let w = 1; w < count; w++) if (cosines.values[from + w]! > cosines.values[from + nearest]!) nearest = w;
  const all = shown.map(window => ({ ...window, cosine: of(window.window) }));
  const window = facts.firstWindow + nearest;
  if (count > 0 && !all.some(known => known.window === window)) all.push({ window, text: 0, cosine: of(window) });
  return all;
}

/** `to` becomes `from` divided by the best candidate's. */
function relative(features: Float32Array, from: BaseFeature, to: BaseFeature): void {
  const n = featureNames.length;
  let most = 0;
  for (let at = featureAt[from]; at < features.length; at += n) most = Math.max(most, features[at]!);
  if (most <= 0) return;
  for (let at = 0; at < features.length; at += n) features[at + featureAt[to]] = features[at + featureAt[from]]! / most;
}

function copySingles(features: Float32Array): void {
  const n = featureNames.length;
  for (let at = 0; at < features.length; at += n) {
    singleFeatures.forEach((name, i) => {
      features[at + baseFeatures.length + i] = features[at + featureAt[name]]!;
    });
  }
}
