/** Turns failures of sockets, TLS and HTTP into Problems: what was tried, what happened, and one thing to do. Pure. */

import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';

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
    return new ProblemError('endpoint-unreachable', say('noServerAnswers', { origin }), say('startServerOrCorrect'), options);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return new ProblemError('endpoint-unreachable', say('hostUnknown', { origin }), say('checkAddressAndNetwork'), options);
  if (certificateCodes.has(code) || code.startsWith('ERR_TLS') || code.startsWith('CERT_'))
    return new ProblemError('endpoint-refused', say('certificateUntrusted', { origin, code }), say('trustCertificate'), options);
  if (code.startsWith('ERR_SSL') || code === 'EPROTO')
    return new ProblemError('endpoint-refused', say('notTls', { origin, code }), say('checkScheme'), options);
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT' || code === 'EHOSTUNREACH' || code === 'ENETUNREACH')
    return new ProblemError('endpoint-unreachable', say('unreachable', { origin, code }), say('checkAddressAndNetwork'), options);
  if (stage === 'streaming')
    return new ProblemError('stream-cut', say('closedWhileAnswering', { origin }), say('askAgainOrSeeServerLog'), options);
  if (stage === 'waiting')
    return new ProblemError('endpoint-unreachable', say('closedWithoutAnswer', { origin }), say('askAgainOrSeeServerLog'), options);
  const detail = code || errorText(error);
  return new ProblemError('endpoint-unreachable', say('couldNotBeAsked', { origin, detail }), say('checkServerRuns'), options);
}

/** Returns the Problem of a proxy that could not be reached; nothing is known about the origin behind it. */
export function proxyProblem(error: unknown, proxy: string): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  const isUntrusted = certificateCodes.has(code) || code.startsWith('ERR_TLS') || code.startsWith('CERT_');
  const named = { proxy, code: code === '' ? '' : ` (${code})` };
  return new ProblemError(
    // Not `endpoint-unreachable`: the model server itself may be running.
    'endpoint-refused',
    isUntrusted ? say('proxyUntrusted', named) : say('proxyUnreachable', named),
    say(isUntrusted ? 'trustProxy' : 'correctProxyOrVariable'),
    { cause: error },
  );
}

const deadlineRows = {
  connecting: { code: 'endpoint-unreachable', did: 'noConnectionIn', remedy: 'checkAddressAndNetwork' },
  waiting: { code: 'endpoint-stalled', did: 'nothingSentFor', remedy: 'smallerModelOrRestart' },
  streaming: { code: 'endpoint-stalled', did: 'stoppedAnsweringFor', remedy: 'askAgainOrRestart' },
} as const;

/** Returns the Problem of a missed deadline, one per stage because a person can act differently on each. */
export function deadlineProblem(origin: string, stage: Stage, waitedMs: number): ProblemError {
  const { code, did, remedy } = deadlineRows[stage];
  const time = waitedMs >= 1000 ? say('seconds', { n: Math.round(waitedMs / 1000) }) : say('milliseconds', { n: waitedMs });
  return new ProblemError(code, say(did, { origin, time }), say(remedy));
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
