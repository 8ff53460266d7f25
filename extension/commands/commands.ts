/** The list of commands, and the one place where they are registered: a failure is shown with its remedy, an abort is not. */
import * as vscode from 'vscode';
import { problemOf } from '../../server/protocol/problem.js';
import { isAbort } from '../host/call-failure.js';
import { ask } from './ask.js';
import { askAbout } from './ask-about.js';
import { chooseModel } from './choose-model.js';
import type { Command, CommandWorld } from './command.js';
import { newConversation } from './new-conversation.js';
import { openSettings } from './open-settings.js';
import { rebuildIndex } from './rebuild-index.js';
import { restartServer } from './restart-server.js';
import { search } from './search.js';
import { setApiKey } from './set-api-key.js';
import { showHistory } from './show-history.js';
import { showLog } from './show-log.js';
import { showStatus } from './show-status.js';

const commands: readonly Command[] = [
  ask,
  askAbout,
  chooseModel,
  newConversation,
  openSettings,
  rebuildIndex,
  restartServer,
  search,
  setApiKey,
  showHistory,
  showLog,
  showStatus,
];

export function registerCommands(world: CommandWorld): vscode.Disposable {
  return vscode.Disposable.from(
    ...commands.map(command => vscode.commands.registerCommand(command.id, (argument: unknown) => run(command, world, argument))),
  );
}

async function run(command: Command, world: CommandWorld, argument: unknown): Promise<void> {
  try {
    await command.run(world, argument);
  } catch (error) {
    if (isAbort(error)) return;
    const { message, remedy } = problemOf(error);
    world.log.error(`${command.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    void vscode.window.showErrorMessage(`${message}. ${remedy}.`);
  }
}
