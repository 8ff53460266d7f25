/** Paths as a shell would take them, brought to one absolute form with forward slashes. Pure: the disk is not asked. */
import { isUncertain, mark } from './marks.js';

export interface Folders {
  readonly home: string;
  /** The folder whose content the person works on. */
  readonly workspace: string;
  readonly windows: boolean;
}

/** Returns the absolute path, or undefined if its start is not known or what is not known in it could lead elsewhere. */
export function resolvePath(text: string, cwd: string | undefined, folders: Folders): string | undefined {
  const path = folders.windows ? forwardPath(text) : text;
  const start = startOf(path, cwd, folders);
  if (start === undefined) return undefined;
  const components: string[] = [];
  for (const component of start.split('/')) {
    if (component === '' || component === '.') continue;
    if (component === '..') components.pop();
    // An unknown stretch could hold `..` and slashes.
    else if (isUncertain(component)) return undefined;
    else components.push(component);
  }
  return `/${components.join('/')}`;
}

function startOf(path: string, cwd: string | undefined, { home }: Folders): string | undefined {
  if (path.startsWith('/')) return path;
  if (path === '~' || path.startsWith('~/')) return home + path.slice(1);
  if (path.startsWith(mark.temporary)) return `/tmp/${path}`;
  if (isUncertain(path.slice(0, 1))) return undefined;
  return cwd === undefined ? undefined : `${cwd}/${path}`;
}

/** `C:\Users\x` -> `/c:/Users/x`; `\\server\share` -> `//server/share`; the prefixes of raw paths go. */
export function forwardPath(text: string): string {
  let path = text.replaceAll('\\', '/').replace(/^\/\/[?.]\/(?:unc\/)?/i, '');
  path = path.replace(/^(?:microsoft\.powershell\.core\/)?filesystem::/i, '');
  if (/^\/?\?\?\//.test(path)) path = path.replace(/^\/?\?\?\//, '');
  return /^[A-Za-z]:/.test(path) ? `/${path.charAt(0).toLowerCase()}:/${path.slice(2)}` : path;
}

/** The way back, for values that a line may go on with. */
export const backwardPath = (path: string): string => {
  const match = /^\/([a-z]):(.*)$/.exec(path);
  return match ? `${(match[1] ?? '').toUpperCase()}:${(match[2] ?? '').replaceAll('/', '\\')}` : path;
};

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
