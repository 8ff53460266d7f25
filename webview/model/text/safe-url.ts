/** Decides which links of an answer may be offered: only http and https. Pure. */

/** Returns the address as it will be opened, or undefined if it is not a web address. */
export function safeUrl(href: string): string | undefined {
  let url: URL;
  try {
    url = new URL(href);
  } catch {
    return undefined;
  }
  // A name and password in an address only serve to disguise the host.
  return (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '' ? url.href : undefined;
}
