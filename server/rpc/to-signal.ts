/** The only place where a CancellationToken becomes an AbortSignal. */
import type { CancellationToken } from 'vscode-languageserver/node';
import { abortError } from '../protocol/abort-error.js';

/** Calls `work` with a signal that aborts with the token; the token's listener is removed when the work has settled. */
export async function withSignal<T>(token: CancellationToken, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort(abortError());
  const listening = token.onCancellationRequested(() => controller.abort(abortError()));
  try {
    return await work(controller.signal);
  } finally {
    listening.dispose();
  }
}
