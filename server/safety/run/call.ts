/** What the judge of a program is given, and what it answers with. Types only, so that programs and the walk need not import each other. */
import type { Node } from '../parse/shell-script.js';
import type { Folders } from '../paths/resolve-path.js';
import type { EffectKind, PlaceKind, Span } from '../verdict.js';

export const shells = ['bash', 'zsh', 'fish', 'powershell', 'cmd'] as const;
export type Shell = (typeof shells)[number];

/** What is known of what flows through a pipe, or lies in a file that the line wrote. */
export interface Stream {
  /** The whole text, which may hold marks. */
  readonly text?: string;
  /** Paths, one a line, as patterns. */
  readonly paths?: readonly string[];
  readonly fetched?: boolean;
  readonly secret?: boolean;
}

/** One word of a command after all expansions; it may hold marks. */
export interface Arg {
  readonly text: string;
  readonly span: Span;
}

/** What the shell knows while the line runs. A subshell gets a copy. */
export interface State {
  /** Every folder that the command may run in; undefined is one that is not known. */
  readonly cwds: readonly (string | undefined)[];
  readonly variables: ReadonlyMap<string, string>;
  /** Names of variables that a program gets too. */
  readonly exported: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, Node>;
  readonly aliases: ReadonlyMap<string, string>;
  /** Files that the line wrote, by resolved path. */
  readonly files: ReadonlyMap<string, Stream>;
  /** Links that the line made, with what they point to. */
  readonly links: ReadonlyMap<string, string>;
  /** The machine that the command runs on, if it is another one. */
  readonly remote: string | undefined;
  /** Functions that are running. */
  readonly running: readonly string[];
}

/** What stands behind a path on the disk. */
export interface FileFact {
  readonly kind: 'missing' | 'file' | 'folder' | 'other';
  /** The path with every link followed, if it differs. */
  readonly realPath?: string;
  /** The content of a small file, if it was asked for. */
  readonly text?: string;
}

export interface EffectInput {
  readonly kind: EffectKind;
  readonly target: string;
  readonly place: PlaceKind;
  readonly inside?: boolean;
  readonly reversible?: boolean;
}

export type PathRole =
  | 'read'
  /** Names and sizes, not contents. */
  | 'list'
  | 'write'
  | 'append'
  /** Makes a folder or an empty file: nothing is lost. */
  | 'create'
  /** Changes what may be done with a file. */
  | 'mode'
  | 'delete'
  | 'truncate'
  /** Replaces the content by another version of it, in place. */
  | 'edit'
  | 'send'
  | 'run'
  | 'source';

export interface Host {
  readonly shell: Shell;
  readonly folders: Folders;
  /** What flows through the pipes that process substitutions make, by their names. */
  readonly pipes: Map<string, Stream>;
  /** Counts one command; false if the line does more than a person can follow. */
  spend(span: Span): boolean;
  effect(effect: EffectInput, span: Span, reason?: string): void;
  unknown(why: string, span: Span): void;
  /** Notes that a program is started. */
  starts(name: string): void;
  /** Judges what happens to a file; returns what is known of its content. */
  touch(role: PathRole, arg: Arg, state: State): Stream;
  /** Resolved paths of a word in every folder that the command may run in. */
  resolve(text: string, state: State): readonly (string | undefined)[];
  /** Small text of a file on the disk, if it is known. */
  fileText(path: string): string | undefined;
  run(words: readonly Arg[], state: State, stdin: Stream, span: Span): ShellOutcome;
  /** Judges a script in a shell's language. */
  code(shell: Shell, text: string, state: State, stdin: Stream, span: Span): ShellOutcome;
  /** Judges text that some program runs as code in `language`. */
  program(language: string, text: string, call: Call): Stream;
}

export interface ShellOutcome {
  readonly state: State;
  readonly stdout: Stream;
}

export interface Call {
  readonly name: string;
  readonly args: readonly Arg[];
  readonly stdin: Stream;
  readonly state: State;
  readonly host: Host;
  readonly span: Span;
}

/** What is known of the output of a call, and the shell's state if the call changes it. */
export interface CallOutput extends Stream {
  readonly state?: State;
}

export type Handler = (call: Call) => CallOutput;

export const nothing: Stream = {};

export const withoutText = ({ paths, fetched, secret }: Stream): Stream => ({
  ...(paths && { paths }),
  ...(fetched && { fetched }),
  ...(secret && { secret }),
});
