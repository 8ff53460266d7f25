/**
 * The repositories of the editor's own git extension: their changes as a diff, and the box of the commit message. Stages and commits
 * nothing.
 */
import * as vscode from 'vscode';
import type { Attachment } from '../../server/protocol/chat.js';
import { ProblemError, problemOf } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { relativePath } from '../editor/workspace-place.js';
import type { Caller } from '../host/caller.js';
import { asNewFile } from './as-new-file.js';

interface GitChange {
  readonly uri: vscode.Uri;
  readonly status: number;
}

/** The part of the git extension's API, version 1, that is used here. */
export interface GitRepository {
  readonly rootUri: vscode.Uri;
  readonly inputBox: { value: string };
  /** Untracked files are in one of the two lists, depending on the settings of the SCM view. */
  readonly state: { readonly workingTreeChanges: readonly GitChange[]; readonly untrackedChanges?: readonly GitChange[] };
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
const maxNewFiles = 30;
const maxNewFileBytes = 100_000;
/** The git extension's constant for untracked files. */
const untracked = 7;

/**
 * Returns the repository that `source` (of a button in the SCM view) or the active file names, or one that a person picks. Undefined if the
 * person cancels.
 */
export async function chooseRepository(source: unknown): Promise<GitRepository | undefined> {
  const api = await gitApi();
  const uri = rootOf(source) ?? vscode.window.activeTextEditor?.document.uri;
  const named = uri === undefined ? null : api.getRepository(uri);
  if (named) return named;
  const { repositories } = api;
  if (repositories.length === 0) throw new ProblemError('not-found', say('noRepositoryOpen'), say('openUnderGit'));
  if (repositories.length === 1) return repositories[0];
  const items = repositories.map(repository => ({ label: vscode.workspace.asRelativePath(repository.rootUri), repository }));
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which repository?') }))?.repository;
}

/** Returns what is staged or, if nothing is, all changes including untracked files. */
export async function changesOf(repository: GitRepository, server: Caller, signal: AbortSignal): Promise<Attachment> {
  const staged = await repository.diff(true);
  const text = staged.trim() === '' ? (await repository.diff(false)) + (await newFilesOf(repository, server, signal)) : staged;
  if (text.trim() === '') throw new ProblemError('not-found', say('noChangeInRepository'), say('changeOrStage'));
  const title = text === staged ? vscode.l10n.t('Staged changes') : vscode.l10n.t('Changes');
  return { kind: 'text', title, text: text.slice(0, maxDiffChars) };
}

/** Formats untracked files like a diff of new files. Files that Vibe may not change, above all secrets, are not shown to a model either. */
async function newFilesOf({ rootUri, state }: GitRepository, server: Caller, signal: AbortSignal): Promise<string> {
  const files = [...state.workingTreeChanges, ...(state.untrackedChanges ?? [])].filter(({ status }) => status === untracked);
  let text = '';
  for (const { uri } of files.slice(0, maxNewFiles)) {
    const folder = vscode.workspace.getWorkspaceFolder(uri);
    if (!folder || !(await mayBeShown(folder, uri, server, signal))) continue;
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxNewFileBytes) continue;
    const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    if (!content.includes('\0')) text += asNewFile(uri.path.slice(rootUri.path.length + 1), content);
  }
  return text;
}

async function mayBeShown(folder: vscode.WorkspaceFolder, uri: vscode.Uri, server: Caller, signal: AbortSignal): Promise<boolean> {
  try {
    await server.call('edit/check', { folder: folder.uri.toString(), path: relativePath(folder, uri) }, signal);
    return true;
  } catch (error) {
    if (problemOf(error).code === 'edit-refused') return false;
    throw error;
  }
}

async function gitApi(): Promise<GitApi> {
  const extension = vscode.extensions.getExtension<GitExports>('vscode.git');
  const git = extension?.isActive ? extension.exports : await extension?.activate();
  if (!git?.enabled) throw new ProblemError('not-found', say('gitExtensionOff'), say('switchGitOn'));
  return git.getAPI(1);
}

function rootOf(source: unknown): vscode.Uri | undefined {
  const root = typeof source === 'object' && source !== null && 'rootUri' in source ? source.rootUri : undefined;
  return root instanceof vscode.Uri ? root : undefined;
}
