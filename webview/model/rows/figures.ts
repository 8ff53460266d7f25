/** Formats numbers for people. Pure. */

/** Returns 3.1k, 128k, 512: there is little space where tokens are shown. */
export function shortCount(n: number): string {
  if (n < 1000) return String(Math.round(n));
  return n < 10_000 ? `${(n / 1000).toFixed(1)}k` : `${Math.round(n / 1000)}k`;
}

export function seconds(ms: number): string {
  return ms < 10_000 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000));
}

export function bytes(n: number): string {
  if (n < 1000) return `${n} B`;
  if (n < 1_000_000) return `${Math.round(n / 1000)} KB`;
  return n < 1_000_000_000 ? `${(n / 1_000_000).toFixed(1)} MB` : `${(n / 1_000_000_000).toFixed(1)} GB`;
}

export const milliseconds = (ms: number): string => (ms < 1000 ? `${Math.max(1, Math.round(ms))} ms` : `${seconds(ms)} s`);
