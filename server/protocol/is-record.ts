/** Distinguishes objects in JSON from other values. Pure. */

/** True for an object other than an array: each of its properties may be read as unknown. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
