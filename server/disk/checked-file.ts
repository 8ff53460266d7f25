/**
 * Small files that are read whole: one line with magic, format version and the hash of the body, then the body as JSON.
 * Invariant: the body is parsed only after its hash has been verified. Anything else is `damaged`, never an exception.
 */

import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { errnoOf } from '../base/errno.js';
import { readRegular } from '../base/regular-file.js';
import { errorText } from '../protocol/error-text.js';
import { type Disk, writeAtomically } from './atomic-file.js';

/** The largest manifest, of millions of files, has a tenth of this. */
const maxBytes = 512 * 1024 * 1024;

export interface CheckedFormat<Schema extends v.GenericSchema> {
  /** One word that identifies the kind of file. */
  readonly magic: string;
  /** A file of another version is refused. */
  readonly version: number;
  readonly schema: Schema;
}

export type CheckedRead<T> =
  | { readonly kind: 'read'; readonly body: T }
  | { readonly kind: 'missing' }
  /** Another format version, a wrong hash, or a body that does not match the schema. */
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
    bytes = await readRegular(path, maxBytes);
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
