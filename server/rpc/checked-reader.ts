/**
 * A message reader that trusts no peer: bytes that are not JSON and messages that are not JSON-RPC are answered with the protocol's error
 * and never reach the connection, so the server survives them.
 */
import type { DataCallback, Disposable, Message, MessageReader, MessageWriter } from 'vscode-languageserver/node';
import { wireErrors } from '../protocol/wire.js';

type Reject = (id: string | number | null, code: number, message: string) => void;

export function checkedReader(reader: MessageReader, writer: MessageWriter): MessageReader {
  const reject: Reject = (id, code, message) => {
    // Bypasses the connection, which cannot answer a message that it never saw. A closed pipe ends the server elsewhere.
    const reply = { jsonrpc: '2.0', id, error: { code, message } } as Message;
    writer.write(reply).catch(() => undefined);
  };
  reader.onError(error => reject(null, wireErrors.parseError, `Message could not be read: ${error.message}`));
  return {
    // Errors of single messages are answered above; the connection does not need them.
    onError: () => ({ dispose: () => undefined }),
    onClose: reader.onClose.bind(reader),
    onPartialMessage: reader.onPartialMessage.bind(reader),
    listen: (callback: DataCallback): Disposable =>
      reader.listen(message => {
        if (acceptable(message, reject)) callback(message);
      }),
    dispose: () => reader.dispose(),
  };
}

function acceptable(message: unknown, reject: Reject): boolean {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    reject(null, wireErrors.invalidRequest, 'A message must be one JSON-RPC object');
    return false;
  }
  // Any property of an object may be read as unknown.
  const { id, method, params } = message as { id?: unknown; method?: unknown; params?: unknown };
  const knownId = typeof id === 'string' || typeof id === 'number' ? id : null;
  if ('id' in message && id !== null && knownId === null) {
    reject(null, wireErrors.invalidRequest, '"id" must be a string, a number or null');
    return false;
  }
  if (method === undefined) {
    if ('result' in message || 'error' in message) return knownId !== null;
    reject(knownId, wireErrors.invalidRequest, 'A message needs a "method", a "result" or an "error"');
    return false;
  }
  if (typeof method !== 'string') {
    reject(knownId, wireErrors.invalidRequest, '"method" must be a string');
    return false;
  }
  if (params !== undefined && (typeof params !== 'object' || params === null)) {
    reject(knownId, wireErrors.invalidRequest, '"params" must be an object or an array');
    return false;
  }
  // The library would dereference the missing params of a cancel notification.
  return method !== '$/cancelRequest' || (params !== undefined && 'id' in params);
}
