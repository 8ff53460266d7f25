import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inLanguage } from '../../../extension/host/problem-language.js';
import { localiseProblem, type ProblemTexts } from '../../../server/protocol/localise-problem.js';
import { ProblemError } from '../../../server/protocol/problem.js';
import { chinese } from '../../../server/protocol/problem-texts/chinese.js';
import { french } from '../../../server/protocol/problem-texts/french.js';
import { german } from '../../../server/protocol/problem-texts/german.js';
import { japanese } from '../../../server/protocol/problem-texts/japanese.js';
import { spanish } from '../../../server/protocol/problem-texts/spanish.js';

const languages: Readonly<Record<string, ProblemTexts>> = { german, chinese, japanese, spanish, french };
const holes = (text: string): readonly string[] => [...new Set(text.match(/\{\d\}/g))].toSorted();

/** Every string that the code holds, its values as holes numbered from the left. */
function sentencesOfCode(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const tree of ['server', 'extension']) {
    const root = join(import.meta.dirname, '../../..', tree);
    for (const file of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.includes('problem-texts')) continue;
      const source = readFileSync(join(root, file), 'utf8');
      for (const [text] of source.matchAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g)) {
        let n = 0;
        found.add(text.slice(1, -1).replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, () => `{${n++}}`));
      }
    }
  }
  return found;
}

describe.each(Object.entries(languages))('in %s', (_, texts) => {
  test('every sentence has its arguments, and none is empty', () => {
    for (const [english, translated] of Object.entries(texts)) expect([english, holes(translated)]).toEqual([english, holes(english)]);
    expect(Object.values(texts).filter(text => text.trim() === '')).toEqual([]);
    expect(Object.keys(texts)).toEqual(Object.keys(german));
  });
});

test('every sentence of the tables is one that the code says', () => {
  const said = sentencesOfCode();
  expect(Object.keys(german).filter(sentence => !said.has(sentence))).toEqual([]);
});

test('a problem is told in the language, with its arguments', () => {
  const problem = {
    code: 'model-missing',
    message: 'The model "qwen2.5-coder:7b" is not installed',
    remedy: 'Fetch it with "ollama pull qwen2.5-coder:7b", or choose another model',
  };
  expect(localiseProblem(problem, german)).toEqual({
    code: 'model-missing',
    message: 'Das Modell „qwen2.5-coder:7b“ ist nicht installiert',
    remedy: 'Holen Sie es mit „ollama pull qwen2.5-coder:7b“, oder wählen Sie ein anderes Modell',
  });
});

test('what no table knows stays as it is, and an argument is never filled in itself', () => {
  const odd = { message: 'Something else went wrong', remedy: 'Ask again' };
  expect(localiseProblem(odd, french)).toEqual({ message: 'Something else went wrong', remedy: 'Redemandez' });
  const braces = { message: '"{1}" could not be read: {0} $& constructor', remedy: 'constructor' };
  expect(localiseProblem(braces, german).message).toBe('„{1}“ konnte nicht gelesen werden: {0} $& constructor');
  expect(localiseProblem(braces, german).remedy).toBe('constructor');
});

test('the editor tells failures of the server in its own language, and lets everything else through', () => {
  const failed = inLanguage(new ProblemError('offline', 'Vibe is set to work offline', 'Ask again'), 'de-AT');
  expect(failed).toMatchObject({ problem: { code: 'offline', message: 'Vibe ist auf Offline-Betrieb gestellt' } });
  const bug = new TypeError('x');
  expect(inLanguage(bug, 'de')).toBe(bug);
});
