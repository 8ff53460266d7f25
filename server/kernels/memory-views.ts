/**
 * The kernels' memory as bytes and numbers. Creating a view costs more than reading through it, so views are kept and created again only
 * after the memory has grown.
 */
import type { LinearMemory } from './kernels.js';

export class MemoryViews {
  readonly #memory: LinearMemory;
  #buffer: ArrayBuffer | undefined;
  #size = -1;
  #bytes = new Uint8Array(0);
  #data = new DataView(new ArrayBuffer(0));

  constructor(memory: LinearMemory) {
    this.#memory = memory;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    this.#renew();
    return this.#bytes;
  }

  get data(): DataView<ArrayBuffer> {
    this.#renew();
    return this.#data;
  }

  #renew(): void {
    const { buffer } = this.#memory;
    if (buffer === this.#buffer && buffer.byteLength === this.#size) return;
    this.#buffer = buffer;
    this.#size = buffer.byteLength;
    this.#bytes = new Uint8Array(buffer);
    this.#data = new DataView(buffer);
  }
}
