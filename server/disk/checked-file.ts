/**
 * Small files of the store that are read whole: a line with magic, format version and the body's hash, then the body as JSON.
 * Invariant: a body is parsed only after its hash was verified; anything else is `damaged`, never an exception and never a guess.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { errnoOf } from '../base/errno.js';
import { errorText } from '../protocol/error-text.js';
import { type Disk, writeAtomically } from './atomic-file.js';

export interface CheckedFormat<Schema extends v.GenericSchema> {
  /** A word. */
  readonly magic: string;
  /** Another version is refused. */
  readonly version: number;
  readonly schema: Schema;
}

export type CheckedRead<T> =
  | { readonly kind: 'read'; readonly body: T }
  | { readonly kind: 'missing' }
  /** Another format version, a wrong hash, a wrong shape. */
  | { readonly kind: 'damaged'; readonly why: string };

const hashOf = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');

export async function writeChecked<S extends v.GenericSchema>(
  path: string,
  { magic, version }: CheckedFormat<S>,
  content: v.InferOutput<S>,
  disk: Disk,
): Promise<void> {
  const body = Buffer.from(JSON.stringify(content));
  await writeAtomically(path, [Buffer.from(`${magic} ${version} ${hashOf(body)}\n`), body], disk);
}

export async function readChecked<S extends v.GenericSchema>(
  path: string,
  { magic, version, schema }: CheckedFormat<S>,
): Promise<CheckedRead<v.InferOutput<S>>> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    return errnoOf(error) === 'ENOENT' ? { kind: 'missing' } : { kind: 'damaged', why: errorText(error) };
  }
  const lineEnd = bytes.indexOf(0x0a);
  const [foundMagic, foundVersion, hash] = bytes.toString('latin1', 0, Math.max(0, lineEnd)).split(' ');
  if (foundMagic !== magic) return { kind: 'damaged', why: 'it is another kind of file' };
  if (foundVersion !== String(version)) return { kind: 'damaged', why: `its format is ${foundVersion}, not ${version}` };
  const body = bytes.subarray(lineEnd + 1);
  if (hashOf(body) !== hash) return { kind: 'damaged', why: 'its checksum is wrong' };
  const parsed = v.safeParse(schema, JSON.parse(body.toString('utf8')));
  return parsed.success ? { kind: 'read', body: parsed.output } : { kind: 'damaged', why: parsed.issues[0].message };
}
