/** The shell's state while a line is judged: copies are made by changing one field, and two branches are joined into one. Pure. */
import { mark } from '../paths/marks.js';
import type { State, Stream } from './call.js';

/** Folders that a command may run in; more are not followed. */
const maxCwds = 4;

export const firstState = (cwd: string): State => ({
  cwds: [cwd],
  variables: new Map(),
  exported: new Set(),
  functions: new Map(),
  aliases: new Map(),
  files: new Map(),
  links: new Map(),
  remote: undefined,
  running: [],
});

export const withVariable = (state: State, name: string, value: string): State => ({
  ...state,
  variables: new Map(state.variables).set(name, value),
});

export const withExport = (state: State, name: string): State => ({ ...state, exported: new Set([...state.exported, name]) });

/** What another shell that is started has: the variables that were exported, and no function or alias. */
export const childState = (state: State): State => ({
  ...state,
  variables: new Map([...state.variables].filter(([name]) => state.exported.has(name) || name.startsWith('%') || name === 'HOME')),
  functions: new Map(),
  aliases: new Map(),
});

export const withFile = (state: State, path: string, stream: Stream): State => ({
  ...state,
  files: new Map(state.files).set(path, stream),
});

export const withLink = (state: State, path: string, to: string): State => ({ ...state, links: new Map(state.links).set(path, to) });

export function withCwds(state: State, cwds: readonly (string | undefined)[]): State {
  const all = [...new Set(cwds)];
  return { ...state, cwds: all.length > maxCwds ? [undefined, ...all.slice(0, maxCwds - 1)] : all };
}

/** What holds if either state may be the true one. A value that differs is not known. */
export function joinStates(a: State, b: State): State {
  if (a === b) return a;
  const variables = new Map(a.variables);
  for (const name of new Set([...a.variables.keys(), ...b.variables.keys()])) {
    const value = b.variables.get(name);
    if (value !== a.variables.get(name)) variables.set(name, mark.unknown);
  }
  return withCwds(
    {
      ...a,
      variables,
      exported: new Set([...a.exported, ...b.exported]),
      functions: new Map([...a.functions, ...b.functions]),
      aliases: new Map([...a.aliases, ...b.aliases]),
      files: new Map([...a.files, ...b.files]),
      links: new Map([...a.links, ...b.links]),
    },
    [...a.cwds, ...b.cwds],
  );
}

/** The streams of commands that print one after the other. */
export function joinStreams(a: Stream, b: Stream): Stream {
  const paths = a.paths !== undefined || b.paths !== undefined ? [...(a.paths ?? []), ...(b.paths ?? [])] : undefined;
  return {
    ...(a.text !== undefined && b.text !== undefined && { text: a.text + b.text }),
    ...(paths !== undefined && (a.text ?? b.text ?? '') === '' && { paths }),
    ...((a.fetched ?? b.fetched) && { fetched: true }),
    ...((a.secret ?? b.secret) && { secret: true }),
  };
}
