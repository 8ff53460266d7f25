/**
 * Reads and writes the weights as JSON with a checksum over names and values, so that an edited, truncated or outdated file is refused.
 * If it is refused, `plainWeights` are used, which were set by hand: worse, but reasonable. Pure.
 */
import { createHash } from 'node:crypto';
import { ProblemError } from '../../protocol/problem.js';
import { type Sentence, say } from '../../protocol/sentences/sentence.js';
import { featureNames } from './feature-names.js';
import type { RankingWeights } from './score.js';
import { termTraits } from './term-evidence.js';

/** Raising it refuses older files. 2: separate weights for texts that describe a change. 3: weights of their terms. */
export const weightsVersion = 3;

interface WeightsFile {
  readonly version: number;
  readonly origin: string;
  readonly checksum: string;
  readonly weights: Weights;
  readonly ofChanges: Weights;
  readonly ofTerms: Weights;
}

type Weights = Readonly<Record<string, number>>;

const checksumOf = (...all: readonly Weights[]): string =>
  createHash('sha256')
    .update(JSON.stringify(all.map(weights => Object.entries(weights))))
    .digest('hex')
    .slice(0, 16);

export function encodeWeights({ values, ofChanges: forChanges, ofTerms: forTerms, origin }: RankingWeights): string {
  const weights = named(featureNames, values);
  const ofChanges = named(featureNames, forChanges);
  const ofTerms = forTerms === undefined ? {} : named(termTraits, forTerms);
  const checksum = checksumOf(weights, ofChanges, ofTerms);
  const file: WeightsFile = { version: weightsVersion, origin, checksum, weights, ofChanges, ofTerms };
  return `${JSON.stringify(file, undefined, 1)}\n`;
}

const named = (names: readonly string[], values: ArrayLike<number>): Weights =>
  Object.fromEntries(names.map((name, i) => [name, Number(values[i]!.toFixed(5))]));
const inOrder = (weights: Weights, names: readonly string[] = featureNames): Float64Array =>
  Float64Array.from(names, name => weights[name] ?? 0);

/** Throws a ProblemError if the file cannot be trusted. A feature that is missing from the file gets weight 0. */
export function decodeWeights(text: string, name: string): RankingWeights {
  const refuse = (why: Sentence): never => {
    throw new ProblemError('index-damaged', say('weightsUnusable', { name, why }), say('plainWeights'));
  };
  let file: Partial<WeightsFile> = {};
  try {
    // Only known fields are read, and each is checked below.
    file = JSON.parse(text) as Partial<WeightsFile>;
  } catch {
    refuse(say('weightsNotJson'));
  }
  const { weights, ofChanges, ofTerms, version, origin = '', checksum } = file;
  if (version !== weightsVersion) refuse(say('weightsVersion', { version: String(version), wanted: weightsVersion }));
  const isSound = isRecord(weights) && isRecord(ofChanges) && isRecord(ofTerms) && checksumOf(weights, ofChanges, ofTerms) === checksum;
  if (!isSound) return refuse(say('weightsChecksum'));
  const terms = Object.keys(ofTerms).length === 0 ? undefined : inOrder(ofTerms, termTraits);
  return { origin, values: inOrder(weights), ofChanges: inOrder(ofChanges), ofTerms: terms };
}

const isRecord = (value: Weights | undefined): value is Weights => typeof value === 'object' && value !== null;

const plain: Readonly<Record<string, number>> = {
  windowShare: 1,
  windowMax: 1,
  nextWindows: 0.5,
  fileMax: 1,
  fileCoverage: 0.5,
  namesMax: 0.6,
  topNamesMax: 0.8,
  commentsMax: 0.3,
  pathShare: 1,
  baseShare: 1,
  baseExact: 0.4,
  baseIsName: 1,
  definesShare: 0.4,
  definesTop: 1,
  definesType: 0.5,
  definesCase: 0.4,
  definesNear: 1,
  cosBest: 1,
  cosPath: 0.5,
  roleTest: -1.5,
  roleExample: -0.8,
  roleDocs: -0.8,
  roleGenerated: -1.2,
  roleVendored: -1.5,
  notCode: -0.6,
  declarationFile: -0.4,
  compatFile: -0.5,
};

export const plainWeights: RankingWeights = {
  origin: 'set by hand',
  values: inOrder(plain),
  ofChanges: inOrder(plain),
  ofTerms: undefined,
};
