/**
 * Judges one command line: what it would do, and so how much it matters. Nothing is run. Pure: what the disk holds comes in as facts, and
 * `wanted` names those that would help, so that a caller can fetch them and ask again.
 */

import { parseBash } from './parse/bash.js';
import { countCommands } from './parse/count-commands.js';
import { deceptions } from './parse/deceptions.js';
import type { FileFact, Shell } from './run/call.js';
import { Facts } from './run/facts.js';
import { foldersFor, Judge, type Parsers } from './run/judge.js';
import { firstState } from './run/state.js';
import type { Verdict } from './verdict.js';

/** A longer line is not read. */
const maxLength = 10_000;
/** A line with more commands is more than a person can look through. */
const maxCommands = 50;

export interface CommandRequest {
  readonly command: string;
  readonly shell: Shell;
  readonly cwd: string;
  readonly home: string;
  readonly workspace: string;
}

export interface CheckedCommand {
  readonly verdict: Verdict;
  /** Paths that the verdict would gain from, and that `facts` does not hold. */
  readonly wanted: readonly string[];
}

export function checkCommand(request: CommandRequest, known: ReadonlyMap<string, FileFact>, parsers: Parsers): CheckedCommand {
  const { command, shell } = request;
  const { cwd, ...folders } = foldersFor(shell, request);
  const facts = new Facts(known);
  const judge = new Judge({ shell, folders, facts, parsers });
  const whole: readonly [number, number] = [0, command.length];
  if (command.length > maxLength) {
    judge.recorder.unread(`a line of ${command.length} characters`, whole);
    return { verdict: judge.recorder.verdict(), wanted: [] };
  }
  for (const { why, span } of deceptions(command, shell)) judge.recorder.unread(why, span);
  const parsed = shell === 'bash' ? parseBash(command) : parsers[shell]?.(command);
  if (parsed === undefined) judge.recorder.unread(`a line for ${shell}, whose parser is not at hand`, whole);
  else {
    if (countCommands(parsed.root) > maxCommands) judge.recorder.unread(`more than ${maxCommands} commands in one line`, whole);
    judge.line(parsed, firstState(cwd));
  }
  return { verdict: judge.recorder.verdict(), wanted: facts.wanted };
}
