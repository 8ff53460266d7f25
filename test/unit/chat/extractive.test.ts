import { describe, expect, test } from 'vitest';
import { extractiveAnswer } from '../../../server/chat/answer/extractive.js';
import type { Place } from '../../../server/protocol/place.js';
import { englishWording } from '../../../server/protocol/sentences/sentence.js';
import { wordingOf } from '../../../server/protocol/sentences/wording-of.js';
import { aPlace } from '../../kit/a-chat.js';

const answer = (places: readonly Place[], question = 'q') =>
  extractiveAnswer({
    question,
    found: { places, elapsedMs: 1, nFiles: 3, nChunks: 9 },
    wording: englishWording,
    labelOf: ({ path }) => path,
  });

describe('an extractive answer', () => {
  test('groups passages by file, the file that defines first, and reads each from top to bottom', () => {
    const { text } = answer([
      aPlace('use.ts', 50, 52),
      aPlace('def.ts', 30, 33, { why: [{ kind: 'defines', name: 'run' }] }),
      aPlace('use.ts', 5, 6),
      aPlace('def.ts', 2, 4),
    ]);
    expect([...text.matchAll(/^(\w+\.ts:\d+-\d+)/gm)].map(match => match[1])).toEqual([
      'def.ts:2-4',
      'def.ts:30-33',
      'use.ts:5-6',
      'use.ts:50-52',
    ]);
  });

  test('shows a long passage around its best line, and cites the lines that it shows', () => {
    const { text, sent } = answer([aPlace('long.ts', 100, 300, { focusLine: 250 })]);
    const { startLine, endLine } = sent[0]!.range;
    expect(startLine).toBeGreaterThan(100);
    expect(startLine).toBeLessThanOrEqual(250);
    expect(endLine).toBeGreaterThanOrEqual(250);
    expect(text).toContain(`line ${startLine} of`);
    expect(text).not.toContain(`line ${endLine + 1} of`);
  });

  test('fences code so that nothing in it can end the fence', () => {
    const { text } = answer([aPlace('a.md', 1, 3, { text: 'x\n````\n<script>', language: 'markdown' })]);
    expect(text).toContain('`````markdown a.md\nx\n````\n<script>\n`````');
  });

  test('turns no name, reason or language into a link or markup', () => {
    const { text } = answer([
      aPlace('a.ts', 1, 1, { chain: ['[x](command:y)'], why: [{ kind: 'defines', name: '<b>`why`' }], language: 'a\n# b' }),
    ]);
    expect(text).toContain('\\[x\\](command:y)');
    expect(text).toContain('\\<b\\>\\`why\\`');
    expect(text).toContain('```\nline 1 of a.ts');
  });

  test('says so if nothing contains the words', () => {
    expect(answer([aPlace('a.ts', 1, 2, { why: [{ kind: 'nearest' }] })]).text).toContain('No passage contains these words');
    expect(answer([aPlace('a.ts', 1, 2, { why: [{ kind: 'words' }] })]).text).not.toContain('No passage');
  });

  test('says that nothing is indexed if nothing is', () => {
    const { text } = extractiveAnswer({
      question: 'q',
      found: { places: [], elapsedMs: 0, nFiles: 0, nChunks: 0 },
      wording: englishWording,
      labelOf: ({ path }) => path,
    });
    expect(text).toContain('No file is indexed here');
  });
});

test('an extractive answer speaks the language of its wording, and leaves code and names as they are', () => {
  const places = [
    aPlace('cart.ts', 1, 1, {
      chain: ['Cart'],
      why: [{ kind: 'defines', name: 'Cart' }, { kind: 'words' }],
      text: 'class Cart {}',
      language: 'typescript',
    }),
  ];
  const { text } = extractiveAnswer({
    question: 'q',
    found: { places, elapsedMs: 1, nFiles: 3, nChunks: 9 },
    wording: wordingOf('de'),
    labelOf: ({ path }) => path,
  });
  expect(text).toBe('```typescript cart.ts\nclass Cart {}\n```\n\n**Cart** · cart.ts:1-1 (definiert Cart; enthält die Wörter)\n');
});
