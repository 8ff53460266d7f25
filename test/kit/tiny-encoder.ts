/**
 * A small text encoder in two forms: a folder with an ONNX file that the product reads, and plain arithmetic that it must agree with. One
 * layer of attention over words and positions, with a mask; in full precision, or with 8-bit weights and activations.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OnnxNode, type OnnxTensor, writeOnnx } from './onnx-writer.js';
import { Random } from './random.js';

export type TinyPooling = 'mean' | 'cls' | 'last' | 'max';

const nWords = 120;
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]'];
const width = 32;
const maxLength = 64;

export const tinyWord = (n: number): string => `word${String.fromCharCode(97 + (n % 26), 97 + Math.floor(n / 26))}`;

type Matrix = Float32Array;
const names = ['query', 'key', 'value', 'out'] as const;

export class TinyEncoder {
  readonly #words: Matrix;
  readonly #positions: Matrix;
  readonly #known = new Map<string, readonly Float64Array[]>();
  readonly #weights: Readonly<Record<(typeof names)[number], Matrix>>;

  constructor(seed: number) {
    const random = new Random(seed);
    const matrix = (rows: number, columns: number, size: number): Matrix =>
      Float32Array.from({ length: rows * columns }, () => (random.next() + random.next() + random.next() - 1.5) * size);
    this.#words = matrix(special.length + nWords, width, 1);
    this.#positions = matrix(maxLength, width, 0.3);
    this.#weights = {
      query: matrix(width, width, 0.4),
      key: matrix(width, width, 0.4),
      value: matrix(width, width, 0.4),
      out: matrix(width, width, 0.4),
    };
  }

  /** Writes a sentence-transformers folder. */
  write(folder: string, options: { readonly pooling: TinyPooling; readonly isQuantised: boolean; readonly queryPrefix?: string }): void {
    mkdirSync(join(folder, '1_Pooling'), { recursive: true });
    const vocabulary = Object.fromEntries(
      [...special, ...Array.from({ length: nWords }, (_, n) => tinyWord(n))].map((word, id) => [word, id]),
    );
    const mark = (id: string) => ({ SpecialToken: { id, type_id: 0 } });
    const json = (name: string, value: unknown) => writeFileSync(join(folder, name), JSON.stringify(value));
    json('tokenizer.json', {
      added_tokens: special.map((content, id) => ({ id, content, special: true })),
      normalizer: { type: 'BertNormalizer', clean_text: true, handle_chinese_chars: true, strip_accents: null, lowercase: true },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [mark('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, mark('[SEP]')],
        special_tokens: Object.fromEntries(['[CLS]', '[SEP]'].map(id => [id, { id, ids: [special.indexOf(id)], tokens: [id] }])),
      },
      model: { type: 'WordPiece', unk_token: '[UNK]', continuing_subword_prefix: '##', max_input_chars_per_word: 100, vocab: vocabulary },
    });
    json('config.json', { model_type: 'bert', max_position_embeddings: maxLength });
    const modes = { cls: 'cls_token', mean: 'mean_tokens', max: 'max_tokens', last: 'lasttoken' };
    json('1_Pooling/config.json', { [`pooling_mode_${modes[options.pooling]}`]: true });
    if (options.queryPrefix !== undefined) json('config_sentence_transformers.json', { prompts: { query: options.queryPrefix } });
    writeFileSync(join(folder, options.isQuantised ? 'model_quantized.onnx' : 'model.onnx'), this.#onnx(options.isQuantised));
  }

  /** Returns what the folder must yield for a text of known words: computed number by number, one text at a time. */
  embed(text: string, pooling: TinyPooling): Float64Array {
    const tokens = this.#known.get(text) ?? this.#tokensOf(text);
    this.#known.set(text, tokens);
    switch (pooling) {
      case 'cls':
        return tokens[0]!;
      case 'last':
        return tokens.at(-1)!;
      case 'mean':
        return Float64Array.from({ length: width }, (_, d) => tokens.reduce((sum, token) => sum + token[d]!, 0) / tokens.length);
      case 'max':
        return Float64Array.from({ length: width }, (_, d) => Math.max(...tokens.map(token => token[d]!)));
    }
  }

  #tokensOf(text: string): readonly Float64Array[] {
    const ids = [
      2,
      ...text
        .split(' ')
        .filter(word => word !== '')
        .map(word => special.length + numberOf(word)),
      3,
    ];
    const input = ids.map((id, at) =>
      Float64Array.from({ length: width }, (_, d) => this.#words[id * width + d]! + this.#positions[at * width + d]!),
    );
    const times = (rows: readonly Float64Array[], name: (typeof names)[number]): Float64Array[] =>
      rows.map(row =>
        Float64Array.from({ length: width }, (_, to) =>
          row.reduce((sum, value, from) => sum + value * this.#weights[name][from * width + to]!, 0),
        ),
      );
    const [queries, keys, values] = [times(input, 'query'), times(input, 'key'), times(input, 'value')];
    const mixed = queries.map(query => {
      const scores = keys.map(key => Math.exp(query.reduce((sum, value, d) => sum + value * key[d]!, 0) / Math.sqrt(width)));
      const total = scores.reduce((sum, score) => sum + score, 0);
      return Float64Array.from({ length: width }, (_, d) => scores.reduce((sum, score, i) => sum + (score / total) * values[i]![d]!, 0));
    });
    return times(mixed, 'out').map((row, i) => normal(row.map((value, d) => value + input[i]![d]!)));
  }

  #onnx(isQuantised: boolean): Buffer {
    const nodes: OnnxNode[] = [];
    const weights: OnnxTensor[] = [
      { name: 'words', dims: [this.#words.length / width, width], values: this.#words },
      { name: 'positions', dims: [maxLength, width], values: this.#positions },
      { name: 'one', dims: [], values: Float32Array.of(1) },
      { name: 'far', dims: [], values: Float32Array.of(-10_000) },
      { name: 'root', dims: [], values: Float32Array.of(1 / Math.sqrt(width)) },
      { name: 'gain', dims: [width], values: new Float32Array(width).fill(1) },
      { name: 'axis', dims: [1], values: BigInt64Array.of(1n) },
    ];
    const add = (op: string, inputs: readonly string[], output: string, attributes?: OnnxNode['attributes']): string => {
      nodes.push({ op, inputs, outputs: [output], ...(attributes ? { attributes } : {}) });
      return output;
    };
    const times = (input: string, name: (typeof names)[number]): string => {
      const matrix = this.#weights[name];
      if (!isQuantised) {
        weights.push({ name, dims: [width, width], values: matrix });
        return add('MatMul', [input, name], `${name} of all`);
      }
      const scale = matrix.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
      weights.push({ name, dims: [width, width], values: Int8Array.from(matrix, value => Math.round(value / scale)) });
      weights.push({ name: `${name} scale`, dims: [], values: Float32Array.of(scale) });
      nodes.push({ op: 'DynamicQuantizeLinear', inputs: [input], outputs: [`${name} in`, `${name} in scale`, `${name} in zero`] });
      add('MatMulInteger', [`${name} in`, name, `${name} in zero`], `${name} sums`);
      add('Cast', [`${name} sums`], `${name} real`, { to: 1 });
      add('Mul', [`${name} in scale`, `${name} scale`], `${name} both scales`);
      return add('Mul', [`${name} real`, `${name} both scales`], `${name} of all`);
    };
    add('Gather', ['words', 'input_ids'], 'word rows');
    add('Gather', ['positions', 'position_ids'], 'position rows');
    const input = add('Add', ['word rows', 'position rows'], 'input');
    const keys = add('Transpose', [times(input, 'key')], 'turned', { perm: [0, 2, 1] });
    add('MatMul', [times(input, 'query'), keys], 'raw scores');
    add('Mul', ['raw scores', 'root'], 'scores');
    // Padding is masked out for every token.
    add('Cast', ['attention_mask'], 'mask', { to: 1 });
    add('Sub', ['one', 'mask'], 'missing');
    add('Mul', ['missing', 'far'], 'distance');
    add('Unsqueeze', ['distance', 'axis'], 'distances');
    add('Add', ['scores', 'distances'], 'masked');
    add('Softmax', ['masked'], 'shares', { axis: 2 });
    add('MatMul', ['shares', times(input, 'value')], 'mixed');
    add('Add', [times('mixed', 'out'), input], 'sum');
    add('LayerNormalization', ['sum', 'gain'], 'last_hidden_state', { axis: 2, epsilon: 1e-5 });
    return writeOnnx({
      nodes,
      weights,
      inputs: ['input_ids', 'attention_mask', 'position_ids'],
      output: { name: 'last_hidden_state', dims: ['batch', 'length', width] },
    });
  }
}

const numberOf = (word: string): number => {
  const [low, high] = [word.charCodeAt(4) - 97, word.charCodeAt(5) - 97];
  return high * 26 + low;
};

function normal(row: Float64Array): Float64Array {
  const mean = row.reduce((sum, value) => sum + value, 0) / width;
  const spread = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
  return row.map(value => (value - mean) / Math.sqrt(spread + 1e-5));
}
