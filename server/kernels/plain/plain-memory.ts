/** Linear memory without WebAssembly: a buffer that grows in place. */
import type { LinearMemory } from '../kernels.js';

const pageBytes = 65_536;
const maxBytes = 2 ** 31;

export class PlainMemory implements LinearMemory {
  readonly buffer = new ArrayBuffer(pageBytes, { maxByteLength: maxBytes });
  #bytes = new Uint8Array(this.buffer);
  #view = new DataView(this.buffer);

  grow(nPages: number): number {
    const before = this.buffer.byteLength;
    this.buffer.resize(before + nPages * pageBytes);
    this.#bytes = new Uint8Array(this.buffer);
    this.#view = new DataView(this.buffer);
    return before / pageBytes;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  get view(): DataView<ArrayBuffer> {
    return this.#view;
  }

  u32(at: number): number {
    return this.#view.getUint32(at, true);
  }

  f32(at: number): number {
    return this.#view.getFloat32(at, true);
  }

  setU32(at: number, value: number): void {
    this.#view.setUint32(at, value, true);
  }

  setF32(at: number, value: number): void {
    this.#view.setFloat32(at, value, true);
  }
}
