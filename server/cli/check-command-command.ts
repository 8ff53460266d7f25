/** `vibe check-command`: says what commands would do, judged from a parse. Runs nothing. */
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { grammarFile } from '../compose/built-files.js';
import { checkOnDisk } from '../safety/check-on-disk.js';
import { loadParsers } from '../safety/parse/load-parsers.js';
import type { Verdict } from '../safety/verdict.js';
import type { CheckCommandOptions } from './command-options.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { answerJsonLines } from './json-lines.js';
import { plainLine } from './plain-text.js';
import type { Terminal } from './terminal.js';

const lineSchema = v.object({ id: v.union([v.string(), v.number()]), command: v.string() });
const maxLineLength = 1 << 20;

export async function checkCommandCommand(
  command: string,
  options: CheckCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { shell } = options;
  const parsers = await loadParsers([shell], grammarFile);
  // A Windows path is kept as it is on other systems.
  const absolute = (path: string): string => (/^[A-Za-z]:[\\/]|^\\\\/.test(path) ? path : resolve(path));
  const cwd = absolute(options.cwd ?? process.cwd());
  const home = absolute(options.home ?? homedir());
  const check = (line: string): Promise<Verdict> => checkOnDisk({ command: line, shell, cwd, home, workspace: cwd }, parsers, signal);
  if (command !== '') {
    const verdict = await check(command);
    terminal.object(rowOf('command', verdict));
    show(verdict, terminal);
    return exitCodes.done;
  }
  await answerJsonLines(
    process.stdin,
    {
      schema: lineSchema,
      form: '{"id","command"}',
      maxLength: maxLineLength,
      answer: async ({ id, command: line }) => {
        const verdict = await check(line);
        terminal.line(`${plainLine(String(id))}  ${verdict.level}`);
        return rowOf(id, verdict);
      },
    },
    terminal,
    signal,
  );
  return exitCodes.done;
}

const rowOf = (id: string | number, { level, effects, reasons, parsed }: Verdict): object => ({
  id,
  level,
  effects: effects.map(({ kind, target, inside, reversible, from }) => ({ kind, target, inside, reversible, from })),
  reasons,
  parsed,
});

function show({ level, effects, reasons }: Verdict, terminal: Terminal): void {
  terminal.line(terminal.style('bold', level));
  for (const { text } of reasons) terminal.line(`  ${plainLine(text)}`);
  for (const { kind, target, inside } of effects)
    terminal.line(terminal.style('dim', `  ${kind} ${plainLine(target)}${inside ? ' (in the folder)' : ''}`));
}
