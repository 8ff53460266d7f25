/** Runs the language server as a process: over node IPC for the editor's client, over stdio for any other. */
import {
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { systemClock } from '../base/clock.js';
import { errorTrace } from '../protocol/error-text.js';
import { LanguageServer } from '../rpc/language-server.js';
import { streamReader } from '../rpc/stream-reader.js';
import { buildServices } from './build-services.js';
import { readVersion } from './version.js';

export function serveIpc(): void {
  const server = start(new IPCMessageReader(process), new IPCMessageWriter(process));
  process.on('disconnect', () => server.end(1));
}

export function serveStdio(): void {
  // Stray output would break the protocol.
  console.log = console.error;
  console.info = console.error;
  const server = start(streamReader(process.stdin), new StreamMessageWriter(process.stdout));
  process.stdin.on('end', () => server.end(1));
  process.stdout.on('error', () => server.end(1));
}

function start(reader: MessageReader, writer: MessageWriter): LanguageServer {
  const server = new LanguageServer({
    reader,
    writer,
    build: buildServices,
    version: readVersion(),
    clock: systemClock,
    exit: code => process.exit(code),
  });
  process.on('unhandledRejection', error => server.log('error', `Nobody awaited a failure: ${errorTrace(error)}`));
  process.on('uncaughtException', error => {
    // The state is unknown now. The client starts a new server, and the data on disk is consistent.
    server.log('error', `A bug ends the server: ${errorTrace(error)}`);
    server.end(70);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.end(0));
  server.listen();
  return server;
}
