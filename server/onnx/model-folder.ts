/**
 * Reads a sentence-transformers folder: which ONNX file to use, how token vectors become one vector, the prefixes of queries and
 * documents, the longest text. The folder is untrusted: sizes are bounded and every value is checked.
 */
import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { knownPrefixes } from '../embedding/known-prefixes.js';
import { preferredFiles } from '../embedding/onnx-files.js';
import type { ExecutionProvider } from '../embedding/onnx-table.js';
import { isRecord } from '../protocol/is-record.js';
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import { type Config, configOf, numberOf, textOf } from './tokenizer/config.js';

export type Pooling = 'mean' | 'cls' | 'last' | 'max';

export interface ModelFolder {
  readonly name: string;
  readonly path: string;
  /** Relative to the folder. */
  readonly file: string;
  readonly fileBytes: number;
  readonly tokenizer: unknown;
  readonly pooling: Pooling;
  readonly prefixes: Readonly<Record<'query' | 'document', string>>;
  readonly maxTokens: number;
  readonly identity: string;
}

const maxJsonBytes = 64 * 1024 * 1024;
/** Longer windows would make single runs slow; longer texts are embedded in parts. */
const longestWindow = 2048;
const usualWindow = 512;

export function readModelFolder(path: string, provider: ExecutionProvider): ModelFolder {
  if (!existsSync(path)) throw unfit(path, say('folderMissing'));
  const tokenizerPath = join(path, 'tokenizer.json');
  if (!existsSync(tokenizerPath)) throw unfit(path, say('noTokenizerFile'));
  const file = preferredFiles[provider === 'cpu' ? 'cpu' : 'gpu']
    .flatMap(name => [join('onnx', name), name])
    .find(name => existsSync(join(path, name)));
  if (file === undefined) throw unfit(path, say('noOnnxFile'));
  const tokenizer = readJson(tokenizerPath);
  const config = readConfig(join(path, 'config.json'));
  const name = textOf(config, '_name_or_path', basename(path)) || basename(path);
  const pooling = poolingOf(readConfig(join(path, '1_Pooling', 'config.json')), config);
  const prefixes = prefixesOf(readConfig(join(path, 'config_sentence_transformers.json')), name);
  const maxTokens = maxTokensOf(path, config);
  const fileBytes = statSync(join(path, file)).size;
  const identity = createHash('sha256')
    .update(sampleOf(join(path, file), fileBytes))
    .update(readFileSync(tokenizerPath))
    .update(JSON.stringify([fileBytes, pooling, prefixes, maxTokens]))
    .digest('hex')
    .slice(0, 32);
  return { name: basename(name), path, file, fileBytes, tokenizer, pooling, prefixes, maxTokens, identity: `onnx-${identity}` };
}

function poolingOf(pooling: Config, config: Config): Pooling {
  if (pooling['pooling_mode_cls_token'] === true) return 'cls';
  if (pooling['pooling_mode_lasttoken'] === true) return 'last';
  if (pooling['pooling_mode_max_tokens'] === true) return 'max';
  if (pooling['pooling_mode_mean_tokens'] === true || pooling['pooling_mode_mean_sqrt_len_tokens'] === true) return 'mean';
  // In decoder models a token attends only to earlier ones, so the last token has seen the whole text.
  return /qwen|llama|mistral|gemma/i.test(textOf(config, 'model_type')) ? 'last' : 'mean';
}

function prefixesOf(config: Config, name: string): Readonly<Record<'query' | 'document', string>> {
  const prompts = configOf(config, 'prompts');
  if (prompts !== undefined) {
    const document = textOf(prompts, 'document', textOf(prompts, 'passage'));
    const query = textOf(prompts, 'query');
    if (query !== '' || document !== '') return { query, document };
  }
  return knownPrefixes(name);
}

function maxTokensOf(path: string, config: Config): number {
  const configured = numberOf(readConfig(join(path, 'sentence_bert_config.json')), 'max_seq_length');
  const positions = numberOf(config, 'max_position_embeddings');
  const tokenizer = numberOf(readConfig(join(path, 'tokenizer_config.json')), 'model_max_length');
  const limits = [configured, positions, tokenizer].filter(limit => limit !== undefined && limit > 0 && limit < 1e6);
  return Math.min(longestWindow, ...(limits.length === 0 ? [usualWindow] : limits.map(Number)));
}

/** Returns the start, middle and end of a file: hashing gigabytes would take longer than opening them. */
function sampleOf(path: string, size: number): Buffer {
  const piece = 256 * 1024;
  if (size <= piece * 3) return readFileSync(path);
  const sample = Buffer.alloc(piece * 3);
  const descriptor = openSync(path, 'r');
  try {
    for (const [i, at] of [0, Math.floor(size / 2), size - piece].entries()) readSync(descriptor, sample, i * piece, piece, at);
  } finally {
    closeSync(descriptor);
  }
  return sample;
}

function readJson(path: string): unknown {
  if (statSync(path).size > maxJsonBytes) throw unfit(path, say('fileTooLarge'));
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw unfit(path, say('fileNotJson'));
  }
}

const readConfig = (path: string): Config => {
  const value = existsSync(path) ? readJson(path) : {};
  return isRecord(value) ? value : {};
};

const unfit = (path: string, why: Sentence): ProblemError =>
  new ProblemError('model-unfit', say('embedderUnusable', { path, why }), say('chooseOnnxFolder'));
