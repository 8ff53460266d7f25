/**
 * Serves a method table over a connection: checks params against the row's schema, turns the token into a signal, items into partial
 * results, and a Problem into a wire error. Handlers need not know any of this.
 */
import type * as v from 'valibot';
import { type CancellationToken, type ProgressToken, ProgressType, type ProtocolConnection } from 'vscode-languageserver/node';
import { checkedParams } from '../protocol/checked-params.js';
import type { Method } from '../protocol/method.js';
import { ProblemError } from '../protocol/problem.js';
import { say, type Wording } from '../protocol/sentences/sentence.js';
import { wirePrefix } from '../protocol/wire.js';
import { withCanonicalFolders } from './canonical-folders.js';
import type { Handlers } from './handlers.js';
import { ItemSender } from './item-sender.js';
import { problemToWire } from './problem-to-wire.js';
import { withSignal } from './to-signal.js';

type Table = Readonly<Record<string, Method<v.GenericSchema, unknown, unknown>>>;
type AnyHandler = (params: unknown, ...rest: readonly unknown[]) => Promise<unknown>;

export interface ServeSetup<T> {
  /** The language of messages for the client. */
  readonly wording: () => Wording;
  /** Called for each request. Throws if there are no services yet. */
  readonly handlers: () => Handlers<T>;
  /** Runs around every handler, to measure it. `askedAt`: when the client sent the request, in milliseconds since 1970, if it says so. */
  readonly around: (name: string, askedAt: number | undefined, work: () => Promise<unknown>) => Promise<unknown>;
  /** Awaited before the handler. */
  readonly before: (name: string, signal: AbortSignal) => Promise<void> | undefined;
}

/** A time that differs by more than this comes from another clock, and is ignored. */
const farMs = 60_000;
const progress = new ProgressType<readonly unknown[]>();

export function serve<T extends Table>(connection: ProtocolConnection, table: T, setup: ServeSetup<T>): void {
  for (const name of Object.keys(table)) {
    const row = table[name]!;
    connection.onRequest(wirePrefix + name, async (raw: unknown, token: CancellationToken) => {
      const sender = new ItemSender<unknown>(items => sendItems(connection, tokenOf(raw), items));
      try {
        // Each handler takes what its row's schema returns, and `emit` if the row streams: `Handlers<T>` proved it row by row.
        const handle = setup.handlers()[name] as unknown as AnyHandler;
        const params = withCanonicalFolders(checkedParams(row.params, raw ?? {}, refusalOf(name)));
        return await withSignal(token, async signal => {
          return setup.around(name, askedAt(raw), async () => {
            await setup.before(name, signal);
            return row.streams ? handle(params, sender.emit, signal) : handle(params, signal);
          });
        });
      } catch (error) {
        throw problemToWire(error, setup.wording());
      } finally {
        sender.close();
      }
    });
  }
}

async function sendItems(connection: ProtocolConnection, token: ProgressToken | undefined, items: readonly unknown[]): Promise<void> {
  if (token !== undefined) await connection.sendProgress(progress, token, items);
}

function askedAt(raw: unknown): number | undefined {
  if (typeof raw !== 'object' || raw === null || !('askedAt' in raw)) return undefined;
  return typeof raw.askedAt === 'number' && Math.abs(Date.now() - raw.askedAt) < farMs ? raw.askedAt : undefined;
}

function tokenOf(raw: unknown): ProgressToken | undefined {
  if (typeof raw !== 'object' || raw === null || !('partialResultToken' in raw)) return undefined;
  const token = raw.partialResultToken;
  return typeof token === 'string' || typeof token === 'number' ? token : undefined;
}

const refusalOf =
  (name: string) =>
  (where: string, why: string): ProblemError =>
    new ProblemError('bad-params', say('wrongParams', { method: wirePrefix + name, where, issue: why }), say('followMethodTable'));
