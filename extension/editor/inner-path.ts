/** Checks that an untrusted path stays inside the folder that it is relative to. Pure. */
export function isInnerPath(path: string): boolean {
  if (path === '' || path.includes('\0') || path.startsWith('/') || /^[A-Za-z]:/.test(path)) return false;
  // On Windows a backslash separates names; on other systems it may be part of a name.
  return !path.split(/[/\\]/).includes('..');
}
