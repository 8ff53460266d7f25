/** Schemas of Ollama's replies, and the parts of them that are used. Pure. */
import * as v from 'valibot';
import type { Capability, ChatFacts, ModelDetails, ModelListing } from './provider.js';

const detailsSchema = v.optional(
  v.looseObject({
    parameter_size: v.optional(v.string()),
    quantization_level: v.optional(v.string()),
  }),
  {},
);

export const tagsSchema = v.object({
  models: v.array(v.object({ name: v.string(), size: v.optional(v.number()), digest: v.optional(v.string(), ''), details: detailsSchema })),
});

export const psSchema = v.object({
  models: v.array(
    v.object({
      name: v.string(),
      size: v.optional(v.number(), 0),
      context_length: v.optional(v.number()),
      expires_at: v.optional(v.string(), ''),
    }),
  ),
});

export const showSchema = v.object({
  parameters: v.optional(v.string(), ''),
  capabilities: v.optional(v.array(v.string())),
  details: detailsSchema,
  model_info: v.optional(v.record(v.string(), v.unknown()), {}),
});

export const pullSchema = v.object({
  status: v.optional(v.string()),
  error: v.optional(v.string()),
  completed: v.optional(v.number()),
  total: v.optional(v.number()),
});

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

export const listingOf = (row: v.InferOutput<typeof tagsSchema>['models'][number]): ModelListing => ({
  id: row.name,
  sizeBytes: row.size,
  digest: row.digest,
  quantisation: row.details.quantization_level ?? '',
  nParameters: parametersOf(row.details.parameter_size),
});

export function detailsOf(show: v.InferOutput<typeof showSchema>, listing: ModelListing): ModelDetails {
  const info = show.model_info;
  const architecture = typeof info['general.architecture'] === 'string' ? info['general.architecture'] : '';
  const trained = numberOf(info[`${architecture}.context_length`]);
  const set = Number(/^num_ctx\s+(\d+)/m.exec(show.parameters)?.[1] ?? Number.NaN);
  const windowTokens = Number.isFinite(set) ? set : trained === undefined ? undefined : Math.min(trained, usualWindow);
  const isBert = architecture.includes('bert');
  return {
    ...listing,
    quantisation: show.details.quantization_level ?? listing.quantisation,
    nParameters: numberOf(info['general.parameter_count']) ?? listing.nParameters,
    windowTokens,
    dimensions: numberOf(info[`${architecture}.embedding_length`]),
    // Servers older than 0.6 report no capabilities.
    capabilities: show.capabilities?.flatMap(name => capabilityNames[name] ?? []) ?? (isBert ? ['embed'] : ['chat']),
  };
}

interface ChatPiece {
  readonly text: string;
  readonly reasoning: string;
  readonly error: string | undefined;
  /** Present in the last piece. */
  readonly facts: ChatFacts | undefined;
}

/** Parses a line of a chat stream; returns undefined if it is not one. Written by hand because it runs once per token. */
export function chatLine(value: unknown): ChatPiece | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const line = value as Readonly<Record<string, unknown>>; // Any object may be read by key; each value is checked below.
  if (typeof line['error'] === 'string') return { text: '', reasoning: '', error: line['error'], facts: undefined };
  const message = line['message'];
  if (typeof message !== 'object' || message === null || typeof line['done'] !== 'boolean') return undefined;
  const { content, thinking } = message as Readonly<Record<string, unknown>>; // As above.
  return {
    text: typeof content === 'string' ? content : '',
    reasoning: typeof thinking === 'string' ? thinking : '',
    error: undefined,
    facts: line['done'] ? factsOf(line) : undefined,
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
function parametersOf(text: string | undefined): number | undefined {
  const match = /^([\d.]+)\s*([KMB])/i.exec(text ?? '');
  if (match?.[1] === undefined) return undefined;
  const scale = { K: 1e3, M: 1e6, B: 1e9 }[match[2]?.toUpperCase() ?? ''] ?? 1;
  return Number(match[1]) * scale;
}
