/**
 * Lines of shells with what they may be judged as, read from `test/fixtures/safety/`. In the files ⏎ stands for a line break, and
 * `<U+200B>` for a character that an editor would not show.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkCommand } from '../../../server/safety/check-command.js';
import type { Shell } from '../../../server/safety/run/call.js';
import type { Parsers } from '../../../server/safety/run/judge.js';
import { type Level, levels, type Verdict } from '../../../server/safety/verdict.js';

export interface CorpusLine {
  readonly command: string;
  readonly family: string;
  readonly shell: Shell;
  /** For a dangerous line: the weakest level that it may have. */
  readonly least: Level;
}

const folder = join(import.meta.dirname, '../../fixtures/safety');

function read(name: string, isDangerous: boolean, root: string): readonly CorpusLine[] {
  let family = '';
  let least: Level = 'read-only';
  let shell: Shell = 'bash';
  const lines: CorpusLine[] = [];
  for (const line of readFileSync(join(root, name), 'utf8').split('\n')) {
    if (line.startsWith('## ')) {
      const [first = '', second, third] = line
        .slice(3)
        .split('|')
        .map(part => part.trim());
      family = first;
      // The files are ours: each heading has a level and the name of a shell.
      if (isDangerous) least = second as Level;
      shell = ((isDangerous ? third : second) ?? 'bash') as Shell;
    } else if (line !== '' && !line.startsWith('# ')) lines.push({ command: decoded(line), family, shell, least });
  }
  return lines;
}

const decoded = (line: string): string =>
  line.replaceAll('⏎', '\n').replace(/<U\+([0-9A-F]{4,6})>/g, (_all, hex: string) => String.fromCodePoint(Number.parseInt(hex, 16)));

export const dangerousLines = (root = folder): readonly CorpusLine[] => [
  ...read('dangerous-posix.txt', true, root),
  ...read('dangerous-other.txt', true, root),
];
export const harmlessLines = (root = folder): readonly CorpusLine[] => [
  ...read('harmless-posix.txt', false, root),
  ...read('harmless-other.txt', false, root),
];

const isWindows = (shell: Shell): boolean => shell === 'cmd' || shell === 'powershell';

/** Judges a line in a folder that is not there. */
export const judgeLine = (command: string, shell: Shell, parsers: Parsers): Verdict => {
  const [home, cwd] = isWindows(shell) ? ['C:\\Users\\me', 'C:\\Users\\me\\project'] : ['/home/me', '/home/me/project'];
  return checkCommand({ command, shell, cwd, home, workspace: cwd }, new Map(), parsers).verdict;
};

export const isBelow = (level: Level, least: Level): boolean => levels.indexOf(level) < levels.indexOf(least);

/** A harmless line that asks is a false alarm. */
export const isAlarm = (level: Level): boolean => level === 'unknown' || level === 'destructive' || level === 'privileged';
