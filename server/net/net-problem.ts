/** Turns failures of sockets, TLS and HTTP into Problems: what was tried, what happened, and one thing to do. Pure. */

import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';

/** How far a request had come when it failed. */
export type Stage = 'connecting' | 'waiting' | 'streaming';

const certificateCodes = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED',
  'HOSTNAME_MISMATCH',
]);

/** Returns the code of the innermost error: undici wraps the socket's error, and a happy-eyeballs connect wraps several. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  const inner = error.cause === undefined ? '' : codeOf(error.cause);
  const own = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return inner || own;
}

/** Returns the Problem of a request to `origin` that failed before its answer was complete. */
export function netProblem(error: unknown, origin: string, stage: Stage): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  const options = { cause: error };
  if (code === 'ECONNREFUSED')
    return new ProblemError(
      'endpoint-unreachable',
      `No server answers at ${origin}`,
      'Start the server, or correct its address in the settings',
      options,
    );
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ProblemError(
      'endpoint-unreachable',
      `The host of ${origin} is unknown to this machine`,
      'Check the address in the settings and the network',
      options,
    );
  if (certificateCodes.has(code) || code.startsWith('ERR_TLS') || code.startsWith('CERT_'))
    return new ProblemError(
      'endpoint-refused',
      `The certificate of ${origin} is not trusted (${code})`,
      "Add its certificate authority to the system's store, or name the file in the setting vibe.certificateAuthorities",
      options,
    );
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return new ProblemError(
      'endpoint-refused',
      `${origin} does not speak TLS as expected (${code})`,
      'Check whether its address begins with http:// or https://',
      options,
    );
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new ProblemError('endpoint-unreachable', `${origin} cannot be reached (${code})`, 'Check the address and the network', options);
  if (stage === 'streaming')
    return new ProblemError(
      'stream-cut',
      `${origin} closed the connection in the middle of its answer`,
      "Ask again; if it happens often, look into the server's log",
      options,
    );
  if (stage === 'waiting')
    return new ProblemError(
      'endpoint-unreachable',
      `${origin} closed the connection without an answer`,
      "Ask again; if it happens often, look into the server's log",
      options,
    );
  const detail = code || errorText(error);
  return new ProblemError(
    'endpoint-unreachable',
    `${origin} could not be asked (${detail})`,
    'Check the address in the settings and that the server runs',
    options,
  );
}

/** Returns the Problem of a proxy that could not be reached; nothing is known about the origin behind it. */
export function proxyProblem(error: unknown, proxy: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  const isUntrusted = certificateCodes.has(code) || code.startsWith('ERR_TLS') || code.startsWith('CERT_');
  const what = isUntrusted ? `The certificate of the proxy ${proxy} is not trusted` : `The proxy ${proxy} cannot be reached`;
  return new ProblemError(
    // Not `endpoint-unreachable`: the model server itself may be running.
    'endpoint-refused',
    code === '' ? what : `${what} (${code})`,
    isUntrusted
      ? 'Name its certificate authority in the setting vibe.certificateAuthorities, or switch http.proxyStrictSSL off'
      : 'Correct the setting http.proxy (or HTTPS_PROXY), or name the host in http.noProxy',
    { cause: error },
  );
}

const deadlineRows: Readonly<
  Record<Stage, { readonly code: 'endpoint-unreachable' | 'endpoint-stalled'; readonly did: string; readonly remedy: string }>
> = {
  connecting: { code: 'endpoint-unreachable', did: 'did not accept a connection in', remedy: 'Check the address and the network' },
  waiting: {
    code: 'endpoint-stalled',
    did: 'accepted the request and sent nothing for',
    remedy: 'Try a smaller model, or restart the server',
  },
  streaming: {
    code: 'endpoint-stalled',
    did: 'stopped in the middle of its answer and sent nothing for',
    remedy: 'Ask again, or restart the server',
  },
};

/** Returns the Problem of a missed deadline, one per stage because a person can act differently on each. */
export function deadlineProblem(origin: string, stage: Stage, waitedMs: number): ProblemError {
  const { code, did, remedy } = deadlineRows[stage];
  const waited = waitedMs >= 1000 ? `${Math.round(waitedMs / 1000)} s` : `${waitedMs} ms`;
  return new ProblemError(code, `${origin} ${did} ${waited}`, remedy);
}

/** True if the connection was lost before an answer, as happens to a kept-alive connection that the server has just closed. */
export const isReset = (error: unknown): boolean =>
  [
    'UND_ERR_SOCKET',
    'ECONNRESET',
    'EPIPE',
    'UND_ERR_DESTROYED',
    'UND_ERR_CLOSED',
    'ERR_HTTP2_STREAM_ERROR',
    'ERR_HTTP2_GOAWAY_SESSION',
  ].includes(codeOf(error));
