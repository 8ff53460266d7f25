/** Schemas of Ollama's replies, and the parts of them that are used. Pure. */
import * as v from 'valibot';
import type { AnswerPiece } from './answer-stream.js';
import { messageIn } from './error-message.js';
import type { Capability, ChatFacts, ModelDetails, ModelListing, ResidentModel } from './provider.js';

/** Servers that imitate Ollama send null where Ollama leaves a field out. */
const text = v.optional(
  v.pipe(
    v.nullable(v.string()),
    v.transform(value => value ?? ''),
  ),
  '',
);
const count = v.optional(
  v.pipe(
    v.nullable(v.number()),
    v.transform(value => value ?? undefined),
  ),
  null,
);
const noDetails = { parameter_size: '', quantization_level: '' };
const detailsSchema = v.optional(
  v.pipe(
    v.nullable(v.object({ parameter_size: text, quantization_level: text })),
    v.transform(value => value ?? noDetails),
  ),
  null,
);

const listedSchema = v.object({ name: text, model: text, size: count, digest: text, details: detailsSchema });
const residentSchema = v.object({ name: text, model: text, size: count, context_length: count, expires_at: text });

/** The list may be null. */
export const modelsSchema = v.object({ models: v.optional(v.nullable(v.array(v.unknown())), null) });
type Models = v.InferOutput<typeof modelsSchema>;

/** The rows of a list. A row of another shape is left out, and hides no other. */
function rowsOf<Row extends { readonly name: string; readonly model: string }>(
  { models }: Models,
  read: (raw: unknown) => Row | undefined,
): readonly Row[] {
  return (models ?? []).flatMap(raw => {
    const row = read(raw);
    const name = row?.name || row?.model;
    return row === undefined || name === undefined || name === '' ? [] : [{ ...row, name }];
  });
}

export const listingsOf = (reply: Models): readonly ModelListing[] =>
  rowsOf(reply, raw => outputOf(v.safeParse(listedSchema, raw))).map(({ name, size, digest, details }) => ({
    id: name,
    sizeBytes: size,
    digest,
    quantisation: details.quantization_level,
    nParameters: parametersOf(details.parameter_size),
  }));

export const residentsOf = (reply: Models): readonly ResidentModel[] =>
  rowsOf(reply, raw => outputOf(v.safeParse(residentSchema, raw))).map(({ name, size, context_length, expires_at }) => ({
    id: name,
    sizeBytes: size ?? 0,
    windowTokens: context_length,
    expiresAt: Date.parse(expires_at),
  }));

const outputOf = <T>(result: { readonly success: true; readonly output: T } | { readonly success: false }): T | undefined =>
  result.success ? result.output : undefined;

export const showSchema = v.object({
  parameters: text,
  capabilities: v.nullish(v.array(v.string())),
  details: detailsSchema,
  model_info: v.nullish(v.record(v.string(), v.unknown())),
});

export type ShowReply = v.InferOutput<typeof showSchema>;

/** What is known of a model that the server cannot describe. */
export const noShow: ShowReply = {
  parameters: '',
  capabilities: undefined,
  details: noDetails,
  model_info: undefined,
};

export const pullSchema = v.object({ status: text, error: v.optional(v.unknown()), completed: count, total: count });

/** A window, in tokens, that fits most machines. A model trained for more does not get all of that memory without being asked for. */
const usualWindow = 8192;

const capabilityNames: Readonly<Record<string, Capability>> = {
  completion: 'chat',
  embedding: 'embed',
  tools: 'tools',
  thinking: 'thinking',
  vision: 'vision',
  insert: 'insert',
};

export function ollamaDetailsOf(show: ShowReply, listing: ModelListing): ModelDetails {
  const info = show.model_info ?? {};
  const architecture = typeof info['general.architecture'] === 'string' ? info['general.architecture'] : '';
  const trained = numberOf(info[`${architecture}.context_length`]);
  const set = Number(/^num_ctx\s+(\d+)/m.exec(show.parameters)?.[1] ?? Number.NaN);
  const windowTokens = Number.isFinite(set) ? set : trained === undefined ? undefined : Math.min(trained, usualWindow);
  const isBert = architecture.includes('bert');
  return {
    ...listing,
    quantisation: show.details.quantization_level || listing.quantisation,
    nParameters: numberOf(info['general.parameter_count']) ?? listing.nParameters,
    windowTokens,
    dimensions: numberOf(info[`${architecture}.embedding_length`]),
    // Servers older than 0.6 report no capabilities.
    capabilities: show.capabilities?.flatMap(name => capabilityNames[name] ?? []) ?? (isBert ? ['embed'] : ['chat']),
  };
}

export interface ChatLine extends AnswerPiece {
  /** Undefined if the line does not say whether it is the last one, as some gateways do. */
  readonly done: boolean | undefined;
  /** Present in the last line. */
  readonly facts: ChatFacts | undefined;
}

/** Parses a line of a chat stream; returns undefined if it holds nothing that is used. Written by hand because it runs once per token. */
export function chatLine(value: unknown): ChatLine | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const line = value as Readonly<Record<string, unknown>>; // Any object may be read by key; each value is checked below.
  const error = line['error'];
  if (error !== undefined && error !== null && error !== false)
    return {
      text: '',
      reasoning: '',
      error: typeof error === 'string' ? error : (messageIn(error) ?? JSON.stringify(error)),
      done: undefined,
      facts: undefined,
    };
  const message = line['message'];
  const done = typeof line['done'] === 'boolean' ? line['done'] : undefined;
  const said = typeof message === 'object' && message !== null ? (message as Readonly<Record<string, unknown>>) : {}; // As above.
  if (done === undefined && said['content'] === undefined && said['thinking'] === undefined && typeof line['response'] !== 'string')
    return undefined;
  const { content, thinking, reasoning } = said;
  const response = line['response'];
  return {
    text: typeof content === 'string' ? content : typeof response === 'string' ? response : '',
    reasoning: typeof thinking === 'string' ? thinking : typeof reasoning === 'string' ? reasoning : '',
    error: undefined,
    done,
    facts: done === true ? factsOf(line) : undefined,
  };
}

const factsOf = (line: Readonly<Record<string, unknown>>): ChatFacts => ({
  reason: line['done_reason'] === 'length' ? 'length' : 'stop',
  nPromptTokens: numberOf(line['prompt_eval_count']),
  nTokens: numberOf(line['eval_count']),
  loadMs: milliseconds(line['load_duration']),
  promptMs: milliseconds(line['prompt_eval_duration']),
  generateMs: milliseconds(line['eval_duration']),
});

const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

/** Ollama reports nanoseconds. */
const milliseconds = (value: unknown): number | undefined => {
  const nanoseconds = numberOf(value);
  return nanoseconds === undefined ? undefined : nanoseconds / 1e6;
};

/** Parses `134.52M` or `7B` into a number. */
function parametersOf(size: string): number | undefined {
  const match = /^([\d.]+)\s*([KMB])/i.exec(size);
  if (match?.[1] === undefined) return undefined;
  const scale = { K: 1e3, M: 1e6, B: 1e9 }[match[2]?.toUpperCase() ?? ''] ?? 1;
  return Number(match[1]) * scale;
}
