/** One run of `vibe`: parses the arguments, runs the command, ends with its exit code. */
import { CommanderError } from 'commander';
import { readVersion } from '../compose/version.js';
import { isAbort } from '../protocol/abort-error.js';
import { problemOf } from '../protocol/problem.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { onInterrupt } from './interrupt.js';
import { makeProgram } from './program.js';
import { Terminal } from './terminal.js';

export async function run(args: readonly string[]): Promise<void> {
  const exit = (code: ExitCode): never => process.exit(code);
  const interrupt = onInterrupt(exit);
  const { stdout, stderr, env } = process;
  const color = stdout.isTTY && env['NO_COLOR'] === undefined && env['TERM'] !== 'dumb';
  const terminal = new Terminal({ stdout, stderr, json: args.includes('--json'), color });
  let code: ExitCode = exitCodes.done;
  const program = makeProgram(readVersion(), terminal, interrupt, given => {
    code = given;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    code = codeOf(error, terminal, interrupt.signal.aborted ? interrupt.code : undefined);
  }
  terminal.clearBar();
  // Worker threads may still be ending; their work is done.
  stdout.write('', () => exit(code));
}

function codeOf(error: unknown, terminal: Terminal, interrupted: ExitCode | undefined): ExitCode {
  if (interrupted !== undefined && isAbort(error)) return interrupted;
  // Commander has already printed the help, the version or the error.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  const problem = problemOf(error);
  terminal.problem(problem);
  if (problem.code === 'internal' && error instanceof Error && process.env['VIBE_DEBUG']) terminal.note(error.stack ?? '');
  return problem.code === 'bad-params' ? exitCodes.usage : exitCodes.failed;
}
