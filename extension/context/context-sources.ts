/**
 * What a person can add to a question besides the editor's own texts: git, the terminal, places by meaning, documents, a web page, an
 * earlier
 * conversation. If there are several of a kind, the editor's own pickers ask. An empty list means that the person cancelled.
 */
import * as vscode from 'vscode';
import type { Attachment } from '../../server/protocol/chat.js';
import type { GitChange, GitCommit } from '../../server/protocol/git.js';
import type { ContextSource } from '../../server/protocol/panel-messages.js';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { wordedWhy } from '../../server/protocol/why.js';
import { oneLine } from '../editor/status-words.js';
import type { Caller } from '../host/caller.js';
import { editorWording } from '../host/editor-wording.js';
import { attachUris } from './attachments.js';
import type { TerminalOutput } from './terminal-output.js';

const maxCommits = 50;
const maxPlaces = 30;
const maxDocuments = 2_000;
const documents = '**/*.{pdf,docx,md,markdown,txt,rst,adoc,org,tex,html,htm,rtf,csv}';

export class ContextSources {
  readonly #server: Caller;
  readonly #terminal: TerminalOutput;

  constructor(server: Caller, terminal: TerminalOutput) {
    this.#server = server;
    this.#terminal = terminal;
  }

  attach(source: ContextSource, signal: AbortSignal): Promise<readonly Attachment[]> {
    const { t } = vscode.l10n;
    switch (source) {
      case 'git-changes':
        return this.#diff({ kind: 'unstaged' }, t('Unstaged changes'), signal);
      case 'git-staged':
        return this.#diff({ kind: 'staged' }, t('Staged changes'), signal);
      case 'git-branch':
        return this.#diff({ kind: 'branch' }, t('Branch'), signal);
      case 'git-commit':
        return this.#commit(signal);
      case 'terminal':
        return this.#output();
      case 'meaning':
        return this.#byMeaning(signal);
      case 'document':
        return this.#document();
      case 'web-page':
        return this.#webPage(signal);
      case 'conversation':
        return this.#conversation(signal);
    }
  }

  async #diff(change: GitChange, title: string, signal: AbortSignal): Promise<readonly Attachment[]> {
    const folder = await gitFolder();
    if (folder === undefined) return [];
    const { name, text } = await this.#server.call('git/diff', { folder, change }, signal);
    if (text === '') throw new ProblemError('not-found', say('noChangesFound'), say('changeOrStage'));
    return [{ kind: 'text', title: name === '' ? title : `${title} ${name}`, text }];
  }

  async #commit(signal: AbortSignal): Promise<readonly Attachment[]> {
    const folder = await gitFolder();
    if (folder === undefined) return [];
    const commits = await this.#server.call('git/commits', { folder, limit: maxCommits }, signal);
    const rows = commits.map((commit: GitCommit) => ({
      label: oneLine(commit.subject),
      description: commit.hash.slice(0, 10),
      detail: oneLine(`${commit.author}, ${new Date(commit.at).toLocaleString(vscode.env.language)}`),
      commit,
    }));
    const picked = await vscode.window.showQuickPick(rows, {
      placeHolder: vscode.l10n.t('Which commit?'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!picked) return [];
    const { hash, subject } = picked.commit;
    const { text } = await this.#server.call('git/diff', { folder, change: { kind: 'commit', hash } }, signal);
    return [{ kind: 'text', title: `${hash.slice(0, 10)} ${oneLine(subject)}`.slice(0, 200), text }];
  }

  async #output(): Promise<readonly Attachment[]> {
    const output = await this.#terminal.read();
    if (!output) throw new ProblemError('not-found', say('noTerminalCommand'), say('runInTerminal'));
    return [{ kind: 'text', title: oneLine(vscode.l10n.t('Terminal: {0}', output.title)), text: output.text }];
  }

  async #byMeaning(signal: AbortSignal): Promise<readonly Attachment[]> {
    const query = await vscode.window.showInputBox({ prompt: vscode.l10n.t('What is the code about?'), ignoreFocusOut: true });
    if (!query?.trim()) return [];
    const { places } = await this.#server.call('search/query', { query, limit: maxPlaces }, signal);
    const rows = places.map(place => ({
      label: oneLine(place.chain.length > 0 ? place.chain.join('.') : (place.path.split('/').at(-1) ?? place.path)),
      description: oneLine(`${place.path}:${place.startLine}-${place.endLine}`),
      detail: oneLine(wordedWhy(place.why, editorWording())),
      place,
    }));
    const picked = await vscode.window.showQuickPick(rows, {
      canPickMany: true,
      placeHolder: vscode.l10n.t('Which places?'),
      matchOnDescription: true,
    });
    return (picked ?? []).map(({ place: { folder, path, startLine, endLine } }) => ({
      kind: 'range',
      range: { folder, path, startLine, endLine },
    }));
  }

  async #document(): Promise<readonly Attachment[]> {
    const uris = await vscode.workspace.findFiles(documents, '**/node_modules/**', maxDocuments);
    if (uris.length === 0) throw new ProblemError('not-found', say('noDocument'), say('attachFileInstead'));
    const rows = uris
      .map(uri => ({
        label: oneLine(uri.path.split('/').at(-1) ?? uri.path),
        description: oneLine(vscode.workspace.asRelativePath(uri)),
        uri,
      }))
      .toSorted((a, b) => rank(a.label) - rank(b.label) || a.description.localeCompare(b.description));
    const picked = await vscode.window.showQuickPick(rows, {
      canPickMany: true,
      placeHolder: vscode.l10n.t('Which documents?'),
      matchOnDescription: true,
    });
    return attachUris((picked ?? []).map(({ uri }) => uri.toString()));
  }

  async #webPage(signal: AbortSignal): Promise<readonly Attachment[]> {
    const url = await vscode.window.showInputBox({
      prompt: vscode.l10n.t('Address of the page. It is read once; none of your code is sent.'),
      placeHolder: 'https://',
      ignoreFocusOut: true,
      validateInput: text =>
        text === '' || /^https:\/\/\S+$/.test(text.trim()) ? undefined : vscode.l10n.t('It must begin with https://'),
    });
    if (!url?.trim()) return [];
    const page = await this.#server.call('web/read', { url: url.trim() }, signal);
    return [{ kind: 'text', title: oneLine(page.title).slice(0, 200), text: `${page.url}\n\n${page.text}` }];
  }

  async #conversation(signal: AbortSignal): Promise<readonly Attachment[]> {
    const heads = await this.#server.call('chat/list', { here: true }, signal);
    if (heads.length === 0) throw new ProblemError('not-found', say('noEarlierConversation'), say('askFirst'));
    const rows = heads.map(({ id, title, changedAt }) => ({
      label: oneLine(title),
      description: new Date(changedAt).toLocaleString(vscode.env.language),
      id,
    }));
    const picked = await vscode.window.showQuickPick(rows, { placeHolder: vscode.l10n.t('Which conversation?') });
    return picked ? [{ kind: 'conversation', conversationId: picked.id, title: picked.label }] : [];
  }
}

/** Documents that are not text come first: text files can be attached by `@` and a name. */
const rank = (name: string): number => (/\.(pdf|docx)$/i.test(name) ? 0 : 1);

/** Returns the folder of the open file, or the only folder, or one that a person picks. */
async function gitFolder(): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) throw new ProblemError('untrusted', say('gitUntrusted'), say('trustWorkspace'));
  const folders = vscode.workspace.workspaceFolders ?? [];
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active && vscode.workspace.getWorkspaceFolder(active);
  const folder = own ?? (folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0]);
  if (!folder && folders.length === 0) throw new ProblemError('no-folder', say('noFolderOpen'), say('openUnderGit'));
  return folder?.uri.toString();
}
