/**
 * The address of an OpenAI-compatible endpoint as people paste it: with and without its version, with the path of a call behind it, with a
 * query (Azure's `?api-version=…`), or with a base path of its own (`/v1beta/openai`, `/inference`). Pure.
 */

/** Paths of calls that people paste along with the address. */
const callPaths = /\/(chat\/completions|completions|embeddings|models|responses)\/?$/;
const hasVersion = /\/v\d+[a-z]*\d*(\/|$)/;

export interface EndpointAddress {
  /** The address without a call's path and without a slash at its end: how the endpoint is named to people. */
  readonly name: string;
  /** Base addresses in the order in which they are tried. */
  readonly bases: readonly string[];
  /** `?…`, or nothing. */
  readonly query: string;
}

export function endpointAddress(pasted: string): EndpointAddress {
  const url = new URL(pasted.trim());
  const path = url.pathname.replace(/\/+$/, '').replace(callPaths, '').replace(/\/+$/, '');
  const root = url.origin + path;
  const isOllamaApi = path === '/api';
  const bases = hasVersion.test(path) ? [root] : isOllamaApi ? [`${url.origin}/v1`, root] : [`${root}/v1`, root];
  return { name: root, bases, query: url.search };
}
