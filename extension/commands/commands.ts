/** The list of commands, and the only place that registers them: a failure is shown with its remedy, an abort is not. */
import * as vscode from 'vscode';
import { isAbort } from '../../server/protocol/abort-error.js';
import { errorTrace } from '../../server/protocol/error-text.js';
import { failureLine } from '../host/editor-wording.js';
import { acceptAllChanges } from './accept-all-changes.js';
import { acceptChange } from './accept-change.js';
import { ask } from './ask.js';
import { askAbout } from './ask-about.js';
import { askAboutSelection } from './ask-about-selection.js';
import { chooseEmbeddingModel } from './choose-embedding-model.js';
import { chooseModel } from './choose-model.js';
import { clearData } from './clear-data.js';
import type { Command, CommandServices } from './command.js';
import { editAgain } from './edit-again.js';
import { editHere } from './edit-here.js';
import { editSelection } from './edit-selection.js';
import { explainFile } from './explain-file.js';
import { exportReport } from './export-report.js';
import { findUsages } from './find-usages.js';
import { newConversationCommand } from './new-conversation.js';
import { openSettings } from './open-settings.js';
import { openTurn } from './open-turn.js';
import { rebuildIndex } from './rebuild-index.js';
import { rejectAllChanges } from './reject-all-changes.js';
import { rejectChange } from './reject-change.js';
import { restartServer } from './restart-server.js';
import { reviewChanges } from './review-changes.js';
import { search } from './search.js';
import { setApiKey } from './set-api-key.js';
import { setUpModel } from './set-up-model.js';
import { showChanges } from './show-changes.js';
import { showHistory } from './show-history.js';
import { showLog } from './show-log.js';
import { showPrivacyLog } from './show-privacy-log.js';
import { showStatus } from './show-status.js';
import { stopWriting } from './stop-writing.js';
import { writeCommitMessage } from './write-commit-message.js';

const commands: readonly Command[] = [
  acceptAllChanges,
  acceptChange,
  ask,
  askAbout,
  askAboutSelection,
  chooseEmbeddingModel,
  chooseModel,
  clearData,
  editAgain,
  editHere,
  editSelection,
  explainFile,
  exportReport,
  findUsages,
  newConversationCommand,
  openSettings,
  openTurn,
  rebuildIndex,
  rejectAllChanges,
  rejectChange,
  restartServer,
  reviewChanges,
  search,
  setApiKey,
  setUpModel,
  showChanges,
  showHistory,
  showLog,
  showPrivacyLog,
  showStatus,
  stopWriting,
  writeCommitMessage,
];

export function registerCommands(services: CommandServices): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(command => vscode.commands.registerCommand(command.id, (argument: unknown) => run(command, services, argument))),
  );
}

async function run(command: Command, services: CommandServices, argument: unknown): Promise<void> {
  try {
    await command.run(services, argument);
  } catch (error) {
    if (isAbort(error)) return;
    services.log.error(`${command.id}: ${errorTrace(error)}`);
    void vscode.window.showErrorMessage(failureLine(error));
  }
}
