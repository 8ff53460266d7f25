/** The words by which rules say what a program does, and the roles that operands and values of options have. Pure. */
import { hasMark, mark, shownText } from '../paths/marks.js';
import { type Arg, type Call, type EffectInput, nothing, type PathRole, type Stream } from '../run/call.js';

type Act = Omit<EffectInput, 'target'>;

const acts: Readonly<Record<string, Act>> = {
  /** Takes something from the network, or asks a service. */
  fetch: { kind: 'fetch', place: 'remote' },
  /** Changes something on another machine, or hands something to it. */
  send: { kind: 'send', place: 'remote', reversible: true },
  /** Hands something out that cannot be taken back. */
  publish: { kind: 'send', place: 'remote' },
  /** Runs code of the project: its tests, its scripts, its build. */
  project: { kind: 'run-code', place: 'workspace', inside: true },
  /** Runs code in a container, or on another machine. */
  elsewhere: { kind: 'run-code', place: 'remote' },
  /** Runs code that this check does not see. */
  outsider: { kind: 'run-code', place: 'unknown' },
  /** Runs code that comes over the network. */
  fetched: { kind: 'run-code', place: 'fetched' },
  /** Writes in the workspace, and nothing is lost. */
  writes: { kind: 'write', place: 'workspace', inside: true, reversible: true },
  /** Changes harmless settings. */
  configure: { kind: 'configuration', place: 'workspace', reversible: true },
  /** Changes settings that decide what runs. */
  hijack: { kind: 'configuration', place: 'protected' },
  /** Throws away what the workspace holds. */
  discard: { kind: 'delete', place: 'workspace', inside: true },
  /** Removes what a tool makes again. */
  clean: { kind: 'delete', place: 'rebuilt', inside: true, reversible: true },
  /** Deletes what lies outside of the workspace. */
  destroy: { kind: 'delete', place: 'remote' },
  privilege: { kind: 'privilege', place: 'system' },
  device: { kind: 'overwrite', place: 'device' },
  system: { kind: 'configuration', place: 'system' },
  stop: { kind: 'stop', place: 'workspace', reversible: true },
  kill: { kind: 'stop', place: 'unknown' },
  'stop-all': { kind: 'stop', place: 'system' },
  exhaust: { kind: 'exhaust', place: 'unknown' },
  secret: { kind: 'read', place: 'secret' },
  strange: { kind: 'unknown', place: 'unknown' },
};

const pathRoles: ReadonlySet<string> = new Set<PathRole>([
  'read',
  'list',
  'write',
  'append',
  'create',
  'mode',
  'delete',
  'truncate',
  'edit',
  'send',
  'run',
  'source',
]);

const isPathRole = (role: string): role is PathRole => pathRoles.has(role);

/** Does what a row's list of acts says. */
export function act(list: string | undefined, call: Call, target = call.name): void {
  for (const name of (list ?? '').split(' ')) {
    if (name === '') continue;
    const effect = acts[name];
    if (effect === undefined) throw new Error(`"${name}" is no act`);
    if (effect.kind === 'unknown') call.host.unknown(target, call.span);
    else call.host.effect({ ...effect, target }, call.span);
  }
}

/** Judges an operand, or the value of an option, by its role. */
export function applyRole(role: string, arg: Arg, call: Call): Stream {
  const { host, state } = call;
  if (isPathRole(role))
    return arg.text === '-' && (role === 'read' || role === 'source' || role === 'send') ? call.stdin : host.touch(role, arg, state);
  if (role === 'skip') return nothing;
  // Several files whose names begin so.
  if (role === 'pieces') return host.touch('write', { ...arg, text: `${arg.text}${mark.star}` }, state);
  if (role === 'shell') return host.code('bash', arg.text, state, nothing, arg.span).stdout;
  if (role === 'hook') {
    // A program that an option names: only pagers and compressors are expected there.
    if (
      /^(?:cat|less|more|head|(?:un)?zstd(?:mt)?|pi?gz|g(?:un)?zip|p?bzip2|lbzip2|x(?:un)?z|pixz|lz4|lzma|lzop|brotli)(?:\s+-[\w=]+)*$/.test(
        arg.text,
      )
    )
      return nothing;
    host.unknown(`${arg.text}, which an option of ${call.name} runs`, arg.span);
    return hasMark(arg.text) ? nothing : host.code('bash', arg.text, state, nothing, arg.span).stdout;
  }
  if (role.startsWith('code:')) return host.program(role.slice(5), arg.text, call);
  if (role === 'upload') {
    const match = /^(?:[^=@]*=)?@(.+)$/s.exec(arg.text);
    if (match?.[1] === '-') sendStream(call.stdin, call);
    else if (match?.[1] !== undefined) host.touch('send', { text: match[1], span: arg.span }, state);
    else host.effect({ kind: 'send', target: shownText(arg.text).slice(0, 80), place: 'remote', reversible: true }, arg.span);
    return nothing;
  }
  act(role, call, shownText(arg.text));
  return nothing;
}

/** Code that holds what is not known, or what came over the network. */
export function codeNotKnown(text: string, why: string, { host, span }: Pick<Call, 'host' | 'span'>): void {
  if (text.includes(mark.fetched))
    host.effect(
      { kind: 'run-code', target: 'what comes over the network', place: 'fetched' },
      span,
      'Runs code that came over the network',
    );
  else host.unknown(why, span);
}

/** What flows into the call goes to another machine. */
export function sendStream(stream: Stream, call: Call): void {
  call.host.effect(
    {
      kind: 'send',
      target: stream.secret ? 'what was read from a secret place' : 'its input',
      place: 'remote',
      reversible: stream.secret !== true,
    },
    call.span,
  );
}
