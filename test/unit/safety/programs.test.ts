/** The examples of every row of the table: `match` is judged at the row's level, `noMatch` above it. */
import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../../server/safety/check-command.js';
import { loadParsers } from '../../../server/safety/parse/load-parsers.js';
import { commonRules, shellRules } from '../../../server/safety/programs/table.js';
import type { Rule } from '../../../server/safety/rules/rule.js';
import { type Shell, shells } from '../../../server/safety/run/call.js';
import { levels } from '../../../server/safety/verdict.js';
import { installedGrammarFile } from '../../kit/installed-grammars.js';

const parsers = await loadParsers(shells, installedGrammarFile);
const folders = (shell: Shell) =>
  shell === 'cmd' || shell === 'powershell'
    ? { cwd: 'C:\\Users\\me\\project', home: 'C:\\Users\\me', workspace: 'C:\\Users\\me\\project' }
    : { cwd: '/home/me/project', home: '/home/me', workspace: '/home/me/project' };
const judge = (command: string, shell: Shell) => checkCommand({ command, shell, ...folders(shell) }, new Map(), parsers).verdict;
const tables: readonly (readonly [Shell, readonly Rule[]])[] = [['bash', commonRules], ...shellRules];

describe('programs', () => {
  test('the table names at least 220 programs, each one once for a shell', () => {
    for (const [, rules] of tables) {
      const names = rules.flatMap(rule => rule.names.toLowerCase().split(' '));
      expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
    }
    expect(new Set(commonRules.flatMap(rule => rule.names.split(' '))).size).toBeGreaterThanOrEqual(220);
  });

  for (const [shell, rules] of tables)
    for (const rule of rules) {
      const [name] = rule.names.split(' ');
      test(`${name} (${shell}): its examples are at ${rule.level}, its counter-examples above`, () => {
        expect(rule.match.length).toBeGreaterThan(0);
        const wrong: string[] = [];
        for (const line of rule.match) {
          const { level, reasons } = judge(line, shell);
          if (level !== rule.level) wrong.push(`${level}: ${line} (${reasons.map(reason => reason.text).join('; ')})`);
        }
        for (const line of rule.noMatch ?? []) {
          const { level } = judge(line, shell);
          if (levels.indexOf(level) <= levels.indexOf(rule.level)) wrong.push(`only ${level}: ${line}`);
        }
        expect(wrong).toEqual([]);
      });
    }
});
