/** Reads parts of an untrusted tokenizer.json: each value is checked, and unsupported ones are refused by name. Pure. */
import { isRecord } from '../../protocol/is-record.js';
import { ProblemError } from '../../protocol/problem.js';
import { type Sentence, say } from '../../protocol/sentences/sentence.js';

export type Config = Readonly<Record<string, unknown>>;

/** Returns the object under `key`, or undefined if there is none. */
export const configOf = (parent: Config, key: string): Config | undefined => {
  const value = parent[key];
  return isRecord(value) ? value : undefined;
};

export const listOf = (parent: Config, key: string): readonly Config[] => {
  const value = parent[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
};

export const textOf = (parent: Config, key: string, fallback = ''): string => {
  const value = parent[key];
  return typeof value === 'string' ? value : fallback;
};

export const numberOf = (parent: Config, key: string): number | undefined => {
  const value = parent[key];
  return typeof value === 'number' ? value : undefined;
};

export const unfit = (why: Sentence): ProblemError =>
  new ProblemError('model-unfit', say('tokenizerUnusable', { why }), say('chooseEmbedder'));

export const unknownPart = (kind: string, config: Config): ProblemError =>
  unfit(say('partUnknown', { part: kind, type: textOf(config, 'type') }));
