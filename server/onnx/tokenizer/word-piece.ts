/** WordPiece: takes the longest known beginning of a word, then the longest known continuation, and so on. Pure. */

import { say } from '../../protocol/sentences/sentence.js';
import { type Config, configOf, numberOf, textOf, unfit } from './config.js';
import type { EncodeWord } from './encode-word.js';

export function wordPieceOf(model: Config): EncodeWord {
  const vocabulary = configOf(model, 'vocab');
  if (vocabulary === undefined) throw unfit(say('vocabularyMissing'));
  const ids = new Map(Object.entries(vocabulary).flatMap(([piece, id]) => (typeof id === 'number' ? [[piece, id] as const] : [])));
  const prefix = textOf(model, 'continuing_subword_prefix', '##');
  const longest = numberOf(model, 'max_input_chars_per_word') ?? 100;
  const unknown = ids.get(textOf(model, 'unk_token', '[UNK]')) ?? 0;
  return word => {
    const characters = Array.from(word);
    if (characters.length > longest) return [unknown];
    const pieces: number[] = [];
    for (let start = 0; start < characters.length; ) {
      let end = characters.length;
      let id: number | undefined;
      for (; end > start; end--) {
        const piece = characters.slice(start, end).join('');
        id = ids.get(start === 0 ? piece : prefix + piece);
        if (id !== undefined) break;
      }
      if (id === undefined) return [unknown];
      pieces.push(id);
      start = end;
    }
    return pieces;
  };
}
