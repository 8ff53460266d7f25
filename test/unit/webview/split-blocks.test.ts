import { expect, test } from 'vitest';
import { type Blocks, noBlocks, splitBlocks } from '../../../webview/model/text/split-blocks.js';

const pieces = [
  '# Head\n\n',
  'A paragraph with *emphasis*\nover lines.\n\n',
  '- one\n- two\n  - nested\n\n',
  '1. first\n\n   more\n\n2. second\n\n',
  '```ts\nconst a = 1;\n\n// - no list\n```\n\n',
  '> quote\n> more\n\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n',
  '<div>html</div>\n\n',
  '    indented code\n\n',
  'Setext\n===\n\n',
  '[ref]: https://example.org\n\n',
  '***\n\n',
  'windows\r\nlines\r\n\r\n',
  '~~~\nopen fence\n',
];

/** A small seeded generator, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const kinds = (blocks: Blocks) => blocks.blocks.filter(block => block.type !== 'space').map(block => block.type);
const joined = (blocks: Blocks) => blocks.blocks.map(block => block.raw).join('');

test('the blocks joined are the text', () => {
  const text = pieces.join('');
  const blocks = splitBlocks(text, noBlocks);
  expect(joined(blocks)).toBe(text.replaceAll('\r', ' '));
  expect(blocks.blocks.every(({ start, raw }) => text.slice(start, start + raw.length).replaceAll('\r', ' ') === raw)).toBe(true);
});

test('text that comes in small parts is split like the whole text', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed);
    const text = Array.from({ length: 8 }, () => pieces[Math.floor(next() * pieces.length)]).join('');
    let grown = noBlocks;
    for (let end = 0; end < text.length; ) {
      end = Math.min(text.length, end + 1 + Math.floor(next() * 12));
      grown = splitBlocks(text.slice(0, end), grown);
    }
    const whole = splitBlocks(text, noBlocks);
    expect([`seed ${seed}`, joined(grown)]).toEqual([`seed ${seed}`, joined(whole)]);
    expect([`seed ${seed}`, ...kinds(grown)]).toEqual([`seed ${seed}`, ...kinds(whole)]);
  }
});

test('a growing text keeps the objects of its finished blocks', () => {
  const first = splitBlocks('One.\n\nTwo.\n\nThr', noBlocks);
  const second = splitBlocks('One.\n\nTwo.\n\nThree.', first);
  expect(second.blocks[0]).toBe(first.blocks[0]);
  expect(second.blocks[2]).toBe(first.blocks[2]);
  expect(second.blocks.at(-1)?.raw).toBe('Three.');
});

test('a text that was replaced is split again', () => {
  expect(joined(splitBlocks('Other', splitBlocks('One.\n\nTwo.', noBlocks)))).toBe('Other');
});

test('a long list is cut before its last item, so that a word does not lex all of it', () => {
  const text = Array.from({ length: 200 }, (_, n) => `- item ${n} of a long list\n`).join('');
  const blocks = splitBlocks(text, noBlocks);
  expect(blocks.blocks.map(block => block.type)).toEqual(['list', 'list']);
  expect(blocks.blocks[1]?.raw).toContain('item 199');
});

test('nesting that would exhaust the parser is one plain block', () => {
  expect(kinds(splitBlocks(`${'> '.repeat(5000)}deep`, noBlocks))).toEqual(['text']);
  expect(kinds(splitBlocks(`${'- '.repeat(5000)}deep`, noBlocks))).toEqual(['text']);
});

test('definitions of links are found wherever they are', () => {
  const blocks = splitBlocks('[a]: https://a.example\n\nText.\n\n[b]: https://b.example\n\nMore', noBlocks);
  expect(Object.keys(blocks.links)).toEqual(['a', 'b']);
});
