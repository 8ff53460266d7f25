/**
 * Turns a tokenizer.json into a function from text to token ids. Encoded words are cached, because source code repeats its words. Text is
 * never read as a special token: the content of a file must not become the model's own marks. Pure, except for the word cache.
 */

import { isRecord } from '../../protocol/is-record.js';
import { say } from '../../protocol/sentences/sentence.js';
import { bytePairOf } from './byte-pair.js';
import { type Config, configOf, listOf, numberOf, textOf, unfit, unknownPart } from './config.js';
import type { EncodeWord } from './encode-word.js';
import { normalizerOf } from './normalizer.js';
import { preTokenizerOf } from './pre-tokenizer.js';
import { unigramOf } from './unigram.js';
import { wordPieceOf } from './word-piece.js';

export interface Tokenizer {
  /** Returns ids without the special ones at both ends. */
  encode(text: string): number[];
  /** Special ids before and after the ids of one text. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly padId: number;
}

const cachedWords = 50_000;

export function tokenizerOf(json: unknown): Tokenizer {
  if (!isRecord(json)) throw unfit(say('tokenizerNoObject'));
  const model = configOf(json, 'model');
  if (model === undefined) throw unfit(say('tokenizerNoModel'));
  const normalize = normalizerOf(configOf(json, 'normalizer'));
  const split = preTokenizerOf(configOf(json, 'pre_tokenizer'));
  const encodeWord = modelOf(model);
  const added = new Map(listOf(json, 'added_tokens').map(token => [textOf(token, 'content'), numberOf(token, 'id') ?? 0] as const));
  const frame = frameOf(configOf(json, 'post_processor'));
  let words = new Map<string, readonly number[]>();
  return {
    ...frame,
    padId: numberOf(configOf(json, 'padding') ?? {}, 'pad_id') ?? added.get('[PAD]') ?? added.get('<pad>') ?? 0,
    encode(text) {
      const ids: number[] = [];
      const normalized = normalize(text);
      for (const word of normalized === '' ? [] : split([normalized])) {
        let pieces = words.get(word);
        if (pieces === undefined) {
          pieces = encodeWord(word);
          if (words.size >= cachedWords) words = new Map();
          words.set(word, pieces);
        }
        for (const id of pieces) ids.push(id);
      }
      return ids;
    },
  };
}

function modelOf(model: Config): EncodeWord {
  switch (model['type']) {
    case 'WordPiece':
      return wordPieceOf(model);
    case 'BPE':
      return bytePairOf(model);
    case 'Unigram':
      return unigramOf(model);
    default:
      // Older files contain no type.
      if (Array.isArray(model['merges'])) return bytePairOf(model);
      if (Array.isArray(model['vocab'])) return unigramOf(model);
      if (model['type'] === undefined && isRecord(model['vocab'])) return wordPieceOf(model);
      throw unknownPart('model', model);
  }
}

function frameOf(config: Config | undefined): { readonly before: readonly number[]; readonly after: readonly number[] } {
  switch (config?.['type']) {
    case 'TemplateProcessing': {
      const special = configOf(config, 'special_tokens') ?? {};
      const before: number[] = [];
      const after: number[] = [];
      let passed = false;
      for (const item of listOf(config, 'single')) {
        if (isRecord(item['Sequence'])) passed = true;
        const token = configOf(item, 'SpecialToken');
        if (token === undefined) continue;
        const ids = configOf(special, textOf(token, 'id'))?.['ids'];
        if (!Array.isArray(ids)) throw unfit(say('templateUnknown', { id: textOf(token, 'id') }));
        (passed ? after : before).push(...ids.filter(id => typeof id === 'number'));
      }
      return { before, after };
    }
    case 'BertProcessing':
    case 'RobertaProcessing': {
      const idOf = (key: string): number[] => {
        const pair = config[key];
        return Array.isArray(pair) && typeof pair[1] === 'number' ? [pair[1]] : [];
      };
      return { before: idOf('cls'), after: idOf('sep') };
    }
    case 'Sequence':
      return listOf(config, 'processors')
        .map(frameOf)
        .reduce((whole, part) => ({ before: [...part.before, ...whole.before], after: [...whole.after, ...part.after] }), {
          before: [],
          after: [],
        });
    case 'ByteLevel':
    case undefined:
      return { before: [], after: [] };
    default:
      throw unknownPart('post-processor', config ?? {});
  }
}
