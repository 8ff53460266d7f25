/**
 * What OpenAI-compatible endpoints answer, and what of it is used. Servers differ in every field (LM Studio, vLLM, llama.cpp, LiteLLM,
 * OpenRouter, Azure, Gemini, Mistral, DeepSeek, Groq), so each is read by hand: what is unknown or null is skipped. Pure.
 */
import { messageIn } from './error-message.js';
import type { Capability, ModelDetails } from './provider.js';

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined; // Any object may be read by key.
const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const countOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Returns undefined if the reply is not a list. Rows without a name are left out. */
export function modelsOf(reply: unknown, vision: boolean): readonly ModelDetails[] | undefined {
  const fields = fieldsOf(reply);
  const rows = [reply, fields?.['data'], fields?.['models']].find(Array.isArray);
  if (rows === undefined) return undefined;
  return listOf(rows).flatMap(row => {
    const named = typeof row === 'string' ? { id: row } : fieldsOf(row);
    const id = textOf(named?.['id']) ?? textOf(named?.['name']) ?? textOf(named?.['model']);
    return named === undefined || id === undefined ? [] : [openAiDetailsOf(id, named, vision)];
  });
}

/** Returns what is known about a model that the endpoint does not list: its name. */
export const openAiDetailsOf = (id: string, row: Fields, vision: boolean): ModelDetails => ({
  id,
  sizeBytes: undefined,
  digest: '',
  quantisation: textOf(row['quantization']) ?? '',
  nParameters: undefined,
  windowTokens: windowOf(row),
  dimensions: undefined,
  capabilities: capabilitiesOf(id, row, vision),
});

const embeddingNames = /embed|(^|[/_-])(bge|gte|e5|minilm|mpnet|nomic-bert|jina-clip)([-_.]|$)|all-minilm/i;
const otherNames =
  /(^|[/_.-])(whisper|tts|dall-e|stable-diffusion|sdxl|flux|imagen|veo|sora|rerank(er)?|moderation|parakeet|piper|kokoro|bark|clip|gpt-image|aqa)([/_.-]|\d|$)/i;
const embeddingTypes = /^(embeddings?|text-embedding|feature-extraction)$/i;
const chatTypes = /^(llm|vlm|chat|language|text|text-generation|model|completion)$/i;

/** The row comes first, then what is known about the name. Most endpoints say nothing; then a model is assumed to chat. */
function capabilitiesOf(id: string, row: Fields, vision: boolean): readonly Capability[] {
  const type = textOf(row['type']) ?? textOf(row['model_type']) ?? textOf(row['task']);
  const flags = fieldsOf(row['capabilities']);
  const named = listOf(row['capabilities']).map(String);
  const outputs = listOf(fieldsOf(row['architecture'])?.['output_modalities'] ?? row['output_modalities']).map(String);
  if (type !== undefined && embeddingTypes.test(type)) return ['embed'];
  if (named.some(name => /^embed/i.test(name)) && !named.some(name => /chat|completion|text/i.test(name))) return ['embed'];
  if (flags?.['completion_chat'] === false || flags?.['chat_completion'] === false) return embeddingNames.test(id) ? ['embed'] : [];
  if (outputs.length > 0 && !outputs.includes('text')) return outputs.includes('embeddings') ? ['embed'] : [];
  const saysChat = (type !== undefined && chatTypes.test(type)) || flags?.['completion_chat'] === true;
  if (!saysChat && embeddingNames.test(id)) return ['embed'];
  if (!saysChat && (otherNames.test(id) || (type !== undefined && /image|audio|speech|rerank|moderation|transcri|video/i.test(type))))
    return [];
  return vision || seesImages(row) ? ['chat', 'vision'] : ['chat'];
}

/** Servers name the window in different ways; most do not name it. */
function windowOf(row: Fields): number | undefined {
  const names = [
    'loaded_context_length',
    'context_length',
    'max_model_len',
    'context_window',
    'max_context_length',
    'n_ctx',
    'max_input_tokens',
  ];
  for (const fields of [row, fieldsOf(row['meta']), fieldsOf(row['top_provider'])])
    for (const name of names) {
      const value = countOf(fields?.[name]);
      if (value !== undefined && value > 0) return value;
    }
  return undefined;
}

/** Servers mark models that see images in different ways; most say nothing, and then the model is assumed not to. */
function seesImages(row: Fields): boolean {
  const names = (value: unknown, wanted: readonly string[]): boolean => listOf(value).some(name => wanted.includes(String(name)));
  return (
    row['type'] === 'vlm' ||
    fieldsOf(row['capabilities'])?.['vision'] === true ||
    names(row['capabilities'], ['vision', 'multimodal']) ||
    names(row['modalities'], ['image']) ||
    names(fieldsOf(row['architecture'])?.['input_modalities'], ['image']) ||
    names(row['input_modalities'], ['image'])
  );
}

export interface CompletionEvent {
  readonly text: string;
  readonly reasoning: string;
  readonly error: string | undefined;
  /** Why the model ended, if it has, and the server's word for it. */
  readonly reason: FinishReason | undefined;
  readonly word: string;
  readonly usage: { readonly prompt: number | undefined; readonly completion: number | undefined } | undefined;
  /** True if the reply came in one piece. */
  readonly isWhole: boolean;
}

/** `broken`: the server itself says that the answer is incomplete. `other` is a word that no documentation names. */
export type FinishReason = 'stop' | 'length' | 'broken' | 'other';

const finishes: Readonly<Record<Exclude<FinishReason, 'other'>, RegExp>> = {
  stop: /^(stop|stop_sequence|eos|eos_token|end_turn|end|complete|completed|done|finished|tool_calls?|tool_use|function_call)$/,
  length: /^(length|max_tokens|max_output_tokens|model_length|token_limit)$/,
  broken:
    /^(error|content_filter|content-filter|safety|recitation|blocklist|prohibited_content|spii|insufficient_system_resource|abort(ed)?|cancelled|incomplete)$/,
};

function finishOf(word: string | undefined): FinishReason | undefined {
  if (word === undefined) return undefined;
  for (const [reason, words] of Object.entries(finishes)) if (words.test(word.toLowerCase())) return reason as keyof typeof finishes; // The key of `finishes`, whose type `entries` loses.
  return 'other';
}

/** Reads one event of a completion stream, or a reply that came whole. Returns undefined if it has nothing that is used. */
export function completionEvent(value: unknown, type: string): CompletionEvent | undefined {
  const event = fieldsOf(value);
  if (event === undefined) return undefined;
  const error = errorOf(event, type);
  const choice = fieldsOf(listOf(event['choices']).find(row => fieldsOf(row) !== undefined));
  const usage = fieldsOf(event['usage']) ?? fieldsOf(fieldsOf(event['x_groq'])?.['usage']);
  if (error === undefined && choice === undefined && usage === undefined) return undefined;
  const message = fieldsOf(choice?.['message']);
  const finish = textOf(choice?.['finish_reason']) ?? textOf(choice?.['stop_reason']);
  const parts = fieldsOf(choice?.['delta']) ?? message;
  const said = wordsOf(parts?.['content']);
  const details = listOf(parts?.['reasoning_details']).map(part => textOf(fieldsOf(part)?.['text']) ?? '');
  const reasonings = ['reasoning_content', 'reasoning', 'reasoning_text', 'thinking', 'thought'].map(name => textOf(parts?.[name]));
  return {
    text: said.text || (textOf(parts?.['refusal']) ?? textOf(choice?.['text']) ?? ''),
    reasoning: reasonings.find(text => text !== undefined) ?? (said.reasoning || details.join('')),
    error,
    reason: finishOf(finish),
    word: finish ?? '',
    usage: usage && {
      prompt: countOf(usage['prompt_tokens']) ?? countOf(usage['input_tokens']),
      completion: countOf(usage['completion_tokens']) ?? countOf(usage['output_tokens']),
    },
    isWhole: message !== undefined && choice?.['delta'] === undefined,
  };
}

/** Content is a string, or parts of it: `{type: "text", text}`, `{type: "thinking", thinking: [...]}` (Mistral). */
function wordsOf(content: unknown): { readonly text: string; readonly reasoning: string } {
  if (typeof content === 'string') return { text: content, reasoning: '' };
  let text = '';
  let reasoning = '';
  for (const part of listOf(content)) {
    const fields = fieldsOf(part);
    if (fields === undefined) text += typeof part === 'string' ? part : '';
    else if (fields['type'] === 'thinking' || fields['type'] === 'reasoning')
      reasoning += wordsOf(fields['thinking'] ?? fields['text'] ?? fields['content']).text;
    else text += textOf(fields['text']) ?? '';
  }
  return { text, reasoning };
}

/** An error is a string, an object with a message, or a bare message in an event of the type `error`. */
function errorOf(event: Fields, type: string): string | undefined {
  const { error } = event;
  const said = textOf(error) ?? messageIn(error);
  if (said !== undefined) return said;
  const isError = type === 'error' || event['type'] === 'error' || event['object'] === 'error';
  return isError ? (messageIn(event) ?? JSON.stringify(event).slice(0, 500)) : undefined;
}

/** Returns the vectors of a reply in the order of the texts; undefined if the reply has none. */
export function vectorRowsOf(
  reply: unknown,
): { readonly rows: readonly (readonly number[])[]; readonly nTokens: number | undefined } | undefined {
  const fields = fieldsOf(reply);
  const data = [fields?.['data'], fields?.['embeddings'], reply].find(Array.isArray);
  if (data === undefined) return undefined;
  const rows = listOf(data).map((row, i) => ({
    // Servers may omit the index; then the order is that of the texts.
    index: countOf(fieldsOf(row)?.['index']) ?? i,
    values: numbersOf(Array.isArray(row) ? row : fieldsOf(row)?.['embedding']),
  }));
  if (rows.some(({ values }) => values === undefined)) return undefined;
  const usage = fieldsOf(fields?.['usage']);
  return {
    rows: rows.toSorted((a, b) => a.index - b.index).map(({ values }) => values ?? []),
    nTokens: countOf(usage?.['prompt_tokens']) ?? countOf(usage?.['total_tokens']),
  };
}

/** llama.cpp nests the vector of a text one level deeper. */
function numbersOf(value: unknown): readonly number[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const inner = value.length === 1 && Array.isArray(value[0]) ? value[0] : value;
  return inner.every(item => typeof item === 'number') ? inner : undefined;
}
