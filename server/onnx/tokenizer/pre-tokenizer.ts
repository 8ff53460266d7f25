/** Cuts a normalised text into words as a tokenizer.json specifies; a model then cuts each word into pieces. Pure. */
import { byteCharacters } from './byte-characters.js';
import { type Config, listOf, textOf, unknownPart } from './config.js';
import { patternOf } from './pattern.js';

export type PreTokenize = (words: readonly string[]) => readonly string[];

const punctuation = /[!-/:-@[-`{-~\p{P}]/gu;
const gpt2 = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;

export function preTokenizerOf(config: Config | undefined): PreTokenize {
  if (config === undefined) return words => words;
  switch (config['type']) {
    case 'Sequence': {
      const parts = listOf(config, 'pretokenizers').map(preTokenizerOf);
      return words => parts.reduce((result, part) => part(result), words);
    }
    case 'BertPreTokenizer':
      return each(word => word.split(/\s+/u).flatMap(part => cut(part, punctuation, 'Isolated', false)));
    case 'Whitespace':
      return each(word => word.match(/[\p{L}\p{N}\p{M}_]+|[^\p{L}\p{N}\p{M}_\s]+/gu) ?? []);
    case 'WhitespaceSplit':
      return each(word => word.split(/\s+/u));
    case 'Punctuation':
      return each(word => cut(word, punctuation, textOf(config, 'behavior', 'Isolated'), false));
    case 'Digits':
      return each(word => cut(word, config['individual_digits'] === true ? /\p{N}/gu : /\p{N}+/gu, 'Isolated', false));
    case 'Split': {
      const pattern = patternOf(config['pattern']);
      return each(word => cut(word, pattern, textOf(config, 'behavior', 'Isolated'), config['invert'] === true));
    }
    case 'ByteLevel':
      return byteLevel(config);
    case 'Metaspace':
      return metaspace(config);
    default:
      throw unknownPart('pre-tokenizer', config);
  }
}

const each =
  (split: (word: string) => readonly string[]): PreTokenize =>
  words =>
    words.flatMap(split).filter(word => word !== '');

/** Maps each byte to a printable character, so that no byte is unknown. */
function byteLevel(config: Config): PreTokenize {
  const addSpace = config['add_prefix_space'] === true;
  const split = config['use_regex'] !== false;
  const encoder = new TextEncoder();
  const encode = (word: string): string => {
    let result = '';
    for (const byte of encoder.encode(word)) result += byteCharacters[byte] ?? '';
    return result;
  };
  return words =>
    words.flatMap(word => {
      const whole = addSpace && !word.startsWith(' ') ? ` ${word}` : word;
      return (split ? (whole.match(gpt2) ?? []) : [whole]).map(encode);
    });
}

/** SentencePiece writes a space as a visible character at the start of the following word. */
function metaspace(config: Config): PreTokenize {
  const mark = textOf(config, 'replacement', '▁');
  const prepend = textOf(config, 'prepend_scheme', config['add_prefix_space'] === false ? 'never' : 'always');
  const split = config['split'] !== false;
  return words =>
    words.flatMap((word, i) => {
      const marked = word.replaceAll(' ', mark);
      const first = prepend === 'always' || (prepend === 'first' && i === 0);
      const whole = first && !marked.startsWith(mark) ? mark + marked : marked;
      return split ? cut(whole, new RegExp(mark, 'gu'), 'MergedWithNext', false).filter(part => part !== '') : [whole];
    });
}

/**
 * Splits a word at matches of a pattern. `behavior` decides whether a match becomes a word of its own, is dropped, or joins a neighbour.
 */
function cut(word: string, pattern: RegExp, behavior: string, invert: boolean): readonly string[] {
  const parts: { text: string; matched: boolean }[] = [];
  let from = 0;
  for (const match of word.matchAll(pattern)) {
    if (match.index > from) parts.push({ text: word.slice(from, match.index), matched: invert });
    if (match[0] !== '') parts.push({ text: match[0], matched: !invert });
    from = match.index + match[0].length;
  }
  if (from < word.length) parts.push({ text: word.slice(from), matched: invert });
  switch (behavior) {
    case 'Removed':
      return parts.filter(({ matched }) => !matched).map(({ text }) => text);
    case 'MergedWithPrevious':
      return joined(parts, (part, before) => part.matched && !before.matched);
    case 'MergedWithNext':
      return joined(parts, (part, before) => before.matched && !part.matched);
    case 'Contiguous':
      return joined(parts, (part, before) => part.matched === before.matched);
    default:
      return parts.map(({ text }) => text);
  }
}

interface Part {
  readonly text: string;
  readonly matched: boolean;
}

function joined(parts: readonly Part[], belongs: (part: Part, before: Part) => boolean): string[] {
  const words: string[] = [];
  for (const [i, part] of parts.entries()) {
    const before = parts[i - 1];
    if (before !== undefined && belongs(part, before)) words.push((words.pop() ?? '') + part.text);
    else words.push(part.text);
  }
  return words;
}
