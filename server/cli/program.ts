/** The commands of `vibe`, their arguments and their help. The code of a command is loaded when it is called. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { shells } from '../safety/run/call.js';
import { defaultEndpoint } from './chosen-embedding.js';
import type { AskOptions, CheckCommandOptions, CommonOptions, DoctorOptions, IndexOptions, SearchOptions } from './command-options.js';
import type { ExitCode } from './exit-codes.js';
import type { Interrupt } from './interrupt.js';
import type { Terminal } from './terminal.js';

const embeddingOption = (): Option =>
  new Option(
    '--embedding-model <name>',
    'embedding model in addition to the built-in one: the path of an ONNX folder, or a model of the endpoint',
  );
const endpointOption = (): Option => new Option('--endpoint <url>', 'address of a model server').default(defaultEndpoint);
const providerOption = (): Option =>
  new Option(
    '--provider <kind>',
    'protocol of the server (default: by its address); its key is read from VIBE_API_KEY or OPENAI_API_KEY',
  ).choices(['ollama', 'openai']);

const exitHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;

export function makeProgram(
  version: string,
  terminal: Terminal,
  interrupt: Pick<Interrupt, 'signal' | 'release'>,
  ended: (code: ExitCode) => void,
): Command {
  const program = new Command('vibe')
    .description('Private, local-first search and answers for a folder of code. Nothing leaves this machine unless you set up an endpoint.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for the options)')
    .configureOutput({ writeErr: text => process.stderr.write(text) })
    .addHelpText('after', exitHelp);

  const command = (name: string, description: string, json: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--json', 'print one JSON object per line')
      .addHelpText(
        'after',
        `\nWith --json, one object per line:\n${json}\n{"type":"problem","code","message","remedy"} if it fails\n${exitHelp}`,
      );
  const overFolder = (name: string, description: string, json: string): Command =>
    command(name, description, json)
      .option('--root <dir>', 'folder to use', process.cwd())
      .option('--storage <dir>', "folder of the index (default: in the user's cache folder)");

  const shell: Shell = { program, command, overFolder, version, terminal, interrupt, ended };
  addIndexCommands(shell);
  addCompleteCommand(shell);
  addMachineCommands(shell);
  addSafetyCommands(shell);
  addServers(shell);
  return program;
}

/** What the commands are built with. */
interface Shell {
  readonly program: Command;
  /** Adds a command that can print JSON; `json` describes its objects. */
  readonly command: (name: string, description: string, json: string) => Command;
  /** Like `command`, for the index of a folder. */
  readonly overFolder: (name: string, description: string, json: string) => Command;
  readonly version: string;
  readonly terminal: Terminal;
  readonly interrupt: Pick<Interrupt, 'signal' | 'release'>;
  readonly ended: (code: ExitCode) => void;
}

function addIndexCommands({ overFolder, terminal, interrupt: { signal }, ended }: Shell): void {
  overFolder(
    'index',
    'Index the folder, or bring its index up to date',
    '{"type":"index","ms":N,"files":N,"chunks":N,"leftOut":{"reason":N},"upToDate":bool}',
  )
    .option('--rebuild', 'drop the stored index first')
    .addOption(embeddingOption())
    .addOption(endpointOption())
    .addOption(providerOption())
    .action(async (options: IndexOptions) => {
      const { indexCommand } = await import('./commands/index-command.js');
      ended(await indexCommand(options, terminal, signal));
    });

  overFolder(
    'search',
    'Find places that match a query',
    '{"type":"index","ms":N,"files":N,"chunks":N}\n{"type":"result","query":"…","ms":N,"results":[{"path","startLine","endLine","score",…}]}',
  )
    .argument('[query...]', 'words, an identifier, a path, or a question')
    .option('--limit <n>', 'number of places per query', parseLimit, 10)
    .option('--queries <file>', 'a file of queries, one {"query":"…"} per line, all answered in one run')
    .option('--explain', 'show how much each feature adds to the score, and which embedding model was used')
    .addOption(embeddingOption())
    .addOption(endpointOption())
    .addOption(providerOption())
    .action(async (words: readonly string[], options: SearchOptions) => {
      const { searchCommand } = await import('./commands/search-command.js');
      ended(await searchCommand(words.join(' '), options, terminal, signal));
    });

  overFolder(
    'ask',
    'Answer a question about the folder, with citations',
    '{"type":"index",…} as for search\n{"type":"item","item":{"kind":"places"|"packed"|"delta"|"citation"|…}} as the answer arrives\n{"type":"end","end":{"kind":"done"|"stopped"|"failed",…},"text":"…"}',
  )
    .argument('<question...>', 'the question')
    .option('--model <id>', 'chat model to use')
    .addOption(embeddingOption())
    .addOption(endpointOption())
    .addOption(providerOption())
    .option('--fresh', 'answer again, even if an answer is cached')
    .option('--extractive', 'answer with passages only, without a model')
    .action(async (words: readonly string[], options: AskOptions) => {
      const { askCommand } = await import('./commands/ask-command.js');
      ended(await askCommand(words.join(' '), options, terminal, signal));
    });
}

function addCompleteCommand({ overFolder, terminal, interrupt: { signal }, ended }: Shell): void {
  overFolder(
    'complete',
    'Complete the lines of the requests on stdin, one per line: {"id","path","before","after"}',
    '{"type":"index","ms":N}\n{"id","text":"…"|null,"show":bool,"confidence":N,"ms":N} for each request, in order',
  ).action(async (options: CommonOptions) => {
    const { completeCommand } = await import('./commands/complete-command.js');
    ended(await completeCommand(options, process.stdin, terminal, signal));
  });
}

function addMachineCommands({ command, terminal, interrupt: { signal }, ended }: Shell): void {
  command('doctor', 'Check what works on this machine, and how to fix the rest', '{"type":"check","name","ok":bool,"detail","remedy"}')
    .option('--storage <dir>', "folder of the index (default: in the user's cache folder)")
    .addOption(endpointOption())
    .addOption(providerOption())
    .action(async (options: DoctorOptions) => {
      const { doctorCommand } = await import('./commands/doctor-command.js');
      ended(await doctorCommand(options, terminal, signal));
    });

  command(
    'report',
    'Show measurements: systems, latencies, the slowest operations',
    '{"systems":[{"name","alive","counters"}],"operations":[{"name","count","p50Ms","p95Ms","p99Ms"}],"slowest":[…]}',
  )
    .option('--storage <dir>', "folder of the index (default: in the user's cache folder)")
    .option('--trace <file>', 'also write the last spans in the Chrome trace format, which Perfetto opens')
    .action(async (options: { storage?: string; trace?: string }) => {
      const { reportCommand } = await import('./commands/report-command.js');
      ended(await reportCommand(options, terminal));
    });

  command(
    'apply',
    "Apply models' answers to the texts of files, or refuse them with a reason; writes no file",
    '{"id","status":"applied"|"refused","after":"…","reason":"…"}',
  )
    .argument('[file]', 'lines of {"id","path","language","before","answer"}; stdin if omitted')
    .action(async (file: string | undefined) => {
      const { applyCommand } = await import('./commands/apply-command.js');
      ended(await applyCommand(file, terminal, signal));
    });
}

function addSafetyCommands({ command, terminal, interrupt: { signal }, ended }: Shell): void {
  command(
    'check-command',
    'Report what shell commands would do and how dangerous that is; runs nothing',
    '{"id","level","effects":[{"kind","target","inside","reversible","from":[start,end]}],"reasons":[{"text","from"}],"parsed":bool}',
  )
    .argument('[command...]', 'one command; lines of {"id","command"} on stdin if omitted')
    .addOption(new Option('--shell <name>', 'the shell that would run it').choices([...shells]).default('bash'))
    .option('--cwd <dir>', 'folder in which it would run, treated as the workspace (default: the current folder)')
    .option('--home <dir>', 'home folder')
    .option('--policy <file>', 'a policy; each row then has a "decision", which .vibe/command-policy.json in the folder can only tighten')
    .action(async (words: readonly string[], options: CheckCommandOptions) => {
      const { checkCommandCommand } = await import('./commands/check-command-command.js');
      ended(await checkCommandCommand(words.join(' '), options, terminal, signal));
    });

  command('check-secrets', 'Find keys, tokens and passwords in texts', '{"id","spans":[[start,end,"family"]]} with UTF-16 offsets').action(
    async () => {
      const { checkSecretsCommand } = await import('./commands/check-secrets-command.js');
      ended(await checkSecretsCommand(terminal, signal));
    },
  );
}

function addServers({ program, command, version, terminal, interrupt, ended }: Shell): void {
  command('lsp', 'Serve the Language Server Protocol to any editor', 'stdout carries the protocol itself')
    .option('--stdio', 'use stdin and stdout (the only transport, and the default)')
    .action(async () => {
      const { lspCommand } = await import('./commands/lsp-command.js');
      // The protocol decides when to end and what to release first.
      interrupt.release();
      await lspCommand();
    });

  program
    .command('mcp')
    .description('Serve the index of a folder as tools of the Model Context Protocol, over stdin and stdout')
    .option('--root <dir>', 'folder to use', process.cwd())
    .option('--storage <dir>', "folder of the index (default: in the user's cache folder)")
    .action(async (options: CommonOptions) => {
      const { mcpCommand } = await import('./commands/mcp-command.js');
      ended(await mcpCommand(options, version, terminal, interrupt.signal));
    });
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200) throw new InvalidArgumentError('It must be a whole number from 1 to 200.');
  return limit;
}
