/**
 * The extension's server host with the real language client, and an editor that does what a test says. Both are bundled as the extension
 * is, since the library asks for the editor by `require`.
 */
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { BackOff } from '../../extension/host/back-off.js';
import type { ServerHost } from '../../extension/host/server-host.js';
import type { Options } from '../../server/protocol/options.js';

type Listener = (event: never) => void;

class EventEmitter {
  readonly #listeners = new Set<Listener>();
  readonly event = (given: Listener, receiver?: unknown, owned?: { dispose(): void }[]): { dispose(): void } => {
    const listener: Listener = event => given.call(receiver, event);
    this.#listeners.add(listener);
    const registered = { dispose: () => void this.#listeners.delete(listener) };
    owned?.push(registered);
    return registered;
  };
  fire(event: unknown): void {
    // Each test fires what the editor would.
    for (const listener of this.#listeners) listener(event as never);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

class Uri {
  readonly scheme = 'file';
  readonly fsPath: string;
  constructor(fsPath: string) {
    this.fsPath = fsPath;
  }
  static file(path: string): Uri {
    return new Uri(path);
  }
  static parse(text: string): Uri {
    return new Uri(decodeURIComponent(new URL(text).pathname));
  }
  toString(): string {
    return `file://${this.fsPath}`;
  }
}

export interface EditorDocument {
  readonly uri: Uri;
  readonly languageId: string;
  readonly version: number;
  readonly isClosed: boolean;
  getText(): string;
}

export const aDocument = (path: string, text: string, version = 1): EditorDocument => ({
  uri: Uri.file(path),
  languageId: 'typescript',
  version,
  isClosed: false,
  getText: () => text,
});

interface Kind {
  readonly value: string;
  append(part: string): Kind;
}
const aKind = (value: string): Kind => ({ value, append: part => aKind(value === '' ? part : `${value}.${part}`) });

/** What the language client and the server host use of the editor. */
export function anEditor(folders: readonly string[] = []) {
  const events = new Map<string, EventEmitter>();
  const emitter = (name: string): EventEmitter => {
    const known = events.get(name) ?? new EventEmitter();
    events.set(name, known);
    return known;
  };
  const nothing = { dispose: () => undefined };
  const notified: string[] = [];
  const lines: string[] = [];
  const providers: { provideCodeActions: (...args: unknown[]) => Promise<unknown> }[] = [];
  const documents: EditorDocument[] = [];
  const log = Object.fromEntries(
    ['trace', 'debug', 'info', 'warn', 'error', 'appendLine'].map(name => [name, (text: string) => void lines.push(text)]),
  );
  const notify = async (text: string): Promise<undefined> => void notified.push(text);
  const named = (name: string) => emitter(name).event;
  const known: Record<string, unknown> = {
    EventEmitter,
    Uri,
    version: '1.105.0',
    LogLevel: { Off: 0, Trace: 1, Debug: 2, Info: 3, Warning: 4, Error: 5 },
    env: { appName: 'Test', language: 'en' },
    l10n: { t: (text: string) => text },
    window: {
      showErrorMessage: notify,
      showWarningMessage: notify,
      showInformationMessage: notify,
      get visibleTextEditors() {
        return documents.map(document => ({ document }));
      },
      tabGroups: { all: [], onDidChangeTabs: named('tabs') },
      onDidChangeVisibleTextEditors: named('visible'),
      onDidChangeActiveTextEditor: named('active'),
    },
    workspace: {
      workspaceFolders: folders.map((path, index) => ({ uri: Uri.file(path), name: path, index })),
      textDocuments: documents,
      notebookDocuments: [],
      getConfiguration: () => ({ get: (_: string, otherwise: unknown) => otherwise }),
      createFileSystemWatcher: () => ({
        ...nothing,
        onDidCreate: named('created'),
        onDidChange: named('changed'),
        onDidDelete: named('deleted'),
      }),
      ...Object.fromEntries(
        [
          'OpenTextDocument',
          'ChangeTextDocument',
          'CloseTextDocument',
          'SaveTextDocument',
          'ChangeConfiguration',
          'ChangeWorkspaceFolders',
        ].map(name => [`onDid${name}`, named(name)]),
      ),
    },
    languages: {
      match: (selector: readonly { readonly scheme: string }[], { uri }: EditorDocument) =>
        selector.some(({ scheme }) => scheme === uri.scheme) ? 10 : 0,
      registerCodeActionsProvider: (_: unknown, provider: (typeof providers)[number]) => {
        providers.push(provider);
        return { dispose: () => void providers.splice(providers.indexOf(provider), 1) };
      },
    },
    CodeActionKind: { Empty: aKind('') },
  };
  // The library extends classes of the editor when it is loaded; any class will do for those that no test uses.
  const vscode = new Proxy(known, {
    get: (target, name) => (typeof name === 'symbol' || name in target ? target[String(name)] : Uri),
  });
  const channel = { ...log, logLevel: 3, onDidChangeLogLevel: named('level'), show: () => undefined, ...nothing };
  return {
    vscode,
    log: channel,
    lines,
    notified,
    providers,
    documents,
    fire: (name: string, event: unknown) => emitter(name).fire(event),
    Uri,
  };
}

let bundled: string | undefined;

/** A host for the server whose file is `module`; it is not started. */
export function aServerHost(module: string, options: () => Promise<Partial<Options>> = async () => ({}), folders: readonly string[] = []) {
  bundled ??= buildSync({
    stdin: { contents: "export { ServerHost } from './extension/host/server-host.ts'", resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    external: ['vscode'],
    logLevel: 'error',
  }).outputFiles[0]!.text;
  const editor = anEditor(folders);
  const require = createRequire(import.meta.url);
  const loaded: { exports: Readonly<Record<string, unknown>> } = { exports: {} };
  // The module wrapper of Node, so that the bundle is given the editor of this test.
  const wrapper: unknown = runInThisContext(`(function (exports, module, require) { ${bundled}\n})`, { filename: 'server-host.cjs' });
  // It is the function of the line above.
  const run = wrapper as (exports: object, module: object, require: (name: string) => unknown) => void;
  run(loaded.exports, loaded, name => (name === 'vscode' ? editor.vscode : require(name)));
  // The bundle exports this class and nothing else; the editor and its log are the fakes of above.
  const Host = loaded.exports['ServerHost'] as new (
    module: string,
    options: () => Promise<Partial<Options>>,
    log: unknown,
    backOff: BackOff,
  ) => ServerHost;
  const host = new Host(module, options, editor.log, new BackOff(1));
  const states: string[] = [host.state];
  host.onDidChangeState(state => states.push(state));
  return { host, editor, states };
}
