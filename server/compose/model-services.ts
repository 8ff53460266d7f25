/** Connections to other machines, and the models behind them. Offline, no connection pool exists, so no socket can be opened. */
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../base/clock.js';
import type { Disposable } from '../base/disposables.js';
import type { OpenPool } from '../chat/context/web-pages.js';
import { ModelCatalogue } from '../inference/model-catalogue.js';
import { ModelManager } from '../inference/model-manager.js';
import { OllamaProvider } from '../inference/ollama-provider.js';
import { OpenAiProvider } from '../inference/openai-provider.js';
import type { Provider } from '../inference/provider.js';
import { ConnectionPool } from '../net/connection-pool.js';
import { privacyFile } from '../net/privacy-file.js';
import { PrivacyLog } from '../net/privacy-log.js';
import type { Endpoint, Options } from '../protocol/options.js';
import type { PrivacyReport } from '../protocol/privacy.js';
import type { CommonServices } from './common-services.js';
import { routeOf } from './route-of.js';

/** Largest share of the machine's memory for loaded models. */
const memoryShare = 0.6;

export interface ModelServices extends Disposable {
  readonly models: ModelManager;
  readonly providers: readonly Provider[];
  readonly privacy: () => PrivacyReport;
  /** Connections to the origin of a web page, for one request; undefined offline. */
  readonly pageTo: OpenPool | undefined;
  /** Connections to a model hub, for one download; offline it refuses. */
  readonly hubTo: (origins: readonly string[]) => ConnectionPool;
}

export function buildModelServices(options: Options, { recorder, storageDir }: CommonServices): ModelServices {
  const settings = { models: { chat: options.chatModel, ...options.models }, memoryBytes: totalmem() * memoryShare };
  const manage = (catalogue: ModelCatalogue): ModelManager =>
    new ModelManager(settings, { catalogue, recorder, clock: systemClock, freeMemory: freemem });
  const file = join(storageDir, 'requests.log');
  const origins = options.endpoints.map(({ url }) => new URL(url).origin);
  const privacy = new PrivacyLog(privacyFile(file));
  const parts = { recorder, clock: systemClock, privacy, random: Math.random };
  const route = routeOf(options, process.env);
  const hubTo = (hosts: readonly string[]) => new ConnectionPool({ offline: options.offline, origins: hosts, ...route }, parts);
  if (options.offline) {
    const nothing = {
      models: manage(new ModelCatalogue([], systemClock)),
      providers: [],
      privacy: () => ({ requests: [], file }),
      pageTo: undefined,
    };
    return { ...nothing, hubTo, dispose: () => undefined };
  }
  const pool = new ConnectionPool({ offline: false, origins, ...route }, parts);
  const providerOf = (endpoint: Endpoint) =>
    endpoint.kind === 'ollama' ? new OllamaProvider(endpoint, pool) : new OpenAiProvider(endpoint, pool);
  const providers = options.endpoints.map(providerOf);
  const catalogue = new ModelCatalogue(providers, systemClock);
  return {
    models: manage(catalogue),
    providers,
    privacy: () => ({ requests: privacy.entries(), file }),
    pageTo: origin => new ConnectionPool({ offline: false, origins: [origin], ...route }, parts),
    hubTo,
    dispose: () => {
      catalogue.dispose();
      return pool.dispose();
    },
  };
}
