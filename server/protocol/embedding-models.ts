/** Embedding models that a person may choose, and what it takes to download one from a hub. Imports no code except valibot. */
import * as v from 'valibot';

export interface EmbeddingModelInfo {
  readonly kind: 'built-in' | 'endpoint' | 'folder';
  /** The value of the setting vibe.embeddingModel. */
  readonly id: string;
  readonly name: string;
  /** The endpoint's address, without its key. */
  readonly endpoint?: string;
  readonly sizeBytes?: number;
  /** True if Vibe downloaded it, so that Vibe may delete it. */
  readonly fetched: boolean;
  readonly chosen: boolean;
}

/** One of the variants in which a repository offers its model. */
export interface HubVariant {
  /** The ONNX file. */
  readonly file: string;
  readonly precision: 'q8' | 'fp16' | 'fp32';
  readonly sizeBytes: number;
  readonly memoryBytes: number;
  readonly nFiles: number;
}

/** What a hub has of a repository; shown before anything is downloaded. */
export interface HubOffer {
  readonly repository: string;
  /** The hub's address. */
  readonly hub: string;
  /** The commit to download, even if others are pushed meanwhile. */
  readonly revision: string;
  /** Other hosts to which the hub redirects for the files. */
  readonly hosts: readonly string[];
  /** Smallest first. */
  readonly variants: readonly HubVariant[];
}

/** A folder that was opened as a model. */
export interface CheckedFolder {
  readonly path: string;
  readonly name: string;
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly file: string;
  readonly sizeBytes: number;
}

const repositorySchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(200),
  v.regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)?$/, 'It must look like owner/name'),
);

export const hubOfferSchema = v.object({ repository: repositorySchema });
/** Sent only after a person agreed to address, size and files. */
export const hubFetchSchema = v.object({
  repository: repositorySchema,
  revision: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
  file: v.pipe(v.string(), v.maxLength(200)),
  hosts: v.array(v.pipe(v.string(), v.maxLength(300))),
});
export type HubFetch = Readonly<v.InferOutput<typeof hubFetchSchema>>;
export const modelFolderSchema = v.object({ path: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)) });
