/** The wire to the embedding child: method -> params -> result. Types and the order of providers only. */

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
  /** A sentence-transformers folder: tokenizer.json, an ONNX file, and what it says of pooling and prefixes. */
  readonly folder: string;
  readonly provider: ExecutionProvider;
  /** Undefined lets the child measure. */
  readonly threads: number | undefined;
  /** Processes that run the model beside each other: each has its part of the threads. */
  readonly nProcesses?: number;
}

export interface OpenedModel {
  /** Changes whenever vectors must not be compared: files, pooling, prefixes, length. */
  readonly identity: string;
  readonly name: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly threads: number;
  /** The ONNX file that was taken, relative to the folder. */
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
  /** Texts longer than the model's window: embedded in parts, and averaged. */
  readonly nSplit: number;
  readonly nRuns: number;
}

export interface OnnxTable {
  /** Opens a session with a tiny model: what was compiled in and what works are two things. Rejects with the reason. */
  probe: (params: { readonly provider: ExecutionProvider }) => { readonly ms: number };
  open: (params: OpenModel) => OpenedModel;
  embed: (params: EmbedTexts) => EmbeddedTexts;
}
