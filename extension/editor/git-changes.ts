/** The repositories of the editor's own git extension: their changes as a diff, and the box of the commit message. Nothing is staged or committed. */
import * as vscode from 'vscode';
import type { Attachment } from '../../server/protocol/chat.js';
import { ProblemError } from '../../server/protocol/problem.js';

/** The part of the git extension's interface, version 1, that is used here. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  diff(cached?: boolean): Promise<string>;
}

interface GitApi {
  readonly repositories: readonly GitRepository[];
  getRepository(uri: vscode.Uri): GitRepository | null;
}

interface GitExports {
  readonly enabled: boolean;
  getAPI(version: 1): GitApi;
}

const maxDiffChars = 200_000;

/** The repository that `source` (of a button in the SCM view) or the open file names, or the one that a person picks; undefined where they think better of it. */
export async function chooseRepository(source: unknown): Promise<GitRepository | undefined> {
  const api = await gitApi();
  const uri = rootOf(source) ?? vscode.window.activeTextEditor?.document.uri;
  const named = uri === undefined ? null : api.getRepository(uri);
  if (named) return named;
  const { repositories } = api;
  if (repositories.length === 0)
    throw new ProblemError('not-found', 'No git repository is open in this window', 'Open a folder that is under git');
  if (repositories.length === 1) return repositories[0];
  const items = repositories.map(repository => ({ label: vscode.workspace.asRelativePath(repository.rootUri), repository }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which repository?') }))?.repository;
}

/** What is staged, or all changes where nothing is. */
export async function changesOf(repository: GitRepository): Promise<Attachment> {
  const staged = await repository.diff(true);
  const text = staged.trim() === '' ? await repository.diff(false) : staged;
  if (text.trim() === '')
    throw new ProblemError('not-found', 'There is no change to a file that git knows', 'Change or stage a file first');
  const title = text === staged ? vscode.l10n.t('Staged changes') : vscode.l10n.t('Changes');
  return { kind: 'text', title, text: text.slice(0, maxDiffChars) };
}

async function gitApi(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExports>('vscode.git');
  const git = extension?.isActive ? extension.exports : await extension?.activate();
  if (!git?.enabled) throw new ProblemError('not-found', "The editor's git extension is not active", 'Switch the setting "git.enabled" on');
  return git.getAPI(1);
}

function rootOf(source: unknown): vscode.Uri | undefined {
  const root = typeof source === 'object' && source !== null && 'rootUri' in source ? source.rootUri : undefined;
  return root instanceof vscode.Uri ? root : undefined;
}
