/** Whether a path that came from outside stays inside the folder that it is relative to. Pure. */
export function isInnerPath(path: string): boolean {
  if (path === '' || path.includes('\0') || path.startsWith('/') || /^[A-Za-z]:/.test(path)) return false;
  // On Windows a backslash parts names; elsewhere it may stand in one.
  return !path.split(/[/\\]/).includes('..');
}
