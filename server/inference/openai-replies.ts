/** Schemas of an OpenAI-compatible endpoint's replies, and the parts of them that are used. Pure. */
import * as v from 'valibot';
import type { ChatFacts } from './provider.js';

export const modelsSchema = v.object({ data: v.array(v.looseObject({ id: v.string() })) });

export const vectorRowsSchema = v.object({
  data: v.array(v.object({ index: v.number(), embedding: v.array(v.number()) })),
  usage: v.optional(v.object({ prompt_tokens: v.optional(v.number()) })),
});

/** Returns the window in tokens. Servers use different names for it, and most do not report it. */
export function windowOf(row: Readonly<Record<string, unknown>>): number | undefined {
  for (const name of ['context_length', 'max_model_len', 'context_window', 'max_context_length', 'n_ctx']) {
    const value = row[name];
    if (typeof value === 'number' && value > 0) return value;
  }
  return undefined;
}

/** Returns true if the server reports, in one of several ways, that the model reads images. */
export function seesImages(row: Readonly<Record<string, unknown>>): boolean {
  const { capabilities, architecture, modalities, type } = row;
  const inputs = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, 'input_modalities') : undefined;
  const names = (value: unknown, wanted: readonly string[]): boolean =>
    Array.isArray(value) && value.some(name => wanted.includes(String(name)));
  return (
    type === 'vlm' ||
    names(capabilities, ['vision', 'multimodal']) ||
    names(modalities, ['image']) ||
    names(inputs(architecture), ['image']) ||
    names(row['input_modalities'], ['image'])
  );
}

interface CompletionEvent {
  readonly text: string;
  readonly reasoning: string;
  readonly error: string | undefined;
  readonly reason: ChatFacts['reason'] | undefined;
  readonly usage: { readonly prompt: number | undefined; readonly completion: number | undefined } | undefined;
}

const eventSchema = v.object({
  error: v.optional(v.union([v.string(), v.looseObject({ message: v.string() })])),
  choices: v.optional(
    v.array(
      v.looseObject({
        delta: v.optional(
          v.looseObject({
            content: v.nullish(v.string()),
            reasoning_content: v.nullish(v.string()),
            reasoning: v.nullish(v.string()),
          }),
        ),
        finish_reason: v.nullish(v.string()),
      }),
    ),
  ),
  usage: v.nullish(v.looseObject({ prompt_tokens: v.optional(v.number()), completion_tokens: v.optional(v.number()) })),
});

/** Parses one event of a completion stream; returns undefined if it is not one. */
export function completionEvent(data: string): CompletionEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return undefined;
  }
  const parsed = v.safeParse(eventSchema, value);
  if (!parsed.success) return undefined;
  const { error, choices, usage } = parsed.output;
  if (error === undefined && choices === undefined) return undefined;
  const choice = choices?.[0];
  const finished = choice?.finish_reason;
  return {
    text: choice?.delta?.content ?? '',
    reasoning: choice?.delta?.reasoning_content ?? choice?.delta?.reasoning ?? '',
    error: typeof error === 'string' ? error : error?.message,
    reason: finished === undefined || finished === null ? undefined : finished === 'length' ? 'length' : 'stop',
    usage: usage === undefined || usage === null ? undefined : { prompt: usage.prompt_tokens, completion: usage.completion_tokens },
  };
}
