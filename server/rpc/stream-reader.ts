/**
 * Reads messages from a byte stream. The underlying reader stops at a header that it cannot read, although intact messages may follow in
 * the
 * same chunk, so it is called again until it has seen everything.
 */
import { type MessageReader, ReadableStreamMessageReader } from 'vscode-languageserver/node';

const nothing = new Uint8Array(0);

export function streamReader(stream: NodeJS.ReadableStream): MessageReader {
  const listeners = new Set<(bytes: Uint8Array) => void>();
  const on = (event: string, listener: Parameters<NodeJS.ReadableStream['on']>[1]) => {
    stream.on(event, listener);
    return { dispose: () => void stream.off(event, listener) };
  };
  const reader = new ReadableStreamMessageReader({
    onData: listener => {
      listeners.add(listener);
      const listening = on('data', listener);
      return {
        dispose: () => {
          listeners.delete(listener);
          listening.dispose();
        },
      };
    },
    onClose: listener => on('close', listener),
    onError: listener => on('error', listener),
    onEnd: listener => on('end', listener),
  });
  reader.onError(() => setImmediate(() => listeners.forEach(listener => listener(nothing))));
  return reader;
}
