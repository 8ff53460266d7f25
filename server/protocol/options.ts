/** `initializationOptions` of the language server: the editor's settings as one checked record. */
import * as v from 'valibot';

export const endpointSchema = v.object({
  kind: v.picklist(['ollama', 'openai']),
  /** Base URL, e.g. `http://127.0.0.1:11434`. */
  url: v.pipe(v.string(), v.url(), v.regex(/^https?:/i, 'It must begin with http:// or https://')),
  /** Extra headers, keys included; from secret storage only, never logged. */
  apiKey: v.optional(v.string()),
});
export type Endpoint = Readonly<v.InferOutput<typeof endpointSchema>>;

export const optionsSchema = v.object({
  /** Where the index and the conversations are kept. Default: the user's cache folder. */
  storageDir: v.optional(v.string()),
  /** Chat endpoints in order of preference. */
  endpoints: v.optional(v.array(endpointSchema), [{ kind: 'ollama', url: 'http://127.0.0.1:11434' }]),
  /** Chat model; '' picks a sensible installed one. */
  chatModel: v.optional(v.string(), ''),
  /** Embedding model beside the built-in one: '' for none, a folder's absolute path (ONNX), or a model's name at the first endpoint. */
  embeddingModel: v.optional(v.string(), ''),
  /** Globs left out in addition to the ignore files. */
  exclude: v.optional(v.array(v.string()), []),
  /** Larger files are left out. */
  maxFileBytes: v.optional(v.pipe(v.number(), v.minValue(1024)), 2 * 1024 * 1024),
  /** True makes every socket impossible except none: extractive answers only. */
  offline: v.optional(v.boolean(), false),
  /** A person may have the server read web pages, one by one. */
  webPages: v.optional(v.boolean(), false),
  /** Programs such as git may be run in the folders. */
  trusted: v.optional(v.boolean(), true),
  /** Number of index threads; 0 takes one a core. */
  threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Bound of the index's memory for pages, in bytes. */
  indexMemoryBytes: v.optional(v.number(), 128 * 1024 * 1024),
  /** What the server writes into the client's log, and everything graver. */
  logLevel: v.optional(v.picklist(['error', 'warn', 'info', 'debug']), 'info'),
});
export type Options = Readonly<v.InferOutput<typeof optionsSchema>>;
