/** The examples of every row of the table: `match` is judged at the row's level, `noMatch` above it. */
import { describe, expect, test } from 'vitest';
import { checkCommand } from '../../../server/safety/check-command.js';
import { commonRules } from '../../../server/safety/programs/table.js';
import { levels } from '../../../server/safety/verdict.js';

const judge = (command: string) =>
  checkCommand({ command, shell: 'bash', cwd: '/home/me/project', home: '/home/me', workspace: '/home/me/project' }, new Map(), {}).verdict;

describe('programs', () => {
  test('the table names at least 220 programs, each one once', () => {
    const names = commonRules.flatMap(rule => rule.names.split(' '));
    expect(new Set(names).size).toBeGreaterThanOrEqual(220);
    expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  });

  test('every row has an example of its level', () => {
    expect(commonRules.filter(rule => rule.match.length === 0).map(rule => rule.names)).toEqual([]);
  });

  for (const rule of commonRules) {
    const [name] = rule.names.split(' ');
    test(`${name}: its examples are at ${rule.level}, its counter-examples above`, () => {
      const wrong: string[] = [];
      for (const line of rule.match) {
        const { level, reasons } = judge(line);
        if (level !== rule.level) wrong.push(`${level}: ${line} (${reasons.map(reason => reason.text).join('; ')})`);
      }
      for (const line of rule.noMatch ?? []) {
        const { level } = judge(line);
        if (levels.indexOf(level) <= levels.indexOf(rule.level)) wrong.push(`only ${level}: ${line}`);
      }
      expect(wrong).toEqual([]);
    });
  }
});
