/** `initializationOptions` of the language server: the editor's settings as one checked record. */
import * as v from 'valibot';

export const endpointSchema = v.object({
  kind: v.picklist(['ollama', 'openai']),
  /** Base URL, e.g. `http://127.0.0.1:11434`. */
  url: v.pipe(v.string(), v.url(), v.regex(/^https?:/i, 'It must begin with http:// or https://')),
  /** Sent in headers. Comes only from secret storage and is never logged. */
  apiKey: v.optional(v.string()),
  /** Its models see images, although the endpoint does not say so. */
  vision: v.optional(v.boolean()),
});
export type Endpoint = Readonly<v.InferOutput<typeof endpointSchema>>;

export const optionsSchema = v.object({
  /** Folder of the index and the conversations. Default: the user's cache folder. */
  storageDir: v.optional(v.string()),
  /** Chat endpoints in order of preference. */
  endpoints: v.optional(v.array(endpointSchema), [{ kind: 'ollama', url: 'http://127.0.0.1:11434' }]),
  /** Chat model; '' chooses a suitable installed one. */
  chatModel: v.optional(v.string(), ''),
  /** Models for single tasks; '' uses the chat model. */
  models: v.optional(
    v.object({ explain: v.optional(v.string(), ''), edit: v.optional(v.string(), ''), command: v.optional(v.string(), '') }),
    { explain: '', edit: '', command: '' },
  ),
  /** Embedding model besides the built-in one: '' for none, a folder's absolute path (ONNX), or a model's name at the first endpoint. */
  embeddingModel: v.optional(v.string(), ''),
  /** Base address of the hub from which a person may download embedding models. */
  modelHub: v.optional(
    v.pipe(v.string(), v.url(), v.regex(/^https?:/i, 'It must begin with http:// or https://')),
    'https://huggingface.co',
  ),
  /** Globs to exclude in addition to the ignore files. */
  exclude: v.optional(v.array(v.string()), []),
  /** Larger files are left out, in bytes. */
  maxFileBytes: v.optional(v.pipe(v.number(), v.minValue(1024)), 2 * 1024 * 1024),
  /** True makes it impossible to open a socket: only extractive answers. */
  offline: v.optional(v.boolean(), false),
  /** Proxy for all hosts except this machine; '' uses HTTPS_PROXY, HTTP_PROXY and ALL_PROXY. May contain a name and a password. */
  proxy: v.optional(v.string(), ''),
  /** `off` uses no proxy, whatever other settings say. */
  proxySupport: v.optional(v.picklist(['off', 'on', 'fallback', 'override']), 'override'),
  /** The header that the proxy requires. Never logged. */
  proxyAuthorization: v.optional(v.string(), ''),
  /** False accepts any certificate on connections through a proxy. */
  proxyStrictSSL: v.optional(v.boolean(), true),
  /** Hosts reached without the proxy; if empty, those of NO_PROXY. */
  noProxy: v.optional(v.array(v.string()), []),
  /** PEM files, or folders of such files, that TLS trusts in addition to the usual authorities. */
  certificateAuthorities: v.optional(v.array(v.string()), []),
  /** TLS trusts what the system trusts. */
  systemCertificates: v.optional(v.boolean(), true),
  /** A person may let the server read single web pages. */
  webPages: v.optional(v.boolean(), false),
  /** Programs such as git may run in the folders. */
  trusted: v.optional(v.boolean(), false),
  /** Language of the person, as the editor names it, for the server's own sentences. */
  language: v.optional(v.string(), ''),
  /** Prepares for questions that are likely to be asked next. */
  prediction: v.optional(v.boolean(), true),
  /** Number of index threads; 0 uses one for each core. */
  threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 0),
  /** Limit of memory for index pages, in bytes. */
  indexMemoryBytes: v.optional(v.number(), 176 * 1024 * 1024),
  /** The server writes messages of this level and above into the client's log. */
  logLevel: v.optional(v.picklist(['error', 'warn', 'info', 'debug']), 'info'),
});
export type Options = Readonly<v.InferOutput<typeof optionsSchema>>;
