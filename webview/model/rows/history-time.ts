/** When a conversation was last changed, and where it belongs, as the list shows it. Pure. */

/** Returns the time of day for the last 24 hours, else the day, with its year if that is another one. */
export function historyTime(changedAt: number, wallMs: number, locale: string, timeZone?: string): string {
  const zone = timeZone === undefined ? {} : { timeZone };
  const yearOf = (ms: number) => new Intl.DateTimeFormat('en', { ...zone, year: 'numeric' }).format(ms);
  if (wallMs - changedAt < 24 * 3600_000)
    return new Intl.DateTimeFormat(locale, { ...zone, hour: 'numeric', minute: '2-digit' }).format(changedAt);
  const day = { ...zone, day: 'numeric', month: 'short' } as const;
  return new Intl.DateTimeFormat(locale, yearOf(changedAt) === yearOf(wallMs) ? day : { ...day, year: 'numeric' }).format(changedAt);
}

/** Returns the last part of a folder's URI. */
export function folderName(uri: string): string {
  const name = uri.replace(/\/+$/, '').split('/').at(-1) ?? uri;
  try {
    return decodeURIComponent(name);
  } catch {
    // A stored name may hold a stray percent sign.
    return name;
  }
}
