/** Converts patterns of a tokenizer.json to JavaScript's. Pure. */
import { isRecord } from '../../protocol/is-record.js';
import { say } from '../../protocol/sentences/sentence.js';
import { unfit } from './config.js';

/** `{ String }` is literal; `{ Regex }` is in Oniguruma's syntax and is supported as far as JavaScript has the same. */
export function patternOf(value: unknown): RegExp {
  if (isRecord(value)) {
    // Any property of a record may be read as unknown.
    const { String: literal, Regex: source } = value as { readonly String?: unknown; readonly Regex?: unknown };
    if (typeof literal === 'string') return new RegExp(literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&'), 'gu');
    if (typeof source === 'string') return translated(source);
  }
  throw unfit(say('patternShapeUnknown'));
}

function translated(source: string): RegExp {
  // Node 22 has no flags in groups, so `(?i:…)` is rewritten with both cases of its letters.
  const plain = source.replaceAll(/\(\?i:([^()]*)\)/g, (_, inner: string) => `(?:${bothCases(inner)})`);
  try {
    return new RegExp(plain, 'gu');
  } catch {
    throw unfit(say('patternUnknown', { pattern: source.slice(0, 60) }));
  }
}

const bothCases = (text: string): string => text.replaceAll(/(?<!\\)[a-z]/gi, letter => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
