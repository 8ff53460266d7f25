/**
 * Plans what to fetch from a repository on a model hub: the variants of its ONNX file with the files that belong to them, sizes and
 * checksums, from the hub's list of files. Only file names that a model folder is known to contain are ever taken. Pure.
 */
import * as v from 'valibot';
import type { HubVariant } from '../../protocol/embedding-models.js';
import { type OnnxPrecision, onnxFiles } from '../onnx-files.js';

export interface HubFile {
  /** Relative to the repository, and later to the model's folder. */
  readonly path: string;
  readonly sizeBytes: number;
  /** SHA-256 of the content if the hub stores it outside the Git repository, else Git's hash. */
  readonly checksum: { readonly kind: 'sha256' | 'git'; readonly hex: string };
}

export interface HubPlan extends HubVariant {
  readonly files: readonly HubFile[];
}

const hex = (length: number) => v.pipe(v.string(), v.regex(new RegExp(`^[0-9a-f]{${length}}$`)));
const size = v.pipe(v.number(), v.integer(), v.minValue(0));

/** The reply to `/api/models/<id>`. */
export const hubModelSchema = v.object({ sha: hex(40) });
/** The reply to `/api/models/<id>/tree/<revision>?recursive=true`. */
export const hubTreeSchema = v.array(
  v.object({
    type: v.string(),
    path: v.string(),
    oid: v.string(),
    size: v.optional(size, 0),
    lfs: v.optional(v.object({ oid: v.pipe(v.string(), v.regex(/^(sha256:)?[0-9a-f]{64}$/)), size })),
  }),
);
export type HubTree = v.InferOutput<typeof hubTreeSchema>;

/** Files with tokens, pooling, prefixes and lengths; the first is required. */
const companions = [
  'tokenizer.json',
  'config.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'sentence_bert_config.json',
  'config_sentence_transformers.json',
  'modules.json',
  '1_Pooling/config.json',
] as const;

/** A model needs memory for its file, the same again while it is opened, and working space. */
const memoryFactor = 2.2;

/** Returns the variants, smallest first; none if the repository contains no model that can run here. */
export function plansOf(tree: HubTree): readonly HubPlan[] {
  const byPath = new Map(tree.filter(({ type }) => type === 'file').map(entry => [entry.path, entry]));
  const fileOf = (path: string): readonly HubFile[] => {
    const entry = byPath.get(path);
    if (entry === undefined) return [];
    const checksum =
      entry.lfs === undefined
        ? { kind: 'git' as const, hex: entry.oid }
        : { kind: 'sha256' as const, hex: entry.lfs.oid.replace('sha256:', '') };
    return [{ path, sizeBytes: entry.lfs?.size ?? entry.size, checksum }];
  };
  if (!byPath.has('tokenizer.json')) return [];
  const shared = companions.flatMap(fileOf);
  const plans: HubPlan[] = [];
  for (const precision of ['q8', 'fp16', 'fp32'] satisfies OnnxPrecision[]) {
    // Of several files of one precision, the first known name is taken; builds for other instruction sets hold the same numbers.
    const found = onnxFiles[precision].flatMap(name => [`onnx/${name}`, name]).find(path => byPath.has(path));
    if (found === undefined) continue;
    const weights = [found, `${found}_data`, `${found}.data`].flatMap(fileOf);
    const files = [...shared, ...weights];
    const sizeBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
    plans.push({ file: found, precision, files, sizeBytes, nFiles: files.length, memoryBytes: Math.round(sizeBytes * memoryFactor) });
  }
  return plans.toSorted((a, b) => a.sizeBytes - b.sizeBytes);
}
