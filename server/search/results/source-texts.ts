/** Text of files for results: the unsaved one where there is one, else the disk's. Bounded: the last files are kept while they do not change. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../text/decode.js';
import { lineStartsOf } from '../../text/lines.js';

export interface SourceText {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
}

const maxKept = 64;
const maxBytes = 4 << 20;
const empty: SourceText = { bytes: new Uint8Array(0), starts: new Uint32Array(0) };

export class SourceTexts {
  readonly #kept = new Map<string, SourceText & { readonly mtimeMs: number }>();
  readonly #overlays = new Map<string, SourceText>();

  overlay(folder: string, path: string, text: string | undefined): void {
    const key = `${folder}\n${path}`;
    if (text === undefined) {
      this.#overlays.delete(key);
      return;
    }
    const bytes = new TextEncoder().encode(text);
    this.#overlays.set(key, { bytes, starts: lineStartsOf(bytes) });
  }

  /** Empty where the file is gone or cannot be read: a result then shows its lines without text. */
  read(folder: string, root: string, path: string): SourceText {
    const overlay = this.#overlays.get(`${folder}\n${path}`);
    if (overlay !== undefined) return overlay;
    const absolute = join(root, path);
    try {
      const { mtimeMs, size } = statSync(absolute);
      const known = this.#kept.get(absolute);
      if (known !== undefined && known.mtimeMs === mtimeMs) return known;
      if (size > maxBytes) return empty;
      const bytes = decode(readFileSync(absolute));
      const text = { bytes, starts: lineStartsOf(bytes), mtimeMs };
      this.#kept.delete(absolute);
      this.#kept.set(absolute, text);
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= maxKept) break;
        this.#kept.delete(oldest);
      }
      return text;
    } catch {
      return empty;
    }
  }
}
