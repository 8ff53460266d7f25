/** `initializationOptions` of the language server: the editor's settings as one checked record. */
import * as v from 'valibot';

export const endpointSchema = v.object({
  kind: v.picklist(['ollama', 'openai']),
  /** Base URL, e.g. `http://127.0.0.1:11434`. */
  url: v.pipe(v.string(), v.url(), v.regex(/^https?:/i, 'It must begin with http:// or https://')),
  /** Extra headers, keys included; from secret storage only, never logged. */
  apiKey: v.optional(v.string()),
  /** Its models see images, although it does not say so itself. */
  vision: v.optional(v.boolean()),
});
export type Endpoint = Readonly<v.InferOutput<typeof endpointSchema>>;

export const optionsSchema = v.object({
  /** Where the index and the conversations are kept. Default: the user's cache folder. */
  storageDir: v.optional(v.string()),
  /** Chat endpoints in order of preference. */
  endpoints: v.optional(v.array(endpointSchema), [{ kind: 'ollama', url: 'http://127.0.0.1:11434' }]),
  /** Chat model; '' picks a sensible installed one. */
  chatModel: v.optional(v.string(), ''),
  /** Models of single tasks; '' leaves the task to the chat model. */
  models: v.optional(
    v.object({ explain: v.optional(v.string(), ''), edit: v.optional(v.string(), ''), command: v.optional(v.string(), '') }),
    { explain: '', edit: '', command: '' },
  ),
  /** Embedding model beside the built-in one: '' for none, a folder's absolute path (ONNX), or a model's name at the first endpoint. */
  embeddingModel: v.optional(v.string(), ''),
  /** Base address of the hub that embedding models are fetched from, when a person asks for one. */
  modelHub: v.optional(
    v.pipe(v.string(), v.url(), v.regex(/^https?:/i, 'It must begin with http:// or https://')),
    'https://huggingface.co',
  ),
  /** Globs left out in addition to the ignore files. */
  exclude: v.optional(v.array(v.string()), []),
  /** Larger files are left out. */
  maxFileBytes: v.optional(v.pipe(v.number(), v.minValue(1024)), 2 * 1024 * 1024),
  /** True makes every socket impossible except none: extractive answers only. */
  offline: v.optional(v.boolean(), false),
  /** Proxy for all hosts but this machine's; '' takes what HTTPS_PROXY, HTTP_PROXY and ALL_PROXY say. May hold a name and a password. */
  proxy: v.optional(v.string(), ''),
  /** `off` takes no proxy, whatever else says so. */
  proxySupport: v.optional(v.picklist(['off', 'on', 'fallback', 'override']), 'override'),
  /** The header that the proxy wants; never logged. */
  proxyAuthorization: v.optional(v.string(), ''),
  /** False believes whatever certificates are shown on a way that goes by a proxy. */
  proxyStrictSSL: v.optional(v.boolean(), true),
  /** Hosts that are reached without the proxy; none takes what NO_PROXY says. */
  noProxy: v.optional(v.array(v.string()), []),
  /** Files of PEM, or folders of such files, that TLS trusts beside the usual authorities. */
  certificateAuthorities: v.optional(v.array(v.string()), []),
  /** TLS trusts what the system trusts. */
  systemCertificates: v.optional(v.boolean(), true),
  /** A person may have the server read web pages, one by one. */
  webPages: v.optional(v.boolean(), false),
  /** Programs such as git may be run in the folders. */
  trusted: v.optional(v.boolean(), true),
  /** Of the person, as the editor names it: what the server itself says in an answer. */
  language: v.optional(v.string(), ''),
  /** Prepares for questions that are likely to be asked next. */
  prediction: v.optional(v.boolean(), true),
  /** Number of index threads; 0 takes one a core. */
  threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Bound of the index's memory for pages, in bytes. */
  indexMemoryBytes: v.optional(v.number(), 176 * 1024 * 1024),
  /** What the server writes into the client's log, and everything graver. */
  logLevel: v.optional(v.picklist(['error', 'warn', 'info', 'debug']), 'info'),
});
export type Options = Readonly<v.InferOutput<typeof optionsSchema>>;
