/** Whether the path that a message names means a file. Pure. */

const cleaned = (path: string): string =>
  path
    .trim()
    .replaceAll('\\', '/')
    .replace(/^(?:\.\/)+/, '')
    .replace(/^[ab]\/(?=.)/, '');

/**
 * Equal, or the message leaves out leading folders. A message that names more folders than the file has means another file of the same name,
 * unless its path is absolute.
 */
export function samePath(named: string, path: string): boolean {
  const own = path.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
  for (const name of new Set([
    cleaned(named),
    named
      .trim()
      .replaceAll('\\', '/')
      .replace(/^(?:\.\/)+/, ''),
  ])) {
    if (name === own || own.endsWith(`/${name.replace(/^\/+/, '')}`)) return true;
    if (/^(?:\/|[A-Za-z]:\/|~\/|file:)/.test(name) && (name.endsWith(`/${own}`) || name.replace(/^\/+/, '') === own)) return true;
  }
  return own.startsWith('/') && cleaned(named) !== '' && own.endsWith(`/${cleaned(named)}`);
}
