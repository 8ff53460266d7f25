/**
 * `vibe mcp`: offers the folder's index as tools of the Model Context Protocol, on stdin and stdout, to other assistants. It runs only
 * where
 * a person has started it. Its tools only read the index: they change no file and run no command.
 */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { maxSharedLines, maxSharedPlaces } from '../../chat/context/shared-index.js';
import { buildServices } from '../../compose/build-services.js';
import { problemLine, problemOf } from '../../protocol/problem.js';
import { englishWording } from '../../protocol/sentences/sentence.js';
import type { Services } from '../../rpc/services.js';
import type { CommonOptions } from '../command-options.js';
import { type ExitCode, exitCodes } from '../exit-codes.js';
import { withIndex } from '../open-index.js';
import type { Terminal } from '../terminal.js';

export async function mcpCommand(options: CommonOptions, version: string, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  return withIndex({ build: buildServices, common: options, watch: true }, terminal, signal, async ({ services }) => {
    const server = makeServer(services, version, signal);
    await server.connect(new StdioServerTransport());
    // The server ends when the client closes its end of the pipe.
    await new Promise<void>(resolve => {
      process.stdin.once('end', resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    return exitCodes.done;
  });
}

function makeServer({ shared }: Services, version: string, signal: AbortSignal): McpServer {
  const server = new McpServer({ name: 'vibe', version });
  const readOnly = { readOnlyHint: true, openWorldHint: false } as const;
  const stopOf = (extra: { readonly signal: AbortSignal }) => AbortSignal.any([signal, extra.signal]);

  server.registerTool(
    'search',
    {
      title: 'Search the code',
      description:
        'Places of the indexed folder that match words, identifiers or a question, best first. Understands "exact phrases", -word, lang:go and path:src/.',
      inputSchema: { query: z.string().min(1).max(10_000), limit: z.number().int().min(1).max(maxSharedPlaces).default(10) },
      annotations: readOnly,
    },
    async ({ query, limit }, extra) => answer(() => shared.search(query, limit, stopOf(extra))),
  );
  server.registerTool(
    'symbol',
    {
      title: 'Find a definition',
      description: 'Definitions of the given name: functions, classes, types, constants, with their whole text.',
      inputSchema: { name: z.string().min(1).max(500) },
      annotations: readOnly,
    },
    async ({ name }, extra) => answer(() => shared.symbol(name, stopOf(extra))),
  );
  server.registerTool(
    'read_place',
    {
      title: 'Read lines of a file',
      description: `Lines of an indexed file, 1-based and inclusive; at most ${maxSharedLines}. Files that may hold secrets are refused.`,
      inputSchema: { path: z.string().min(1).max(4096), startLine: z.number().int().min(1), endLine: z.number().int().min(1) },
      annotations: readOnly,
    },
    async (lines, extra) => answer(() => shared.read(lines, stopOf(extra))),
  );
  return server;
}

/** Reports a failure and its remedy to the model that asked; the server continues. */
async function answer(work: () => Promise<string>): Promise<{ content: { type: 'text'; text: string }[]; isError?: boolean }> {
  try {
    return { content: [{ type: 'text', text: await work() }] };
  } catch (error) {
    return { content: [{ type: 'text', text: problemLine(problemOf(error), englishWording) }], isError: true };
  }
}
