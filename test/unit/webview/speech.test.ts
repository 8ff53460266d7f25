import { expect, test } from 'vitest';
import { englishWording, verbatim } from '../../../server/protocol/sentences/sentence.js';
import { askedTurn, type TurnLife, type TurnState } from '../../../webview/model/state/turn-state.js';
import { nextUtterance, silent } from '../../../webview/model/text/speech.js';
import { englishWords } from '../../../webview/model/words/english.js';

const done: TurnLife = { kind: 'ended', end: { kind: 'done', facts: { source: 'model', firstItemMs: 1, totalMs: 1, local: true } } };
const turn = (text: string, life: TurnLife = { kind: 'writing' }): TurnState => ({
  ...askedTurn({ turnId: 't', question: 'q', attachments: [] }, 1, 1),
  text,
  life,
});

/** Returns everything that is announced while the answer goes through these states. */
function said(...states: readonly TurnState[]): readonly string[] {
  const texts: string[] = [];
  let speech = silent('t');
  for (const state of states) {
    for (
      let next = nextUtterance(speech, state, englishWords, englishWording);
      next;
      next = nextUtterance(speech, state, englishWords, englishWording)
    ) {
      speech = next.speech;
      texts.push(next.text);
    }
  }
  return texts;
}

test('nothing is announced before the answer begins', () => {
  expect(said(turn('', { kind: 'waiting', for: 'looking', detail: undefined, sinceMs: 1 }))).toEqual([]);
});

test('whole sentences are announced, never the beginning of one', () => {
  expect(said(turn('One sent'), turn('One sentence. Another beg'), turn('One sentence. Another begins now.', done))).toEqual([
    'Answer started.',
    'One sentence.',
    'Another begins now.',
    'Answer complete, 0 places.',
  ]);
});

test('a dot inside a name does not end a sentence', () => {
  expect(said(turn('Look into pool.ts and go'))).toEqual(['Answer started.']);
});

test('Markdown is not read aloud, and code is one short sentence', () => {
  expect(said(turn('**Bold** `code` [link](https://x.example).\n\n```ts\nconst secret = 1;\n```\n\nAfter it.', done))).toEqual([
    'Answer started.',
    'Bold code link.',
    'Code block.',
    'After it.',
    'Answer complete, 0 places.',
  ]);
});

test('a failure is announced with its remedy', () => {
  const problem = { code: 'endpoint-unreachable' as const, text: verbatim('Nobody answers'), remedy: verbatim('Start Ollama') };
  expect(said(turn('', { kind: 'ended', end: { kind: 'failed', problem } })).at(-1)).toBe('No answer: Nobody answers. Start Ollama.');
});

test('a very long answer is announced in parts of bearable length', () => {
  const texts = said(turn('A sentence of the answer. '.repeat(400), done));
  expect(Math.max(...texts.map(text => text.length))).toBeLessThan(450);
  expect(texts.join(' ').match(/A sentence/g)).toHaveLength(400);
});
