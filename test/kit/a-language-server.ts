/** The language server on two pipes in this process, over services that a test provides; driven only with vscode-jsonrpc. */
import { PassThrough } from 'node:stream';
import {
  createMessageConnection,
  type MessageConnection,
  type MessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import * as lsp from 'vscode-languageserver/node';
import { systemClock } from '../../server/base/clock.js';
import { MemoryConversations } from '../../server/conversations/memory-conversations.js';
import { Recorder } from '../../server/monitor/recorder.js';
import type { Options } from '../../server/protocol/options.js';
import { LanguageServer } from '../../server/rpc/language-server.js';
import type { Services } from '../../server/rpc/services.js';
import { streamReader } from '../../server/rpc/stream-reader.js';

/** What the server called on its services, in order. */
export type ServiceCall = readonly [name: string, ...rest: readonly unknown[]];

export interface AServer {
  readonly client: MessageConnection;
  /** Sends raw bytes to the server, beside the client. */
  readonly raw: (bytes: string) => void;
  readonly calls: ServiceCall[];
  readonly options: () => Options | undefined;
  /** The exit code that the process would have had. */
  readonly exited: Promise<number>;
  /** Every notification that the client received. */
  readonly got: (readonly [method: string, params: unknown])[];
  /** Resolves with the params of the method's next notification. */
  readonly next: (method: string) => Promise<unknown>;
  /** All bytes that the server sent. */
  readonly sent: () => string;
}

export function aServer(
  services: { readonly [Name in keyof Services]?: unknown } = {},
  writerTo: (toClient: PassThrough) => MessageWriter = toClient => new lsp.StreamMessageWriter(toClient),
): AServer {
  const toServer = new PassThrough();
  const toClient = new PassThrough();
  const calls: ServiceCall[] = [];
  const got: (readonly [string, unknown])[] = [];
  const exit = Promise.withResolvers<number>();
  let options: Options | undefined;
  const nothing = { dispose: () => undefined };
  const record =
    (name: string) =>
    async (...args: readonly unknown[]) =>
      void calls.push([name, ...args.filter(arg => !(arg instanceof AbortSignal))]);
  const workspace = {
    addFolder: record('addFolder'),
    removeFolder: record('removeFolder'),
    changed: record('changed'),
    overlay: record('overlay'),
    rebuild: record('rebuild'),
    status: () => ({ folders: [], version: 0 }),
    onStatus: () => nothing,
  };
  const all = {
    recorder: new Recorder({ process: 'test', clock: systemClock, enabled: true }),
    workspace,
    searcher: { search: async () => ({ places: [], elapsedMs: 0, nFiles: 0, nChunks: 0 }) },
    overlay: record('overlay'),
    conversations: new MemoryConversations(),
    warm: async () => undefined,
    dispose: async () => void calls.push(['dispose']),
    ...services,
  };
  const server = new LanguageServer({
    reader: streamReader(toServer),
    writer: writerTo(toClient),
    build: given => {
      options = given.options;
      return all as unknown as Services; // Each test uses only the services that it provides.
    },
    version: '0.0.0',
    clock: systemClock,
    exit: code => exit.resolve(code),
  });
  server.listen();
  const client = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const waiting = new Map<string, ((params: unknown) => void)[]>();
  client.onNotification((method, params) => {
    got.push([method, params]);
    for (const resolve of waiting.get(method)?.splice(0) ?? []) resolve(params);
  });
  client.onRequest(() => null);
  client.listen();
  let bytes = '';
  toClient.on('data', (chunk: Buffer) => {
    bytes += chunk.toString();
  });
  return {
    client,
    raw: bytes => void toServer.write(bytes),
    calls,
    options: () => options,
    exited: exit.promise,
    got,
    next: method =>
      new Promise(resolve => {
        waiting.set(method, [...(waiting.get(method) ?? []), resolve]);
      }),
    sent: () => bytes,
  };
}

export const initialize = (client: MessageConnection, more: object = {}): Promise<unknown> =>
  client.sendRequest('initialize', { processId: null, capabilities: {}, rootUri: null, ...more });

/** Returns a message as bytes, with a correct header. */
export const framed = (body: string): string => `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
