/** Parses JSON that may be damaged or truncated. Pure. */

/** Parses `text`; returns undefined if it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
