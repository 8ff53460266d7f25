/**
 * `vibe mcp`: the folder's index as tools of the Model Context Protocol, on stdin and stdout, so that other assistants can use it.
 * It runs only where a person has started it; its tools read the index and nothing else: no file is changed, no command is run.
 */
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';
import { fileUriOf } from '../base/file-uris.js';
import type { Place, PlaceRange } from '../protocol/place.js';
import { problemOf } from '../protocol/problem.js';
import type { World } from '../rpc/world.js';
import { redactSecrets } from '../text/redact-secrets.js';
import type { ExitCode } from './exit-codes.js';
import { exitCodes } from './exit-codes.js';
import { buildWorld } from '../world/build-world.js';
import { withIndex } from './open-index.js';
import type { CommonOptions } from './program.js';
import type { Terminal } from './terminal.js';

const maxPlaces = 50;
/** Lines that one reading of a file returns. */
const maxLines = 400;
const maxDefinitions = 10;

export async function mcpCommand(options: CommonOptions, version: string, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  return withIndex({ build: buildWorld, common: options, watch: true }, terminal, signal, async ({ world, root }) => {
    const server = makeServer(world, root, version, signal);
    await server.connect(new StdioServerTransport());
    // The client's end of the pipe is this server's end.
    await new Promise<void>(resolve => {
      process.stdin.once('end', resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await server.close();
    return exitCodes.done;
  });
}

function makeServer(world: World, root: string, version: string, signal: AbortSignal): McpServer {
  const server = new McpServer({ name: 'vibe', version });
  const readOnly = { readOnlyHint: true, openWorldHint: false } as const;
  const find = async (query: string, limit: number, stop: AbortSignal) =>
    (await world.searcher.search({ query, limit }, AbortSignal.any([signal, stop]))).places;

  server.registerTool(
    'search',
    {
      title: 'Search the code',
      description:
        'Places of the indexed folder that match words, identifiers or a question, best first. Understands "exact phrases", -word, lang:go and path:src/.',
      inputSchema: { query: z.string().min(1).max(10_000), limit: z.number().int().min(1).max(maxPlaces).default(10) },
      annotations: readOnly,
    },
    async ({ query, limit }, extra) =>
      answer(async () => (await find(query, limit, extra.signal)).map(described).join('\n\n') || 'No place matches.'),
  );
  server.registerTool(
    'symbol',
    {
      title: 'Find a definition',
      description: 'Definitions of the given name: functions, classes, types, constants, with their whole text.',
      inputSchema: { name: z.string().min(1).max(500) },
      annotations: readOnly,
    },
    async ({ name }, extra) =>
      answer(async () => {
        const wanted = name.split(/[.:#]+/).at(-1)!;
        const stop = AbortSignal.any([signal, extra.signal]);
        const symbols = await world.searcher.complete({ trigger: '#', query: wanted, limit: maxPlaces }, stop);
        const ranges = symbols.flatMap(({ label, attachment }) =>
          attachment?.kind === 'range' && label.toLowerCase() === wanted.toLowerCase() ? [attachment.range] : [],
        );
        const texts = await Promise.all(ranges.slice(0, maxDefinitions).map(range => linesOf(world, range, stop)));
        return texts.join('\n\n') || `Nothing named "${name}" is defined in this folder.`;
      }),
  );
  server.registerTool(
    'read_place',
    {
      title: 'Read lines of a file',
      description: `Lines of an indexed file, 1-based and inclusive; at most ${maxLines}. Files that may hold secrets are refused.`,
      inputSchema: { path: z.string().min(1).max(4096), startLine: z.number().int().min(1), endLine: z.number().int().min(1) },
      annotations: readOnly,
    },
    async ({ path, startLine, endLine }, extra) =>
      answer(() => linesOf(world, { folder: fileUriOf(root), path, startLine, endLine }, AbortSignal.any([signal, extra.signal]))),
  );
  return server;
}

/** Numbered lines under the place's name; secrets in them are blackened. */
async function linesOf(world: World, { folder, path, startLine, endLine }: PlaceRange, signal: AbortSignal): Promise<string> {
  const lines = redactSecrets(await world.files.read(folder, path, signal)).split(/\r\n|\r|\n/);
  const last = Math.min(endLine, startLine + maxLines - 1, lines.length);
  const numbered = lines.slice(startLine - 1, last).map((line, i) => `${startLine + i}\t${line}`);
  return [`${path}:${startLine}-${last}`, ...numbered].join('\n');
}

const described = ({ path, startLine, endLine, chain, why, text }: Place): string =>
  redactSecrets(`${path}:${startLine}-${endLine}${chain.length > 0 ? ` ${chain.join('.')}` : ''}\n(${why})\n${text}`);

/** A failure is told to the asking model with its remedy; the server lives. */
async function answer(work: () => Promise<string>): Promise<{ content: { type: 'text'; text: string }[]; isError?: boolean }> {
  try {
    return { content: [{ type: 'text', text: await work() }] };
  } catch (error) {
    const { message, remedy } = problemOf(error);
    return { content: [{ type: 'text', text: `${message}. ${remedy}.` }], isError: true };
  }
}
