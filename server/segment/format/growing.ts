/** Typed arrays that grow by doubling, for tables under construction. Pure. */

type Numbers = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** Returns `items` with space for `wanted` entries: the same array if they fit. */
export function withCapacity<T extends Numbers>(items: T, wanted: number): T {
  if (wanted <= items.length) return items;
  // Every member of the union has this constructor.
  const larger = new (items.constructor as new (length: number) => T)(Math.max(wanted, items.length * 2, 64));
  larger.set(items);
  return larger;
}

/** Returns the bytes of the first `count` entries. */
export const usedBytes = (items: Numbers, count: number): Uint8Array => new Uint8Array(items.buffer, 0, count * items.BYTES_PER_ELEMENT);
