/**
 * Vibe: Write Commit Message. Streams the answer into the input box of the SCM view; the person commits. The conversation behind it is not
 * kept. If it is stopped or fails, the box gets its former text back.
 */
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { ProblemError } from '../../server/protocol/problem.js';
import { say } from '../../server/protocol/sentences/sentence.js';
import { changesOf, chooseRepository, type GitRepository } from '../context/git-repository.js';
import { commitText } from '../editor/commit-text.js';
import type { ServerHost } from '../host/server-host.js';
import type { Command } from './command.js';

export const writeCommitMessage: Command = {
  id: 'vibe.writeCommitMessage',
  run: async ({ server }, argument) => {
    const repository = await chooseRepository(argument);
    if (!repository) return;
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Writing a commit message…'), cancellable: true },
      async (_progress, token) => {
        const stop = new AbortController();
        const listening = token.onCancellationRequested(() => stop.abort());
        try {
          await write(server, repository, stop.signal);
        } finally {
          listening.dispose();
        }
      },
    );
  },
};

async function write(server: ServerHost, repository: GitRepository, signal: AbortSignal): Promise<void> {
  const before = repository.inputBox.value;
  const conversationId = randomUUID();
  const ask = { conversationId, turnId: randomUUID(), question: '/commit', fresh: true, task: 'command' as const };
  let answer = '';
  let isWritten = false;
  try {
    const end = await server.call('chat/ask', { ...ask, attachments: [await changesOf(repository, server, signal)] }, signal, items => {
      for (const item of items) if (item.kind === 'delta') answer += item.text;
      repository.inputBox.value = commitText(answer);
    });
    if (end.kind === 'failed') throw ProblemError.of(end.problem);
    if (end.kind === 'done' && end.facts.source === 'extractive')
      throw new ProblemError('model-missing', say('noModelForCommit'), say('runSetUp'));
    isWritten = end.kind === 'done';
  } finally {
    if (!isWritten) repository.inputBox.value = before;
    // If deleting fails, the history has one extra entry.
    server.call('chat/delete', { conversationId }, AbortSignal.timeout(10_000)).catch(() => undefined);
  }
}
