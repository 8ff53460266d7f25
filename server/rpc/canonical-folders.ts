/**
 * Makes folders in params canonical. Editors escape URIs differently (VS Code sends `file:///c%3A/work%20%281%29`), but folders are
 * compared
 * as strings, so each `folder` becomes canonical before a handler sees it. Pure.
 */
import { canonicalUri } from '../base/file-uris.js';

/** Returns a copy of checked params in which every `folder`, at any depth, is canonical. */
export function withCanonicalFolders(params: unknown): unknown {
  if (Array.isArray(params)) return params.map(withCanonicalFolders);
  if (typeof params !== 'object' || params === null) return params;
  return Object.fromEntries(
    Object.entries(params).map(([key, value]: [string, unknown]) => [
      key,
      key === 'folder' && typeof value === 'string' ? canonicalUri(value) : withCanonicalFolders(value),
    ]),
  );
}
