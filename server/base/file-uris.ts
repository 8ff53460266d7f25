/** Converts between file URIs, as the editor sends them, and paths. Other schemes have no path. */
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export function filePathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // The URI names no file of this machine: its host may be another one.
    return undefined;
  }
}

export const fileUriOf = (path: string): string => pathToFileURL(path).href;

/** Returns `path` relative to `root` (both absolute) with forward slashes, or undefined if it is the root itself or outside. */
export function pathInside(root: string, path: string): string | undefined {
  const inside = relative(root, path).split(sep).join('/');
  return inside === '' || inside === '..' || inside.startsWith('../') || isAbsolute(inside) ? undefined : inside;
}

/** Returns the innermost of `folders` (absolute paths) that holds `path`, and the path inside it. */
export function insideFolder(path: string, folders: readonly string[]): { readonly root: string; readonly path: string } | undefined {
  let found: { readonly root: string; readonly path: string } | undefined;
  for (const root of folders) {
    const inside = found !== undefined && found.root.length >= root.length ? undefined : pathInside(root, path);
    if (inside !== undefined) found = { root, path: inside };
  }
  return found;
}

/**
 * Makes two file URIs equal if they name the same path: editors escape differently, and some end a folder with a slash. Other URIs are
 * returned unchanged.
 */
export function canonicalUri(uri: string): string {
  const path = filePathOf(uri);
  return path === undefined ? uri : fileUriOf(resolve(path));
}
