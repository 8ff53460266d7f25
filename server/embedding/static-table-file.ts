/**
 * The built-in model as a file: magic, version, sizes, SHA-256 of everything that follows, then terms, scales and rows, little-endian. A
 * file that is damaged, truncated or of another version is refused; search then works without vectors.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { errorText } from '../protocol/error-text.js';
import { ProblemError } from '../protocol/problem.js';
import { type Sentence, say } from '../protocol/sentences/sentence.js';
import type { EmbeddingTable } from './static-table.js';

const magic = 'VIBETABL';
/** A file of another version is refused. 1: first version. */
export const tableFileVersion = 1;
const headerBytes = 64;
const hashAt = 32;

export function encodeStaticTable(table: Omit<EmbeddingTable, 'identity'>): Uint8Array {
  const { dims, terms, rows, scales, nBuckets } = table;
  const bytes = new Uint8Array(headerBytes + terms.byteLength + scales.byteLength + rows.byteLength);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(magic));
  [tableFileVersion, dims, terms.length, nBuckets].forEach((value, i) => view.setUint32(8 + i * 4, value, true));
  bytes.set(new Uint8Array(terms.buffer, terms.byteOffset, terms.byteLength), headerBytes);
  bytes.set(new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength), headerBytes + terms.byteLength);
  bytes.set(new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength), headerBytes + terms.byteLength + scales.byteLength);
  bytes.set(hashOf(bytes), hashAt);
  return bytes;
}

/** Hash of the sizes and of everything after the header. */
const hashOf = (bytes: Uint8Array): Uint8Array =>
  createHash('sha256').update(bytes.subarray(0, hashAt)).update(bytes.subarray(headerBytes)).digest();

/**
 * Decodes the table into shared memory, so that all threads read the same copy. Throws a ProblemError for a file that cannot be trusted.
 */
export function decodeStaticTable(bytes: Uint8Array, name: string): EmbeddingTable {
  const refuse = (why: Sentence): never => {
    throw new ProblemError('embedder-failed', say('builtInUnusable', { name, why }), say('installAgainWords'));
  };
  if (bytes.length < headerBytes || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic) refuse(say('notAModelFile'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Four offsets give four numbers.
  const [version, dims, nTerms, nBuckets] = [8, 12, 16, 20].map(at => view.getUint32(at, true)) as [number, number, number, number];
  if (version !== tableFileVersion) refuse(say('versionUnread', { version, wanted: tableFileVersion }));
  const nRows = nTerms + nBuckets;
  const scalesAt = nTerms * 8;
  const rowsAt = scalesAt + nRows * 4;
  if (bytes.length !== headerBytes + rowsAt + nRows * dims || dims === 0 || dims % 16 !== 0) {
    refuse(say('sizeMismatch', { n: bytes.length }));
  }
  const hash = Buffer.from(bytes.subarray(hashAt, hashAt + 32)).toString('hex');
  if (Buffer.from(hashOf(bytes)).toString('hex') !== hash) refuse(say('checksumMismatch'));
  const shared = new SharedArrayBuffer(bytes.length - headerBytes);
  new Uint8Array(shared).set(bytes.subarray(headerBytes));
  return {
    identity: hash.slice(0, 16),
    dims,
    terms: new Float64Array(shared, 0, nTerms),
    scales: new Float32Array(shared, scalesAt, nRows),
    rows: new Int8Array(shared, rowsAt, nRows * dims),
    nBuckets,
  };
}

/** Reads the model at `path`. Throws a ProblemError if it is missing or damaged. */
export function loadStaticTable(path: string): EmbeddingTable {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new ProblemError('embedder-failed', say('builtInUnreadable', { why: errorText(error) }), say('installAgainWords'));
  }
  return decodeStaticTable(bytes, path);
}
