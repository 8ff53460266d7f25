/** `vibe check-command`: says what commands would do, judged from a parse. Runs nothing. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import * as v from 'valibot';
import { grammarFile } from '../../compose/built-files.js';
import { errorText } from '../../protocol/error-text.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import { checkOnDisk } from '../../safety/check-on-disk.js';
import { loadParsers } from '../../safety/parse/load-parsers.js';
import { type CommandPolicy, commandPolicySchema, decideCommand, type Policies } from '../../safety/policy/command-policy.js';
import type { Verdict } from '../../safety/verdict.js';
import type { CheckCommandOptions } from '../command-options.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { answerJsonLines } from '../json-lines.js';
import { plainLine } from '../plain-text.js';
import type { Terminal } from '../terminal.js';

const lineSchema = v.object({ id: v.union([v.string(), v.number()]), command: v.string() });
const maxPolicyBytes = 1 << 20;
const maxLineLength = 1 << 20;

export async function checkCommandCommand(
  command: string,
  options: CheckCommandOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { shell } = options;
  // The grammar of PowerShell has a function so large that optimising it takes seconds, which no run of this command lasts.
  setFlagsFromString('--liftoff-only');
  const parsers = await loadParsers([shell], grammarFile);
  // A Windows path is kept as it is on other systems.
  const absolute = (path: string): string => (/^[A-Za-z]:[\\/]|^\\\\/.test(path) ? path : resolve(path));
  const cwd = absolute(options.cwd ?? process.cwd());
  const home = absolute(options.home ?? homedir());
  const policies =
    options.policy === undefined ? undefined : { user: readPolicy(resolve(options.policy)), workspace: workspacePolicy(cwd) };
  const check = (line: string): Promise<Verdict> => checkOnDisk({ command: line, shell, cwd, home, workspace: cwd }, parsers, signal);
  if (command !== '') {
    const verdict = await check(command);
    terminal.object(rowOf('command', verdict, policies));
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
        return rowOf(id, verdict, policies);
      },
    },
    terminal,
    signal,
  );
  return exitCodes.done;
}

/** Reads a policy that was named: one that cannot be read is a mistake, and nothing is judged without it. */
function readPolicy(path: string): CommandPolicy {
  const wrong = (why: string): ProblemError => new ProblemError('bad-params', say('policyUnusable', { path, why }), say('correctPolicy'));
  let value: unknown;
  try {
    const { size } = statSync(path);
    if (size > maxPolicyBytes) throw new Error(`${size} bytes`);
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw wrong(errorText(error));
  }
  const checked = v.safeParse(commandPolicySchema, value);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw wrong(`${v.getDotPath(issue) ?? ''} ${issue.message}`.trim());
}

/** The policy of the workspace can only tighten; one that cannot be read makes everything ask. */
function workspacePolicy(cwd: string): CommandPolicy | undefined {
  const path = join(cwd, '.vibe', 'command-policy.json');
  if (!existsSync(path)) return undefined;
  try {
    return readPolicy(path);
  } catch {
    return { rules: [{ action: 'ask' }] };
  }
}

const rowOf = (id: string | number, verdict: Verdict, policies: Policies | undefined): object => {
  const { level, effects, reasons, parsed } = verdict;
  return {
    id,
    level,
    effects: effects.map(({ kind, target, inside, reversible, from }) => ({ kind, target, inside, reversible, from })),
    reasons,
    parsed,
    ...(policies && { decision: decideCommand(verdict, policies) }),
  };
};

function show({ level, effects, reasons }: Verdict, terminal: Terminal): void {
  terminal.line(terminal.style('bold', level));
  for (const { text } of reasons) terminal.line(`  ${plainLine(text)}`);
  for (const { kind, target, inside } of effects)
    terminal.line(terminal.style('dim', `  ${kind} ${plainLine(target)}${inside ? ' (in the folder)' : ''}`));
}
