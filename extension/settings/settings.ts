/**
 * The only reader of configuration and secrets: returns the server's options as one frozen, checked record, and reports a wrong value once.
 */
import * as vscode from 'vscode';
import type { ModelTask } from '../../server/protocol/methods/model-methods.js';
import type { Endpoint, Options } from '../../server/protocol/options.js';
import { checkOptions, optionKeys, type WrongSetting } from './check-options.js';
import { type CompletionChoice, completionChoice } from './completion-choice.js';

const section = 'vibe';
const sharingKey = 'shareWithOtherAssistants';
const automaticKey = 'automaticContext';
const completionKeys = ['inlineCompletion', 'inlineCompletionLanguages', 'inlineCompletionExclude'];

/** Kinds of context that may be attached automatically. */
export type AutomaticKind = 'places' | 'selection' | 'openEditors' | 'recentEdits';
const automaticKinds: readonly AutomaticKind[] = ['places', 'selection', 'openEditors', 'recentEdits'];
const secretName = (url: string): string => `vibe.apiKey:${url}`;

export class Settings implements vscode.Disposable {
  readonly #storageDir: string;
  readonly #secrets: vscode.SecretStorage;
  readonly #tell: (wrong: WrongSetting) => void;
  readonly #reported = new Set<string>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #sharing = new vscode.EventEmitter<void>();
  readonly #automatic = new vscode.EventEmitter<void>();
  readonly #completion = new vscode.EventEmitter<void>();
  readonly #watches: readonly vscode.Disposable[];
  /** Fires when the options may have changed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeSharing = this.#sharing.event;
  readonly onDidChangeAutomatic = this.#automatic.event;
  readonly onDidChangeCompletion = this.#completion.event;

  constructor(storageDir: string, secrets: vscode.SecretStorage, tell: (wrong: WrongSetting) => void) {
    this.#storageDir = storageDir;
    this.#secrets = secrets;
    this.#tell = tell;
    this.#watches = [
      vscode.workspace.onDidChangeConfiguration(change => {
        if (optionKeys.some(key => change.affectsConfiguration(key))) this.#changed.fire();
        if (change.affectsConfiguration(`${section}.${sharingKey}`)) this.#sharing.fire();
        if (completionKeys.some(key => change.affectsConfiguration(`${section}.${key}`))) this.#completion.fire();
        if (change.affectsConfiguration(`${section}.${automaticKey}`) || change.affectsConfiguration(`${section}.allowWebPages`))
          this.#automatic.fire();
      }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
      secrets.onDidChange(({ key }) => key.startsWith(secretName('')) && this.#changed.fire()),
    ];
  }

  async options(): Promise<Options> {
    const configuration = vscode.workspace.getConfiguration();
    const read = (key: string): unknown => configuration.get(key);
    const place = { storageDir: this.#storageDir, trusted: vscode.workspace.isTrusted, language: vscode.env.language };
    // The first pass finds the endpoints whose keys the second one includes.
    const urls = checkOptions(read, new Map(), place).options.endpoints.map(endpoint => endpoint.url);
    const keys = new Map<string, string>();
    for (const url of urls) {
      const key = await this.#secrets.get(secretName(url));
      if (key !== undefined) keys.set(url, key);
    }
    const { options, wrong } = checkOptions(read, keys, place);
    for (const one of wrong) this.#tellOnce(one);
    return options;
  }

  /** Whether other assistants of this editor may use the index. Anything except `true` means no. */
  get shares(): boolean {
    return vscode.workspace.getConfiguration(section).get<unknown>(sharingKey) === true;
  }

  get diagrams(): boolean {
    return vscode.workspace.getConfiguration(section).get<unknown>('diagrams') === true;
  }

  get preparesAhead(): boolean {
    return vscode.workspace.getConfiguration(section).get<unknown>('prepareAhead') !== false;
  }

  get webPages(): boolean {
    const configuration = vscode.workspace.getConfiguration(section);
    return configuration.get<unknown>('allowWebPages') === true && configuration.get<unknown>('offline') !== true;
  }

  /** Unknown names are ignored. */
  get automaticContext(): ReadonlySet<AutomaticKind> {
    const wanted = vscode.workspace.getConfiguration(section).get<unknown>(automaticKey);
    return new Set(automaticKinds.filter(kind => Array.isArray(wanted) && wanted.includes(kind)));
  }

  /** Whether ghost text is shown in a document. */
  completionFor(document: vscode.TextDocument): CompletionChoice {
    const configuration = vscode.workspace.getConfiguration(section, document);
    const globs = configuration.get<unknown>('inlineCompletionExclude');
    const excluded = Array.isArray(globs) ? globs.filter(glob => typeof glob === 'string') : [];
    return completionChoice(
      {
        inlineCompletion: configuration.get<unknown>('inlineCompletion'),
        languages: configuration.get<unknown>('inlineCompletionLanguages'),
        isExcluded: excluded.some(pattern => vscode.languages.match({ pattern }, document) > 0),
      },
      document.languageId,
    );
  }

  async endpoints(): Promise<readonly Endpoint[]> {
    return (await this.options()).endpoints;
  }

  /** Stores `key` in secret storage; an empty key deletes the stored one. */
  async keepApiKey(url: string, key: string): Promise<void> {
    if (key === '') await this.#secrets.delete(secretName(url));
    else await this.#secrets.store(secretName(url), key);
  }

  /** '' for the built-in model alone, a folder's absolute path, or a model's name at the first endpoint. */
  async chooseEmbeddingModel(model: string): Promise<void> {
    await vscode.workspace.getConfiguration(section).update('embeddingModel', model, vscode.ConfigurationTarget.Global);
  }

  /** For a single task, '' means the chat model; for chat, it lets Vibe choose. */
  async chooseModel(model: string, task: ModelTask): Promise<void> {
    const configuration = vscode.workspace.getConfiguration(section);
    const { Global } = vscode.ConfigurationTarget;
    if (task === 'chat') {
      await configuration.update('chatModel', model, Global);
      return;
    }
    const { [task]: _, ...others } = configuration.inspect<Partial<Record<ModelTask, string>>>('models')?.globalValue ?? {};
    await configuration.update('models', model === '' ? others : { ...others, [task]: model }, Global);
  }

  dispose(): void {
    for (const watch of this.#watches) watch.dispose();
    this.#changed.dispose();
    this.#sharing.dispose();
    this.#automatic.dispose();
    this.#completion.dispose();
  }

  #tellOnce(wrong: WrongSetting): void {
    const id = `${wrong.key}: ${wrong.reason}`;
    if (this.#reported.has(id)) return;
    this.#reported.add(id);
    this.#tell(wrong);
  }
}
