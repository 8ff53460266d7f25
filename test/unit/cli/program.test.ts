import { CommanderError } from 'commander';
import { describe, expect, test } from 'vitest';
import { makeProgram } from '../../../server/cli/program.js';
import { Terminal } from '../../../server/cli/terminal.js';

/** Returns the code of commander's error for the arguments. The commands themselves are not reached. */
async function codeOf(...args: readonly string[]): Promise<string> {
  const silent = { write: () => true };
  const terminal = new Terminal({ stdout: silent, stderr: silent, json: false, color: false });
  const program = makeProgram('1.2.3', terminal, { signal: new AbortController().signal, release: () => undefined }, () => undefined);
  program.configureOutput({ writeOut: silent.write, writeErr: silent.write });
  for (const command of program.commands) command.configureOutput({ writeOut: silent.write, writeErr: silent.write });
  try {
    await program.parseAsync(args, { from: 'user' });
    return 'parsed';
  } catch (error) {
    if (error instanceof CommanderError) return error.code;
    throw error;
  }
}

describe('the arguments of vibe', () => {
  test.each([
    ['an unknown command', ['serch', 'x'], 'commander.unknownCommand'],
    ['an unknown option', ['search', '--limits', '3', 'x'], 'commander.unknownOption'],
    ['a limit that is no number', ['search', '--limit', 'many', 'x'], 'commander.invalidArgument'],
    ['a limit of 0', ['search', '--limit', '0', 'x'], 'commander.invalidArgument'],
    ['a limit above 200', ['search', '--limit', '201', 'x'], 'commander.invalidArgument'],
    ['an option without its value', ['index', '--root'], 'commander.optionMissingArgument'],
    ['a question that is missing', ['ask'], 'commander.missingArgument'],
    ['--version', ['--version'], 'commander.version'],
    ['--help', ['--help'], 'commander.helpDisplayed'],
    ['help of a command', ['search', '--help'], 'commander.helpDisplayed'],
  ])('%s is reported as wrong usage', async (_name, args, code) => expect(await codeOf(...args)).toBe(code));

  test('every command documents its JSON and its exit codes', () => {
    const silent = { write: () => true };
    const program = makeProgram(
      '1.2.3',
      new Terminal({ stdout: silent, stderr: silent, json: false, color: false }),
      { signal: new AbortController().signal, release: () => undefined },
      () => undefined,
    );
    const names = program.commands.map(command => command.name());
    expect(names).toEqual(expect.arrayContaining(['index', 'search', 'ask', 'doctor', 'lsp', 'report', 'apply']));
    // The output of `mcp` is a protocol.
    for (const command of program.commands.filter(command => command.name() !== 'mcp')) {
      let text = '';
      command.configureOutput({ writeOut: part => void (text += part) });
      command.outputHelp();
      expect(text, command.name()).toContain('--json');
      expect(text, command.name()).toContain('Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted');
    }
  });
});
