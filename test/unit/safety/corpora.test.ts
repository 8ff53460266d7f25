/** The corpora: no dangerous line is judged below its family, and few harmless ones ask. */
import { describe, expect, test } from 'vitest';
import { loadParsers } from '../../../server/safety/parse/load-parsers.js';
import { shells } from '../../../server/safety/run/call.js';
import { dangerousLines, harmlessLines, isAlarm, isBelow, judgeLine } from '../../kit/corpora/command-corpus.js';
import { mutate } from '../../kit/corpora/command-mutations.js';
import { installedGrammarFile } from '../../kit/installed-grammars.js';
import { Random } from '../../kit/random.js';

const parsers = await loadParsers(shells, installedGrammarFile);
const seed = 20261201;

describe('the corpora of commands', () => {
  test('are large enough to mean something', () => {
    expect(dangerousLines().length).toBeGreaterThanOrEqual(900);
    expect(new Set(dangerousLines().map(line => line.family)).size).toBeGreaterThanOrEqual(60);
    expect(harmlessLines().length).toBeGreaterThanOrEqual(1200);
  });

  test('a dangerous line is judged at the level of its family or above', () => {
    const low = dangerousLines().flatMap(({ command, shell, least, family }) => {
      const { level } = judgeLine(command, shell, parsers);
      return isBelow(level, least) ? [`${level}: ${command} (${family}, ${shell})`] : [];
    });
    expect(low).toEqual([]);
  });

  test('at most three in a hundred harmless lines ask', () => {
    const lines = harmlessLines();
    const alarms = lines.filter(({ command, shell }) => isAlarm(judgeLine(command, shell, parsers).level));
    expect(alarms.map(line => line.command).slice(0, Math.max(0, alarms.length - Math.floor(lines.length * 0.03)))).toEqual([]);
  });

  test(`a dangerous line that is written in another way stays above "writes" (seed ${seed})`, () => {
    const random = new Random(seed);
    const lines = dangerousLines().filter(
      ({ shell, least, family }) => shell === 'bash' && isBelow('network', least) && !/^(?:deceit|too much)/.test(family),
    );
    const escapes: string[] = [];
    for (let i = 0; i < 1500; i++) {
      const { command } = random.pick(lines);
      const { line, by } = mutate(command, random, 3);
      const { level } = judgeLine(line, 'bash', parsers);
      if (level === 'read-only' || level === 'writes') escapes.push(`${level}: ${JSON.stringify(line)} (${by.join(', ')})`);
    }
    expect(escapes).toEqual([]);
  });

  test('a line of random characters is judged without an error', () => {
    const random = new Random(seed);
    const pieces = [
      'rm',
      ' ',
      '-rf',
      '$',
      '{',
      '}',
      '(',
      ')',
      '"',
      "'",
      '`',
      '\\',
      '\n',
      ';',
      '&',
      '|',
      '<',
      '>',
      '*',
      '~',
      '/',
      'if',
      'end',
      '%',
      '^',
      '@',
      '=',
      '[',
      ']',
      '\u0000',
      '\uFDD0',
      '🙂',
      'é',
      'for',
      'in',
      'do',
      '!',
      '#',
      '$(',
      '${',
    ];
    for (let i = 0; i < 400; i++) {
      const line = Array.from({ length: 1 + random.below(40) }, () => random.pick(pieces)).join('');
      for (const shell of shells) expect(judgeLine(line, shell, parsers).level).toBeDefined();
    }
  });

  test('a line that is too long, too deep or has too many commands is not understood', () => {
    expect(judgeLine(`echo ${'a'.repeat(20_000)}`, 'bash', parsers)).toMatchObject({ level: 'unknown', parsed: false });
    expect(judgeLine(Array.from({ length: 60 }, () => 'ls').join('; '), 'bash', parsers).level).toBe('unknown');
    expect(judgeLine(`${'('.repeat(300)}ls${')'.repeat(300)}`, 'bash', parsers).level).toBe('unknown');
    expect(judgeLine(`${'$('.repeat(100)}ls${')'.repeat(100)}`, 'bash', parsers).level).toBe('unknown');
  });
});
