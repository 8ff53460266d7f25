/** File URIs and paths, as the editor's wire has them. Other schemes have no path. */
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export function filePathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    // A URI that names no file of this machine, such as one of another host.
    return undefined;
  }
}

export const fileUriOf = (path: string): string => pathToFileURL(path).href;

/** The innermost of `folders` (absolute paths) that holds `path`, and the path inside it with forward slashes. */
export function insideFolder(path: string, folders: readonly string[]): { readonly root: string; readonly path: string } | undefined {
  const roots = folders.filter(root => path.startsWith(root.endsWith(sep) ? root : root + sep));
  const root = roots.toSorted((a, b) => b.length - a.length)[0];
  return root === undefined ? undefined : { root, path: relative(root, path).split(sep).join('/') };
}

/** Editors escape file URIs in their own ways, and some end a folder with a slash; two that name one path become equal. Other URIs stay as they are. */
export function canonicalUri(uri: string): string {
  const path = filePathOf(uri);
  return path === undefined ? uri : fileUriOf(resolve(path));
}
