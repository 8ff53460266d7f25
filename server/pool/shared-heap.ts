/**
 * Allocates blocks in one shared buffer for the descriptions of tasks: the owner allocates and frees, workers read by offset.
 * Invariant: blocks never overlap, and a freed block is merged with its free neighbours, so that the heap does not fragment.
 */
export interface HeapBlock {
  readonly offset: number;
  readonly sizeBytes: number;
}

const alignment = 8;

export class SharedHeap {
  readonly buffer: SharedArrayBuffer;
  /** Free blocks by offset. */
  readonly #free: { offset: number; sizeBytes: number }[];

  constructor(sizeBytes: number) {
    this.buffer = new SharedArrayBuffer(sizeBytes);
    this.#free = [{ offset: 0, sizeBytes }];
  }

  get freeBytes(): number {
    return this.#free.reduce((sum, block) => sum + block.sizeBytes, 0);
  }

  /** Returns the first block that fits, 8-byte aligned, or undefined. */
  allocate(sizeBytes: number): HeapBlock | undefined {
    const wanted = Math.max(alignment, Math.ceil(sizeBytes / alignment) * alignment);
    const index = this.#free.findIndex(block => block.sizeBytes >= wanted);
    const found = this.#free[index];
    if (found === undefined) return undefined;
    const block = { offset: found.offset, sizeBytes: wanted };
    found.offset += wanted;
    found.sizeBytes -= wanted;
    if (found.sizeBytes === 0) this.#free.splice(index, 1);
    return block;
  }

  free({ offset, sizeBytes }: HeapBlock): void {
    let at = this.#free.findIndex(block => block.offset > offset);
    if (at < 0) at = this.#free.length;
    const before = this.#free[at - 1];
    const after = this.#free[at];
    const joinsBefore = before !== undefined && before.offset + before.sizeBytes === offset;
    const joinsAfter = after !== undefined && offset + sizeBytes === after.offset;
    if (joinsBefore) before.sizeBytes += sizeBytes + (joinsAfter ? after.sizeBytes : 0);
    else if (joinsAfter) {
      after.offset = offset;
      after.sizeBytes += sizeBytes;
    } else this.#free.splice(at, 0, { offset, sizeBytes });
    if (joinsBefore && joinsAfter) this.#free.splice(at, 1);
  }
}
