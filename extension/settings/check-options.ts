/**
 * Turns raw settings into the server's options. A wrong value is reported and replaced by its default; it never prevents the start. Pure.
 * API keys are never in settings: they are passed separately, by endpoint URL, from secret storage.
 */
import * as v from 'valibot';
import { type Endpoint, endpointSchema, type Options, optionsSchema } from '../../server/protocol/options.js';

const modelSchema = v.optional(v.string(), '');

/** One setting: its key, its schema, and its default. Those below `http.` are the editor's own. */
const rows = {
  chatModel: { key: 'vibe.chatModel', schema: v.string(), otherwise: '' },
  models: {
    key: 'vibe.models',
    schema: v.object({ explain: modelSchema, edit: modelSchema, command: modelSchema }),
    otherwise: { explain: '', edit: '', command: '' },
  },
  embeddingModel: { key: 'vibe.embeddingModel', schema: v.string(), otherwise: '' },
  modelHub: {
    key: 'vibe.modelHub',
    schema: v.pipe(
      v.string(),
      v.check(url => isHttp(url), 'not an http or https URL'),
    ),
    otherwise: 'https://huggingface.co',
  },
  endpoints: {
    key: 'vibe.endpoints',
    schema: v.array(
      v.pipe(
        v.omit(endpointSchema, ['apiKey']),
        v.check(({ url }) => isHttp(url), 'not an http or https URL'),
      ),
    ),
    otherwise: [{ kind: 'ollama' as const, url: 'http://127.0.0.1:11434' }],
  },
  offline: { key: 'vibe.offline', schema: v.boolean(), otherwise: false },
  prediction: { key: 'vibe.prepareAhead', schema: v.boolean(), otherwise: true },
  allowWebPages: { key: 'vibe.allowWebPages', schema: v.boolean(), otherwise: false },
  certificateAuthorities: { key: 'vibe.certificateAuthorities', schema: v.array(v.string()), otherwise: [] },
  proxy: { key: 'http.proxy', schema: v.string(), otherwise: '' },
  proxySupport: {
    key: 'http.proxySupport',
    schema: v.picklist(['off', 'on', 'fallback', 'override']),
    otherwise: 'override' as const,
  },
  proxyAuthorization: { key: 'http.proxyAuthorization', schema: v.string(), otherwise: '' },
  proxyStrictSSL: { key: 'http.proxyStrictSSL', schema: v.boolean(), otherwise: true },
  noProxy: { key: 'http.noProxy', schema: v.array(v.string()), otherwise: [] },
  systemCertificates: { key: 'http.systemCertificates', schema: v.boolean(), otherwise: true },
  exclude: { key: 'vibe.exclude', schema: v.array(v.string()), otherwise: [] },
  maxFileSizeKB: { key: 'vibe.maxFileSizeKB', schema: v.pipe(v.number(), v.minValue(1), v.maxValue(1024 * 1024)), otherwise: 2048 },
  threads: { key: 'vibe.threads', schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)), otherwise: 0 },
};

/** The settings that the server is started with. */
export const optionKeys: readonly string[] = Object.values(rows).map(({ key }) => key);

export interface WrongSetting {
  readonly key: string;
  readonly reason: string;
}

/** What the server must know besides settings. */
export interface OptionsPlace {
  readonly storageDir: string;
  readonly trusted: boolean;
  readonly language: string;
}

export interface CheckedOptions {
  readonly options: Options;
  readonly wrong: readonly WrongSetting[];
}

export function checkOptions(read: (key: string) => unknown, keys: ReadonlyMap<string, string>, place: OptionsPlace): CheckedOptions {
  const wrong: WrongSetting[] = [];
  const value = <S extends v.GenericSchema>(row: { key: string; schema: S; otherwise: v.InferOutput<S> }): v.InferOutput<S> => {
    const raw = read(row.key);
    if (raw === undefined || raw === null) return row.otherwise;
    const result = v.safeParse(row.schema, raw);
    if (result.success) return result.output;
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    wrong.push({ key: row.key, reason: path === null ? issue.message : `${path}: ${issue.message}` });
    return row.otherwise;
  };
  const endpoints = value(rows.endpoints).map((endpoint): Endpoint => {
    const apiKey = keys.get(endpoint.url);
    return apiKey === undefined ? endpoint : { ...endpoint, apiKey };
  });
  const options = v.parse(optionsSchema, {
    ...place,
    endpoints,
    chatModel: value(rows.chatModel),
    models: value(rows.models),
    embeddingModel: value(rows.embeddingModel),
    modelHub: value(rows.modelHub),
    exclude: value(rows.exclude),
    maxFileBytes: value(rows.maxFileSizeKB) * 1024,
    offline: value(rows.offline),
    prediction: value(rows.prediction),
    webPages: value(rows.allowWebPages),
    certificateAuthorities: value(rows.certificateAuthorities),
    proxy: value(rows.proxy),
    proxySupport: value(rows.proxySupport),
    proxyAuthorization: value(rows.proxyAuthorization),
    proxyStrictSSL: value(rows.proxyStrictSSL),
    noProxy: value(rows.noProxy),
    systemCertificates: value(rows.systemCertificates),
    threads: value(rows.threads),
  });
  return { options: Object.freeze(options), wrong };
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
