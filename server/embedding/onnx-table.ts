/** The wire to the embedding child: method -> params -> result. Types, and the order of providers. */

export const providerOrder = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'] as const;
export type ExecutionProvider = (typeof providerOrder)[number];

export const providerNames: Readonly<Record<ExecutionProvider, string>> = {
  cuda: 'CUDA',
  dml: 'DirectML',
  coreml: 'Core ML',
  webgpu: 'WebGPU',
  cpu: 'CPU',
};

export interface OpenModel {
  /** A sentence-transformers folder: tokenizer.json, an ONNX file, and the configuration of pooling and prefixes. */
  readonly folder: string;
  readonly provider: ExecutionProvider;
  /** If undefined, the child measures the best number. */
  readonly threads: number | undefined;
  /** Number of processes that run the model in parallel and share the threads. */
  readonly nProcesses?: number;
}

export interface OpenedModel {
  /** Differs if vectors must not be compared: files, pooling, prefixes, length. */
  readonly identity: string;
  readonly name: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly threads: number;
  /** The ONNX file in use, relative to the folder. */
  readonly file: string;
}

export interface EmbedTexts {
  readonly texts: readonly string[];
  readonly kind: 'query' | 'document';
}

export interface EmbeddedTexts {
  /** One unit vector after the other, in the order of the texts. */
  readonly values: Float32Array;
  readonly nTokens: number;
  /** Number of texts longer than the model's window, which were embedded in parts and averaged. */
  readonly nSplit: number;
  readonly nRuns: number;
}

export interface OnnxTable {
  /** Opens a session with a tiny model, because a provider that was compiled in need not work. Rejects with the reason. */
  probe: (params: { readonly provider: ExecutionProvider }) => { readonly ms: number };
  open: (params: OpenModel) => OpenedModel;
  embed: (params: EmbedTexts) => EmbeddedTexts;
}
