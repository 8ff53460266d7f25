/** Walks the tree of a line in the order in which the shell would run it, and hands each command to the judge of its program. Pure. */
import type { Node, Redirect, Word } from '../parse/shell-script.js';
import { isUncertain, mark } from '../paths/marks.js';
import type { Span } from '../verdict.js';
import { type Arg, type Host, nothing, type ShellOutcome, type State, type Stream, withoutText } from './call.js';
import { checkVariable } from './environment.js';
import { type Expander, expandText, expandValue, expandWord } from './expand.js';
import { joinStates, joinStreams, withCwds, withExport, withFile, withVariable } from './state.js';

/** Loops over more words than this are not followed word by word. */
const maxTurns = 64;

const silent: Stream = { text: '' };

export function walk(node: Node, state: State, stdin: Stream, host: Host): ShellOutcome {
  switch (node.kind) {
    case 'command':
      return command(node, state, stdin, host);
    case 'pipe':
      return pipe(node.nodes, state, stdin, host);
    case 'list':
      return list(node, state, stdin, host);
    case 'group': {
      const input = inputOf(node.redirects, state, stdin, host);
      const { state: after, stdout } = walk(node.body, state, input, host);
      const written = writeRedirects(node.redirects, node.own ? withWritten(state, after) : after, stdout, host);
      return written;
    }
    case 'blocks':
      return blocks(node, state, stdin, host);
    case 'branch': {
      const outcomes = node.bodies.map(body => walk(body, state, stdin, host));
      return outcomes.reduce((a, b) => ({ state: joinStates(a.state, b.state), stdout: either(a.stdout, b.stdout) }));
    }
    case 'loop':
      return loop(node, state, stdin, host);
    case 'function':
      return define(node, state);
    case 'words':
      for (const word of node.words) expandWord(word, expander(host, state));
      return { state, stdout: silent };
    case 'background':
      walk(node.body, state, stdin, host);
      return { state, stdout: nothing };
    case 'unreadable':
      host.unknown(node.why, node.span);
      return { state, stdout: nothing };
  }
}

const either = (a: Stream, b: Stream): Stream => {
  const joined = joinStreams(a, b);
  return a.text === b.text ? joined : withoutText(joined);
};

function expander(host: Host, state: State): Expander {
  return {
    host,
    state,
    run: (script, inner) => walk(script, inner, nothing, host).stdout,
    name: stream => {
      const name = `/dev/fd/${63 + host.pipes.size}`;
      host.pipes.set(name, stream);
      return name;
    },
  };
}

/** What a block prints goes on through the pipe. */
function blocks(node: Extract<Node, { kind: 'blocks' }>, state: State, stdin: Stream, host: Host): ShellOutcome {
  const { stdout } = walk(node.call, state, stdin, host);
  const items = stdin.paths !== undefined && stdin.paths.length > 0 ? stdin.paths.slice(0, 4) : [mark.unknown];
  let printed: Stream = withoutText(stdout);
  for (const body of node.blocks)
    for (const item of items) printed = joinStreams(printed, walk(body, withVariable(state, '_', item), stdin, host).stdout);
  return { state, stdout: stdin.paths !== undefined && printed.paths === undefined ? { ...printed, paths: stdin.paths } : printed };
}

type CommandNode = Extract<Node, { kind: 'command' }>;

function command(node: CommandNode, state: State, stdin: Stream, host: Host): ShellOutcome {
  if (!host.spend(node.span)) return { state, stdout: nothing };
  let assigned = state;
  for (const { name, value, append, span } of node.assignments) {
    const text = expandValue(value, expander(host, assigned));
    const full = append ? (assigned.variables.get(name) ?? mark.unknown) + text : text;
    checkVariable(name, full, { host, state: assigned, span, kept: node.words.length === 0 });
    assigned = withVariable(assigned, name, full);
    if (node.words.length > 0) assigned = withExport(assigned, name);
  }
  // A word is expanded before the assignments in front of the command take effect.
  const words = node.words.flatMap(word => expandWord(word, expander(host, node.words.length > 0 ? state : assigned)));
  const input = inputOf(node.redirects, assigned, stdin, host);
  if (words.length === 0) {
    // A word that expands to nothing was still a command whose name is not known.
    if (node.words.some(word => word.parts.some(part => part.kind === 'unknown')))
      host.unknown('a command whose name is not known', node.span);
    return writeRedirects(node.redirects, assigned, silent, host);
  }
  const { state: after, stdout } = host.run(words, assigned, input, node.span);
  return writeRedirects(node.redirects, withoutPrefix(node, state, after), stdout, host);
}

/** Assignments in front of a command hold for that command. */
function withoutPrefix(node: CommandNode, before: State, after: State): State {
  if (node.assignments.length === 0) return after;
  const variables = new Map(after.variables);
  for (const { name } of node.assignments) {
    const value = before.variables.get(name);
    if (value === undefined) variables.delete(name);
    else variables.set(name, value);
  }
  return { ...after, variables };
}

function inputOf(redirects: readonly Redirect[], state: State, stdin: Stream, host: Host): Stream {
  let input = stdin;
  for (const redirect of redirects) {
    if (redirect.kind === 'text')
      input = { text: `${expandText(redirect.body, expander(host, state))}${redirect.body.parts.length === 0 ? '' : '\n'}` };
    else if (redirect.mode === 'read') {
      for (const arg of targets(redirect.target, state, host)) input = host.touch('read', arg, state);
    }
  }
  return input;
}

function targets(word: Word, state: State, host: Host): readonly Arg[] {
  const args = expandWord(word, expander(host, state));
  if (args.length === 0) return [{ text: mark.unknown, span: word.span }];
  return args;
}

function writeRedirects(redirects: readonly Redirect[], state: State, stdout: Stream, host: Host): ShellOutcome {
  let after = state;
  let rest = stdout;
  for (const redirect of redirects) {
    if (redirect.kind === 'text' || redirect.mode === 'read') continue;
    // Nothing is printed, or an empty line: the content goes, and nothing takes its place.
    const empties = redirect.stdout && redirect.mode === 'write' && stdout.text !== undefined && stdout.text.trim() === '';
    for (const arg of targets(redirect.target, after, host)) {
      host.touch(redirect.mode === 'append' ? 'append' : empties ? 'truncate' : 'write', arg, after);
      if (redirect.stdout) after = remember(arg, redirect.mode, after, stdout, host);
    }
    if (redirect.stdout) rest = silent;
  }
  return { state: after, stdout: rest };
}

function remember(arg: Arg, mode: 'write' | 'append', state: State, stdout: Stream, host: Host): State {
  let after = state;
  for (const path of host.resolve(arg.text, state)) {
    if (path === undefined) continue;
    const before = state.files.get(path);
    after = withFile(after, path, mode === 'append' ? (before ? joinStreams(before, stdout) : withoutText(stdout)) : stdout);
  }
  return after;
}

/** What a subshell writes stays, while what it sets goes. */
const withWritten = (state: State, inner: State): State =>
  inner.files === state.files && inner.links === state.links
    ? state
    : { ...state, files: new Map([...state.files, ...inner.files]), links: new Map([...state.links, ...inner.links]) };

function pipe(nodes: readonly Node[], state: State, stdin: Stream, host: Host): ShellOutcome {
  let flow = stdin;
  let after = state;
  for (const node of nodes) {
    const outcome = walk(node, after, flow, host);
    flow = outcome.stdout;
    after = withWritten(after, outcome.state);
  }
  return { state: after, stdout: flow };
}

function list(node: Extract<Node, { kind: 'list' }>, first: State, stdin: Stream, host: Host): ShellOutcome {
  let state = first;
  let stdout: Stream = silent;
  for (const [i, part] of node.nodes.entries()) {
    const join = node.joins[i] ?? 'then';
    const before = state;
    const outcome = walk(part, state, stdin, host);
    // After `a || exit`, a has succeeded; after any other `a || b` either may have.
    state = join === 'or' ? (leaves(part) ? before : joinStates(before, outcome.state)) : outcome.state;
    // The shell goes on although a change of folder may have failed.
    const next = node.joins[i + 1];
    const moved = state.cwds.length !== before.cwds.length || state.cwds.some((cwd, j) => cwd !== before.cwds[j]);
    if (join !== 'or' && next !== undefined && next !== 'and' && !(next === 'or' && leaves(node.nodes[i + 1])) && moved && !isGuarded(part))
      state = withCwds(state, [...state.cwds, ...before.cwds]);
    stdout = joinStreams(stdout, outcome.stdout);
  }
  return { state, stdout };
}

const firstWord = (node: Node | undefined): string | undefined => {
  if (node?.kind !== 'command') return undefined;
  const [part] = node.words[0]?.parts ?? [];
  return part?.kind === 'text' ? part.text : undefined;
};

/** `cd x || exit`: the shell does not go on if the change fails. A group or a block changes its folder for sure, or not at all. */
const isGuarded = (node: Node): boolean => node.kind === 'list' && node.nodes.some((part, i) => node.joins[i] === 'or' && leaves(part));

function leaves(node: Node | undefined): boolean {
  if (node?.kind === 'list') return leaves(node.nodes.at(-1));
  if (node?.kind === 'group') return leaves(node.body);
  return /^(?:exit|return|break|continue)$/.test(firstWord(node) ?? '');
}

function loop(node: Extract<Node, { kind: 'loop' }>, first: State, stdin: Stream, host: Host): ShellOutcome {
  if (node.name === undefined) {
    // What the first turn changes is not known in a later one.
    const once = walk(node.body, first, stdin, host);
    const again = walk(node.body, joinStates(first, once.state), stdin, host);
    return {
      state: joinStates(first, again.state),
      stdout: { ...(once.stdout.fetched && { fetched: true }), ...(once.stdout.secret && { secret: true }) },
    };
  }
  const { name } = node;
  const values = node.words?.flatMap(word => expandWord(word, expander(host, first)).map(arg => arg.text)) ?? [mark.unknown];
  const turns = values.length > maxTurns ? [mark.unknown] : values;
  let state = first;
  let stdout: Stream = silent;
  for (const value of turns) {
    const outcome = walk(node.body, withVariable(state, name, value === mark.fields ? mark.unknown : value), stdin, host);
    state = joinStates(state, outcome.state);
    stdout = joinStreams(stdout, outcome.stdout);
  }
  return { state: withVariable(state, name, turns.at(-1) ?? ''), stdout };
}

/** A function is judged when it is called; one that the line only defines is judged once with unknown arguments, as it stays. */
function define(node: Extract<Node, { kind: 'function' }>, state: State): ShellOutcome {
  const after: State = { ...state, functions: new Map(state.functions).set(node.name, node.body) };
  return { state: after, stdout: silent };
}

/** Runs a function's body with its arguments. A function that calls itself never ends. */
export function callFunction(body: Node, words: readonly Arg[], on: { host: Host; state: State; stdin: Stream; span: Span }): ShellOutcome {
  const { host, state, stdin, span } = on;
  const [name, ...args] = words;
  const called = name?.text ?? '';
  if (state.running.includes(called)) {
    host.effect({ kind: 'exhaust', target: `${called} calls itself`, place: 'unknown' }, span);
    return { state, stdout: nothing };
  }
  const variables = new Map(state.variables);
  const texts = args.map(arg => arg.text);
  for (const [i, text] of texts.entries()) variables.set(String(i + 1), text);
  for (let i = texts.length + 1; i < 10; i++) variables.set(String(i), texts.some(isUncertain) ? mark.unknown : '');
  variables
    .set('@', texts.join(mark.separator))
    .set('*', texts.join(mark.separator))
    .set('#', String(texts.length))
    .set('argv', texts.join(mark.separator));
  const outcome = walk(body, { ...state, variables, running: [...state.running, called] }, stdin, host);
  const kept = new Map(outcome.state.variables);
  for (const key of ['@', '*', '#', 'argv', ...Array.from({ length: Math.max(9, texts.length) }, (_, i) => String(i + 1))]) {
    const before = state.variables.get(key);
    if (before === undefined) kept.delete(key);
    else kept.set(key, before);
  }
  return { state: { ...outcome.state, variables: kept, running: state.running }, stdout: outcome.stdout };
}
