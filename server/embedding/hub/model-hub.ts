/**
 * Lists and fetches the files of a repository on a model hub. Uses the interface of the Hugging Face hub, which its mirrors also provide.
 * Invariant: only what a person typed is requested, and redirects are followed only to hosts that the person was shown.
 */
import * as v from 'valibot';
import type { ConnectionPool } from '../../net/connection-pool.js';
import type { NetReply } from '../../net/net-request.js';
import type { HubOffer } from '../../protocol/embedding-models.js';
import { ProblemError } from '../../protocol/problem.js';
import { type Sentence, say } from '../../protocol/sentences/sentence.js';
import { type HubPlan, hubModelSchema, hubTreeSchema, plansOf } from './hub-plan.js';

export interface ModelHubParts {
  /** Base address, such as https://huggingface.co. */
  readonly address: string;
  /** Opens a pool for these origins alone; the caller disposes it. */
  readonly openPool: (origins: readonly string[]) => ConnectionPool;
}

const firstByteMs = 30_000;
const stallMs = 30_000;
const maxListBytes = 8 * 1024 * 1024;
const mostRedirects = 5;

/** A repository at one commit. */
export interface HubRepository {
  readonly repository: string;
  readonly revision: string;
}

export class ModelHub {
  readonly address: string;
  readonly #openPool: ModelHubParts['openPool'];

  constructor({ address, openPool }: ModelHubParts) {
    this.address = new URL(address).href.replace(/\/+$/, '');
    this.#openPool = openPool;
  }

  /** Returns what can be fetched, and from which hosts. Makes two small requests, and one without a body for each variant. */
  async offer(repository: string, signal: AbortSignal): Promise<HubOffer> {
    const pool = this.#openPool([this.#origin]);
    try {
      const { sha: revision } = await this.#json(pool, `/api/models/${repository}`, repository, hubModelSchema, signal);
      const variants = await this.#plans(pool, { repository, revision }, signal);
      const hosts = new Set<string>();
      for (const { file } of variants) {
        const reply = await this.#send(pool, 'HEAD', this.#fileUrl({ repository, revision }, file), {}, signal);
        reply.body.discard();
        const next = redirectOf(reply);
        if (next !== undefined) hosts.add(new URL(next, this.address).origin);
      }
      hosts.delete(this.#origin);
      return {
        repository,
        hub: this.address,
        revision,
        hosts: [...hosts],
        variants: variants.map(({ file, precision, sizeBytes, memoryBytes, nFiles }) => ({
          file,
          precision,
          sizeBytes,
          memoryBytes,
          nFiles,
        })),
      };
    } finally {
      await pool.dispose();
    }
  }

  /** Returns the files of one variant. Rejects with `model-missing` if the repository no longer offers it. */
  async plan(of: HubRepository, file: string, signal: AbortSignal): Promise<HubPlan> {
    const pool = this.#openPool([this.#origin]);
    try {
      const plan = (await this.#plans(pool, of, signal)).find(variant => variant.file === file);
      if (plan !== undefined) return plan;
      throw new ProblemError(
        'model-missing',
        say('variantGone', { repository: of.repository, address: this.address, file }),
        say('chooseModelAgain'),
      );
    } finally {
      await pool.dispose();
    }
  }

  /** Calls `use` with a function that requests files of the repository. Redirects are followed only to `hosts`. */
  async files<T>(
    of: HubRepository,
    hosts: readonly string[],
    use: (open: (path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<NetReply>) => Promise<T>,
  ): Promise<T> {
    const agreed = [this.#origin, ...hosts];
    const pool = this.#openPool(agreed);
    try {
      return await use(async (path, headers, signal) => {
        let url = this.#fileUrl(of, path);
        for (let n = 0; n <= mostRedirects; n++) {
          const reply = await this.#send(pool, 'GET', url, headers, signal);
          const next = redirectOf(reply);
          if (next === undefined) return checked(reply, of.repository, this.address);
          reply.body.discard();
          const target = new URL(next, url);
          if (!agreed.includes(target.origin))
            throw new ProblemError(
              'endpoint-refused',
              say('sentElsewhere', { address: this.address, target: target.origin, file: path }),
              say('lookAtHosts'),
            );
          url = target.href;
        }
        throw new ProblemError('endpoint-nonsense', say('sentInCircles', { address: this.address, file: path }), say('tryAgainLater'));
      });
    } finally {
      await pool.dispose();
    }
  }

  get #origin(): string {
    return new URL(this.address).origin;
  }

  #fileUrl({ repository, revision }: HubRepository, path: string): string {
    return `${this.address}/${repository}/resolve/${revision}/${path}`;
  }

  async #plans(pool: ConnectionPool, { repository, revision }: HubRepository, signal: AbortSignal): Promise<readonly HubPlan[]> {
    const tree = await this.#json(pool, `/api/models/${repository}/tree/${revision}?recursive=true`, repository, hubTreeSchema, signal);
    const plans = plansOf(tree);
    if (plans.length > 0) return plans;
    throw new ProblemError('model-unfit', say('noOnnxInRepository', { repository, address: this.address }), say('lookForOnnx'));
  }

  async #json<S extends v.GenericSchema>(
    pool: ConnectionPool,
    path: string,
    repository: string,
    schema: S,
    signal: AbortSignal,
  ): Promise<v.InferOutput<S>> {
    const reply = checked(await this.#send(pool, 'GET', this.address + path, {}, signal), repository, this.address);
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of reply.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxListBytes) throw nonsense(this.address, say('endlessList'));
    }
    let value: unknown;
    try {
      value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    } catch {
      throw nonsense(this.address, say('notJsonFromHub', { type: reply.contentType || say('unknownType') }));
    }
    const parsed = v.safeParse(schema, value);
    if (!parsed.success) throw nonsense(this.address, say('unexpectedJson', { issue: parsed.issues[0].message }));
    return parsed.output;
  }

  #send(
    pool: ConnectionPool,
    method: 'GET' | 'HEAD',
    url: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<NetReply> {
    const purpose = method === 'HEAD' ? 'look where a model is kept' : 'fetch an embedding model';
    const request = { method, url, headers: { accept: '*/*', ...headers }, purpose, priority: 'person' } as const;
    return pool.open({ ...request, repeatable: true, streams: true, firstByteMs, stallMs }, signal);
  }
}

const redirectOf = ({ status, header }: NetReply): string | undefined => (status >= 300 && status < 400 ? header('location') : undefined);

function checked(reply: NetReply, repository: string, address: string): NetReply {
  const { status, body } = reply;
  if (status < 400 || status === 416) return reply;
  body.discard();
  if (status === 401 || status === 403)
    throw new ProblemError('endpoint-unauthorised', say('notPublic', { address, repository, status: String(status) }), say('choosePublic'));
  if (status === 404) throw new ProblemError('model-missing', say('noRepository', { address, repository }), say('checkRepositoryName'));
  throw new ProblemError(
    status >= 500 || status === 429 ? 'endpoint-busy' : 'endpoint-refused',
    say('hubStatus', { address, status: String(status) }),
    say('fetchedIsKept'),
  );
}

const nonsense = (address: string, what: Sentence): ProblemError =>
  new ProblemError('endpoint-nonsense', say('hubNonsense', { address, what }), say('checkHub'));
