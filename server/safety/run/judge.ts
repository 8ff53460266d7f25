/** The judge of one line: knows the shell's parser, the programs, and what was found so far. Pure: facts of the disk come in from outside. */

import { parseBash } from '../parse/bash.js';
import { deceptions } from '../parse/deceptions.js';
import type { ParsedLine } from '../parse/shell-script.js';
import { shownText } from '../paths/marks.js';
import { type Folders, forwardPath } from '../paths/resolve-path.js';
import { judgeProgram } from '../programs/languages/judge-program.js';
import { fillTable } from '../programs/table.js';
import type { Span } from '../verdict.js';
import {
  type Arg,
  type Call,
  type EffectInput,
  type Host,
  nothing,
  type PathRole,
  type Shell,
  type ShellOutcome,
  type State,
  type Stream,
} from './call.js';
import { EffectRecorder } from './effect-recorder.js';
import type { Facts } from './facts.js';
import { runCommand } from './run-command.js';
import { resolveIn, touchPath } from './touch.js';
import { callFunction, walk } from './walk.js';

/** Commands that are judged at most, those inside loops and scripts counted each time. */
const maxSteps = 600;
/** Scripts inside scripts. */
const maxDepth = 24;
const maxNestedLength = 200_000;

export type Parsers = Readonly<Partial<Record<Shell, (source: string) => ParsedLine>>>;

export class Judge implements Host {
  readonly folders: Folders;
  readonly recorder = new EffectRecorder();
  readonly pipes = new Map<string, Stream>();
  readonly #facts: Facts;
  readonly #parsers: Parsers;
  readonly #called = new Set<string>();
  /** Texts are shown with the place in the outer line that they come from. */
  #outer: Span | undefined;
  /** The shell whose script is being judged. */
  #shell: Shell;
  #depth = 0;
  #steps = 0;

  constructor(setup: { readonly shell: Shell; readonly folders: Folders; readonly facts: Facts; readonly parsers: Parsers }) {
    fillTable();
    this.#shell = setup.shell;
    this.folders = setup.folders;
    this.#facts = setup.facts;
    this.#parsers = setup.parsers;
  }

  get shell(): Shell {
    return this.#shell;
  }

  spend(span: Span): boolean {
    this.#steps++;
    if (this.#steps === maxSteps + 1) this.unknown('a line that does more than can be followed', span);
    return this.#steps <= maxSteps;
  }

  effect(effect: EffectInput, span: Span, reason?: string): void {
    this.recorder.effect(effect, this.#outer ?? span, reason);
  }

  unknown(why: string, span: Span): void {
    this.recorder.unknown(why, this.#outer ?? span);
  }

  starts(name: string): void {
    this.recorder.program(name);
  }

  resolve(text: string, state: State): readonly (string | undefined)[] {
    return resolveIn(this, text, state);
  }

  touch(role: PathRole, arg: Arg, state: State): Stream {
    return touchPath(this, this.#facts, role, arg, state);
  }

  fileText(path: string): string | undefined {
    return this.#facts.look(path)?.text;
  }

  run(words: readonly Arg[], state: State, stdin: Stream, span: Span): ShellOutcome {
    const [name] = words;
    const body = name && state.functions.get(name.text);
    if (name && body) {
      this.#called.add(name.text);
      return callFunction(body, words, { host: this, state, stdin, span });
    }
    return runCommand(words, { host: this, state, stdin, span });
  }

  code(shell: Shell, text: string, state: State, stdin: Stream, span: Span): ShellOutcome {
    const stays: ShellOutcome = { state, stdout: nothing };
    if (this.#depth >= maxDepth || text.length > maxNestedLength) {
      this.unknown('scripts inside scripts', span);
      return stays;
    }
    const parsed = this.parse(shell, text);
    if (parsed === undefined) {
      this.unknown(`a script for ${shell}`, span);
      return stays;
    }
    const before = this.#outer;
    const outerShell = this.#shell;
    this.#shell = shell;
    this.#outer ??= span;
    this.#depth++;
    try {
      for (const { why } of deceptions(text, shell)) this.recorder.unread(why, this.#outer);
      for (const { why } of parsed.problems) this.recorder.unread(`${why} in ${shownText(text).slice(0, 60)}`, this.#outer);
      return walk(parsed.root, state, stdin, this);
    } finally {
      this.#outer = before;
      this.#shell = outerShell;
      this.#depth--;
    }
  }

  program(language: string, text: string, call: Call): Stream {
    return judgeProgram(language, text, call);
  }

  parse(shell: Shell, text: string): ParsedLine | undefined {
    return shell === 'bash' ? parseBash(text) : this.#parsers[shell]?.(text);
  }

  /** Judges the whole line, then the functions that it defines and leaves behind without a call. */
  line(parsed: ParsedLine, state: State): void {
    for (const { why, span } of parsed.problems) this.recorder.unread(why, span);
    const { state: after } = walk(parsed.root, state, nothing, this);
    for (const [name, body] of after.functions)
      if (!this.#called.has(name)) walk(body, { ...after, running: [...after.running, name] }, nothing, this);
  }
}

export const foldersFor = (
  shell: Shell,
  given: { readonly cwd: string; readonly home: string; readonly workspace: string },
): Folders & { readonly cwd: string } => {
  const windows = shell === 'cmd' || (shell === 'powershell' && /^[A-Za-z]:/.test(given.cwd));
  const clean = (path: string): string => (windows ? forwardPath(path) : path).replace(/\/+$/, '') || '/';
  return { home: clean(given.home), workspace: clean(given.workspace), cwd: clean(given.cwd), windows };
};
