/** Composes the normalisers of a tokenizer.json into one function. Pure. */

import { type Config, listOf, textOf, unknownPart } from './config.js';
import { patternOf } from './pattern.js';

export type Normalize = (text: string) => string;

export function normalizerOf(config: Config | undefined): Normalize {
  if (config === undefined) return text => text;
  switch (config['type']) {
    case 'Sequence': {
      const parts = listOf(config, 'normalizers').map(normalizerOf);
      return text => parts.reduce((result, part) => part(result), text);
    }
    case 'BertNormalizer':
      return bert(config);
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD': {
      const form = config['type'];
      return text => text.normalize(form);
    }
    case 'Lowercase':
      return text => text.toLowerCase();
    case 'StripAccents':
      return stripAccents;
    case 'Strip': {
      const left = config['strip_left'] !== false;
      const right = config['strip_right'] !== false;
      return text => (left && right ? text.trim() : left ? text.trimStart() : right ? text.trimEnd() : text);
    }
    case 'Replace': {
      const pattern = patternOf(config['pattern']);
      const content = textOf(config, 'content');
      return text => text.replace(pattern, () => content);
    }
    case 'Prepend': {
      const prefix = textOf(config, 'prepend');
      return text => (text === '' ? text : prefix + text);
    }
    // A compiled table of SentencePiece: NFKC with a few rules for white space.
    case 'Precompiled':
      return text =>
        text
          .normalize('NFKC')
          .replaceAll(/(?![\t\n\f\r])[\p{Cc}\u200b\ufeff]/gu, '')
          .replaceAll(/\s/g, ' ');
    default:
      throw unknownPart('normalizer', config);
  }
}

/** Removes combining marks (category Mn). */
const stripAccents = (text: string): string => text.normalize('NFD').replaceAll(/\p{Mn}/gu, '');

const isControl = /[\p{C}\ufffd]/u;
const ideographs =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;

function bert(config: Config): Normalize {
  const clean = config['clean_text'] !== false;
  const spread = config['handle_chinese_chars'] !== false;
  const lower = config['lowercase'] !== false;
  const strip = config['strip_accents'] === true || (config['strip_accents'] !== false && lower);
  return text => {
    let result = text;
    if (clean) {
      let cleaned = '';
      for (const character of result) {
        if (character === '\t' || character === '\n' || character === '\r') cleaned += ' ';
        else if (!isControl.test(character)) cleaned += /\s/.test(character) ? ' ' : character;
      }
      result = cleaned;
    }
    if (spread) result = result.replaceAll(ideographs, ' $& ');
    if (strip) result = stripAccents(result);
    return lower ? result.toLowerCase() : result;
  };
}
