import { describe, expect, test } from 'vitest';
import { type PackRequest, pack } from '../../../server/chat/answer/pack.js';
import type { Turn } from '../../../server/protocol/chat.js';

const folder = 'file:///w';
const excerpt = (path: string, startLine: number, nLines: number) => ({
  label: path,
  range: { folder, path, startLine, endLine: startLine + nLines - 1 },
  text: Array.from({ length: nLines }, (_, i) => `some code on line ${startLine + i}`).join('\n'),
  name: '',
});
const turn = (id: string, text: string): Turn => ({
  id,
  question: `question ${id}`,
  attachments: [],
  askedAt: 0,
  places: [],
  text,
  citations: [],
});
const packed = (more: Partial<PackRequest>) =>
  pack({
    question: 'why?',
    attachments: [],
    history: [],
    excerpts: [],
    windowTokens: 4096,
    count: text => Math.ceil(text.length / 3),
    ...more,
  });
const sentOf = (result: ReturnType<typeof pack>) => result.sent.map(({ range }) => `${range.path}:${range.startLine}-${range.endLine}`);

describe('pack()', () => {
  test('never exceeds the window, and leaves room for the answer', () => {
    for (const windowTokens of [1024, 2048, 4096, 16_384]) {
      const excerpts = Array.from({ length: 40 }, (_, i) => excerpt(`f${i}.ts`, 1, 50));
      const result = packed({ windowTokens, excerpts });
      const size = result.messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 3), 0);
      expect(size).toBeLessThanOrEqual(windowTokens - 256);
      expect(result.nTokens + result.nAnswerTokens).toBeLessThanOrEqual(windowTokens + 256);
    }
  });

  test('gives automatic context a small share, after the found places', () => {
    const automatic = (path: string) => ({ kind: 'file' as const, excerpt: excerpt(path, 1, 60), automatic: true });
    const excerpts = [excerpt('found.ts', 1, 10)];
    const result = packed({
      windowTokens: 8192,
      attachments: [automatic('open1.ts'), automatic('open2.ts'), automatic('open3.ts')],
      excerpts,
    });
    const { content } = result.messages.at(-1)!;
    expect(content.indexOf('found.ts')).toBeLessThan(content.indexOf('open1.ts'));
    expect(result.nAttachmentsLeftOut).toBeGreaterThan(0);
    const nAutomatic = content.length - content.indexOf('open1.ts');
    expect(nAutomatic / 3).toBeLessThan(8192 * 0.2);
  });

  test('packs attachments before the found places', () => {
    const result = packed({
      windowTokens: 1600,
      attachments: [{ kind: 'file', excerpt: excerpt('mine.ts', 1, 30) }],
      excerpts: [excerpt('found.ts', 1, 120), excerpt('small.ts', 5, 1)],
    });
    expect(sentOf(result)[0]).toBe('mine.ts:1-30');
    expect(result.nPlacesLeftOut).toBeGreaterThan(0);
  });

  test('sends the first lines of what does not fit, cites only those, and counts it', () => {
    const result = packed({ windowTokens: 1600, excerpts: [excerpt('long.ts', 11, 400)] });
    const [range] = result.sent.map(sent => sent.range);
    expect(range!.startLine).toBe(11);
    expect(range!.endLine).toBeLessThan(410);
    expect(result.messages.at(-1)!.content).toContain(`${range!.endLine}| some code on line ${range!.endLine}\n</file>`);
    expect(result.nPlacesLeftOut).toBe(1);
  });

  test('does not send the same lines twice', () => {
    const result = packed({
      attachments: [{ kind: 'file', excerpt: excerpt('a.ts', 1, 50) }],
      excerpts: [excerpt('a.ts', 10, 5), excerpt('b.ts', 1, 5)],
    });
    expect(sentOf(result)).toEqual(['a.ts:1-50', 'b.ts:1-5']);
  });

  test('drops the oldest turns first, and counts them', () => {
    const history = Array.from({ length: 30 }, (_, i) => turn(String(i), 'answer '.repeat(100)));
    const result = packed({ history });
    const questions = result.messages.filter(({ role }) => role === 'user').map(({ content }) => content);
    expect(questions.at(-2)).toBe('question 29');
    expect(result.nTurnsLeftOut).toBe(30 - (questions.length - 1));
    expect(result.nTurnsLeftOut).toBeGreaterThan(0);
  });

  test('cites a text that the protocol cut no further than it goes', () => {
    const { range, ...rest } = excerpt('a.ts', 1, 10);
    expect(sentOf(packed({ excerpts: [{ ...rest, range: { ...range, endLine: 99 } }] }))).toEqual(['a.ts:1-10']);
  });
});
