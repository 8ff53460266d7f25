/** What happens to a file: its path is resolved, links are followed as far as they are known, and the place decides the effect. Pure. */

import { mark } from '../paths/marks.js';
import { type PathPlace, placeOfPath } from '../paths/places.js';
import { baseName, resolvePath } from '../paths/resolve-path.js';
import type { Span } from '../verdict.js';
import { type Arg, type EffectInput, type Host, nothing, type PathRole, type State, type Stream } from './call.js';
import type { Facts } from './facts.js';
import { childState } from './state.js';

export function touchPath(host: Host, facts: Facts, role: PathRole, arg: Arg, state: State): Stream {
  const socket = /^\/dev\/(?:tcp|udp)\/(.*)/.exec(arg.text);
  if (socket) {
    const sends = role !== 'read' && role !== 'list';
    host.effect({ kind: sends ? 'send' : 'fetch', target: socket[1] ?? '', place: 'remote', reversible: true }, arg.span);
    // Opened for reading too, a shell takes its commands from it.
    return { fetched: true };
  }
  let known: Stream = /^(?:\/dev\/null|nul)$/i.test(arg.text) && (role === 'read' || role === 'source') ? { text: '' } : nothing;
  for (const path of host.resolve(arg.text, state)) {
    known = { ...known, ...(path !== undefined && (state.files.get(path) ?? host.pipes.get(path))) };
    const use = role === 'read' || role === 'list' || role === 'send' || role === 'run' || role === 'source' ? 'read' : 'write';
    const real = path === undefined ? undefined : realPathOf(followed(path, state, role), facts, role);
    const place =
      state.remote === undefined
        ? worse(placeOfPath(path, host.folders, use), real === undefined ? undefined : placeOfPath(real, host.folders, use))
        : remotePlace(path);
    one(host, role, place, { path, arg, state, written: path !== undefined && state.files.has(path) });
    if (place.kind === 'secret' && use === 'read' && role !== 'list') known = { ...known, secret: true };
  }
  return known;
}

/** Follows the links that the line itself made. */
function followed(path: string, { links }: State, role: PathRole): string {
  let real = path;
  for (const [link, to] of links) {
    if (real.startsWith(`${link}/`)) real = to + real.slice(link.length);
    else if (real === link && role !== 'delete') real = to;
  }
  return real;
}

/** A program that removes a link removes the link; every other one follows it. */
function realPathOf(path: string, facts: Facts, role: PathRole): string {
  const fact = facts.look(path);
  if (fact?.realPath === undefined) return path;
  if (role !== 'delete') return fact.realPath;
  const parent = facts.look(path.slice(0, path.lastIndexOf('/')) || '/');
  return parent?.realPath === undefined ? path : `${parent.realPath}/${baseName(path)}`;
}

const severity = ['nowhere', 'rebuilt', 'temporary', 'workspace', 'home', 'unknown', 'system', 'secret', 'protected', 'device'];

function worse(a: PathPlace, b: PathPlace | undefined): PathPlace {
  if (b === undefined) return a;
  const worst = severity.indexOf(a.kind) >= severity.indexOf(b.kind) ? a : b;
  return { kind: worst.kind, inside: a.inside && b.inside };
}

/** On another machine there is no workspace; only places for temporary files matter less. */
function remotePlace(path: string | undefined): PathPlace {
  if (path?.startsWith('/tmp/') && path.length > 6) return { kind: 'temporary', inside: false };
  const system = path !== undefined && /^\/(?:etc|usr|bin|sbin|boot|lib\w*|dev|root|sys|proc)(?:\/|$)/.test(path);
  return { kind: system ? 'system' : 'remote', inside: false };
}

interface Touched {
  readonly path: string | undefined;
  readonly arg: Arg;
  readonly state: State;
  readonly written: boolean;
}

function one(host: Host, role: PathRole, { kind: place, inside }: PathPlace, touched: Touched): void {
  const { path, arg, state, written } = touched;
  const target = path ?? arg.text;
  const say = (effect: Omit<EffectInput, 'target' | 'inside'>): void => host.effect({ ...effect, target, inside }, arg.span);
  switch (role) {
    case 'list':
      return say({ kind: 'read', place: place === 'secret' || place === 'device' ? 'system' : place });
    case 'read':
      return say({ kind: 'read', place });
    case 'send':
      say({ kind: 'read', place });
      return host.effect({ kind: 'send', target, place: 'remote', reversible: place !== 'secret' }, arg.span);
    case 'create':
      return say({ kind: 'write', place: place === 'protected' ? 'unknown' : place, reversible: place !== 'protected' });
    case 'write':
    case 'append':
    case 'edit':
      return say({ kind: 'write', place });
    case 'mode':
      return say({
        kind: 'configuration',
        place: place === 'home' || place === 'unknown' ? 'unknown' : place,
        reversible: place !== 'home' && place !== 'unknown',
      });
    case 'truncate':
      return say({ kind: 'overwrite', place, reversible: isMadeAgain(place) || written });
    case 'delete':
      return say({ kind: 'delete', place, reversible: (isMadeAgain(place) && !isWhole(host, path)) || (written && place !== 'protected') });
    case 'run':
    case 'source':
      return runFile(host, place, touched, role === 'run' ? childState(state) : state);
  }
}

const isMadeAgain = (place: PathPlace['kind']): boolean => place === 'rebuilt' || place === 'temporary';

/** The workspace itself, or everything in it. */
function isWhole(host: Host, path: string | undefined): boolean {
  const { workspace } = host.folders;
  return path === undefined || path === workspace || path === `${workspace}/${mark.star}`;
}

function runFile(host: Host, place: PathPlace['kind'], { path, arg, state }: Touched, outer: State): void {
  const written = path === undefined ? undefined : fetchedOrWritten(path, state, host.pipes);
  const span: Span = arg.span;
  if (written?.fetched)
    return host.effect({ kind: 'run-code', target: path ?? arg.text, place: 'fetched' }, span, 'Runs code that came over the network');
  if (written !== undefined) {
    if (written.text === undefined) return host.unknown(`the code in ${path ?? arg.text}, which this line writes`, span);
    host.code(host.shell, written.text, outer, nothing, span);
    return;
  }
  const inside = place === 'workspace' || place === 'rebuilt';
  host.effect(
    { kind: 'run-code', target: path ?? arg.text, place: state.remote === undefined ? (inside ? place : 'unknown') : 'remote', inside },
    span,
  );
  const text = inside && path !== undefined && state.running.length < 4 ? host.fileText(path) : undefined;
  // A shell script of the project is read; other code is the project's own and is taken as such.
  if (text !== undefined && isShellScript(path ?? '', text))
    host.code('bash', text, { ...outer, running: [...outer.running, path ?? ''] }, nothing, span);
}

const isShellScript = (path: string, text: string): boolean =>
  /^#!.*\b(?:ba|z|da)?sh\b/.test(text) || (/\.(?:sh|bash)$/.test(path) && !text.startsWith('#!'));

/** A file that the line wrote, or one below a folder that it fetched. */
function fetchedOrWritten(path: string, state: State, pipes: ReadonlyMap<string, Stream>): Stream | undefined {
  const exact = state.files.get(path) ?? pipes.get(path);
  if (exact) return exact;
  for (const [folder, stream] of state.files) if (stream.fetched && path.startsWith(`${folder}/`)) return stream;
  return undefined;
}

export const resolveIn = (host: Pick<Host, 'folders'>, text: string, state: State): readonly (string | undefined)[] => [
  ...new Set(state.cwds.map(cwd => resolvePath(text, cwd, host.folders))),
];
