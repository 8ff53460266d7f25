/** Thoughts that a server leaves in the text of an answer. */
import { describe, expect, test } from 'vitest';
import { ThinkSplit } from '../../../server/inference/think-split.js';

function split(pieces: readonly string[]): { reasoning: string; text: string } {
  const thinkSplit = new ThinkSplit();
  let reasoning = '';
  let text = '';
  for (const part of [...pieces.map(piece => thinkSplit.push(piece)), thinkSplit.end()]) {
    reasoning += part.reasoning;
    text += part.text;
  }
  return { reasoning, text };
}

describe('ThinkSplit', () => {
  const answers: readonly (readonly [name: string, answer: string, reasoning: string, text: string])[] = [
    [
      'tags of DeepSeek and Qwen',
      '<think>\nFirst, look.\n</think>\n\nThe pool starts workers.',
      '\nFirst, look.\n',
      'The pool starts workers.',
    ],
    ['tags of Magistral', '[THINK]hm[/THINK]Yes.', 'hm', 'Yes.'],
    ['channels of Harmony', '<|channel|>analysis<|message|>hm<|channel|>final<|message|>Yes.', 'hm', 'Yes.'],
    ['thoughts without an end', '<think>so it goes on', 'so it goes on', ''],
    ['an answer without thoughts', 'Use <think> tags here.', '', 'Use <think> tags here.'],
    ['a tag in the middle of an answer', 'It writes\n<think>x</think>', '', 'It writes\n<think>x</think>'],
    ['an answer that begins like a tag', '<thin> is no tag', '', '<thin> is no tag'],
    ['an empty answer', '', '', ''],
    ['blanks alone', ' \n', '', ' \n'],
  ];
  test.each(answers)('separates %s, however the pieces are cut', (_name, answer, reasoning, text) => {
    for (let size = 1; size <= Math.max(1, answer.length); size++) {
      const pieces = Array.from({ length: Math.ceil(answer.length / size) }, (_, i) => answer.slice(i * size, (i + 1) * size));
      expect(split(pieces)).toEqual({ reasoning, text });
    }
  });
});
