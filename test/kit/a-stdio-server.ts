/** The built server as a process on stdio, driven only with vscode-jsonrpc. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

export const cliPath = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

export interface StdioServer {
  readonly client: MessageConnection;
  readonly process: ChildProcessWithoutNullStreams;
  readonly exited: Promise<number | null>;
  /** Resolves with the params of the first notification of the method that passes, including past ones. */
  readonly heard: (method: string, passes: (params: never) => boolean) => Promise<unknown>;
  /** Sends a request that streams, and returns its items and its result. */
  readonly stream: (
    method: string,
    params: object,
  ) => Promise<{ readonly items: readonly Record<string, unknown>[]; readonly result: unknown }>;
}

export function aStdioServer(): StdioServer {
  const child = spawn(process.execPath, [cliPath, 'lsp', '--stdio']);
  child.stderr.resume();
  const client = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  const past: (readonly [string, unknown])[] = [];
  const waiting = new Set<(method: string, params: unknown) => void>();
  client.onNotification((method, params) => {
    past.push([method, params]);
    for (const hear of waiting) hear(method, params);
  });
  client.onRequest(() => null);
  client.listen();
  let nTokens = 0;
  return {
    client,
    process: child,
    exited: new Promise(resolve => child.once('exit', code => resolve(code))),
    heard: (wanted, passes) =>
      new Promise(resolve => {
        const hear = (method: string, params: unknown): void => {
          if (method !== wanted || !passes(params as never)) return;
          waiting.delete(hear);
          resolve(params);
        };
        waiting.add(hear);
        for (const [method, params] of past) hear(method, params);
      }),
    stream: async (method, params) => {
      const token = `items-${++nTokens}`;
      const items: Record<string, unknown>[] = [];
      const listening = client.onProgress(new ProgressType<Record<string, unknown>[]>(), token, value => void items.push(...value));
      const result = await client.sendRequest(method, { ...params, partialResultToken: token });
      listening.dispose();
      return { items, result };
    },
  };
}

/** Initializes the server with the folders and waits until everything is searchable. */
export async function start(server: StdioServer, uris: readonly string[], options: object): Promise<void> {
  await server.client.sendRequest('initialize', {
    processId: process.pid,
    capabilities: {},
    rootUri: null,
    workspaceFolders: uris.map(uri => ({ uri, name: uri })),
    initializationOptions: options,
  });
  await server.client.sendNotification('initialized', {});
  interface Status {
    readonly folders: readonly { readonly phase: string }[];
  }
  const isReady = ({ folders }: Status): boolean => folders.length === uris.length && folders.every(({ phase }) => phase === 'ready');
  if (isReady(await server.client.sendRequest<Status>('vibe/index/status', {}))) return;
  await server.heard('vibe/index/changed', isReady);
}
