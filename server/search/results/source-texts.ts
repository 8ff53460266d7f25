/**
 * Reads the text of files for results: the unsaved text if there is one, otherwise the file on disk. If the file is unchanged since it was
 * indexed, only the wanted lines are read. The last texts are cached until they change, because questions come in series.
 */

import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { readRegularSync } from '../../base/regular-file.js';
import type { FileFacts, Snapshot } from '../../snapshot/snapshot-types.js';
import { decode } from '../../text/decode.js';
import { type SourceText, WholeText } from './source-text.js';
import { WindowedText } from './windowed-text.js';

const maxKept = 64;
const maxBytes = 4 << 20;
const empty: SourceText = new WholeText(new Uint8Array(0));

/** Where a file's text is looked up. */
export interface TextFolder {
  readonly spec: { readonly folder: string; readonly root: string };
  readonly snapshot: Snapshot;
}

interface Kept {
  readonly text: SourceText;
  readonly mtimeMs: number;
  /** The snapshot that the text is a piece of; undefined for a whole text. */
  readonly snapshot: Snapshot | undefined;
}

function stampOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

export class SourceTexts {
  readonly #kept = new Map<string, Kept>();
  /** By absolute path, as reported by the main thread. */
  readonly #unsaved = new Map<string, SourceText>();

  setUnsaved(path: string, text: string | undefined): void {
    if (text === undefined) this.#unsaved.delete(path);
    else this.#unsaved.set(path, new WholeText(new TextEncoder().encode(text)));
  }

  /** Drops the pieces of files that were read for this snapshot. */
  forget(snapshot: Snapshot): void {
    for (const [path, kept] of this.#kept) if (kept.snapshot === snapshot) this.#kept.delete(path);
  }

  /** Returns an empty text if the file is gone or cannot be read; a result then shows its lines without text. */
  read({ spec, snapshot }: TextFolder, facts: FileFacts): SourceText {
    const absolute = join(spec.root, facts.path);
    const unsaved = this.#unsaved.get(absolute);
    if (unsaved !== undefined) return unsaved;
    const stamp = stampOf(absolute);
    if (stamp === undefined) return empty;
    const { mtimeMs, size } = stamp;
    const known = this.#kept.get(absolute);
    const isKept = known?.mtimeMs === mtimeMs && (known.snapshot === undefined || known.snapshot === snapshot);
    if (isKept) return known.text;
    const isIndexed = mtimeMs === facts.mtimeMs && size === facts.sizeBytes;
    const whole = (): SourceText => (size > maxBytes ? empty : this.#whole(absolute, mtimeMs));
    if (!isIndexed || !WindowedText.fits(facts, snapshot)) return whole();
    const text = new WindowedText(absolute, facts, snapshot, whole);
    this.#keep(absolute, { text, mtimeMs, snapshot });
    return text;
  }

  #whole(absolute: string, mtimeMs: number): SourceText {
    let bytes: Uint8Array;
    try {
      bytes = readRegularSync(absolute, maxBytes);
    } catch {
      return empty;
    }
    const text = new WholeText(decode(bytes));
    this.#keep(absolute, { text, mtimeMs, snapshot: undefined });
    return text;
  }

  #keep(path: string, kept: Kept): void {
    this.#kept.delete(path);
    this.#kept.set(path, kept);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= maxKept) break;
      this.#kept.delete(oldest);
    }
  }
}
