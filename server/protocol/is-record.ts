/** Tells objects that came from JSON from other values. Pure. */

/** True for an object that is no array: each of its properties may be read as unknown. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
