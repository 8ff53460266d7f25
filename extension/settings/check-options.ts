/**
 * Raw settings -> the server's options. A wrong value is told and replaced by its default; it never stops the start. Pure.
 * API keys never stand in settings: they come in beside them, by endpoint URL, from secret storage.
 */
import * as v from 'valibot';
import type { Endpoint, Options } from '../../server/protocol/options.js';
import { endpointSchema, optionsSchema } from '../../server/protocol/options.js';

/** One setting: its key below `vibe.`, its schema, and its default. */
const rows = {
  chatModel: { key: 'chatModel', schema: v.string(), otherwise: '' },
  embeddingModel: { key: 'embeddingModel', schema: v.string(), otherwise: '' },
  endpoints: {
    key: 'endpoints',
    schema: v.array(
      v.pipe(
        v.omit(endpointSchema, ['apiKey']),
        v.check(({ url }) => isHttp(url), 'not an http or https URL'),
      ),
    ),
    otherwise: [{ kind: 'ollama' as const, url: 'http://127.0.0.1:11434' }],
  },
  offline: { key: 'offline', schema: v.boolean(), otherwise: false },
  allowWebPages: { key: 'allowWebPages', schema: v.boolean(), otherwise: false },
  exclude: { key: 'exclude', schema: v.array(v.string()), otherwise: [] },
  maxFileSizeKB: { key: 'maxFileSizeKB', schema: v.pipe(v.number(), v.minValue(1), v.maxValue(1024 * 1024)), otherwise: 2048 },
  threads: { key: 'threads', schema: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)), otherwise: 0 },
};

/** The settings that the server is started with. */
export const optionKeys: readonly string[] = Object.values(rows).map(({ key }) => key);

export interface WrongSetting {
  readonly key: string;
  readonly reason: string;
}

/** What is no setting, but the server must know. */
export interface OptionsPlace {
  readonly storageDir: string;
  readonly trusted: boolean;
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
    wrong.push({ key: `vibe.${row.key}`, reason: path === null ? issue.message : `${path}: ${issue.message}` });
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
    embeddingModel: value(rows.embeddingModel),
    exclude: value(rows.exclude),
    maxFileBytes: value(rows.maxFileSizeKB) * 1024,
    offline: value(rows.offline),
    webPages: value(rows.allowWebPages),
    threads: value(rows.threads),
  });
  return { options: Object.freeze(options), wrong };
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
