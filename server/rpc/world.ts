/** Every room that the wire serves, built by the roof. Types only: rpc builds nothing. */
import type { Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import type { Workspace } from '../indexing/workspace.js';
import type { Recorder } from '../monitor/recorder.js';
import type { ClientMethods } from '../protocol/client-methods.js';
import type { Options } from '../protocol/options.js';
import type { Conversations } from '../store/conversations.js';
import type { Handlers } from './handlers.js';

export interface World extends Disposable {
  readonly workspace: Workspace;
  readonly conversations: Conversations;
  readonly recorder: Recorder;
  readonly handlers: Handlers<ClientMethods>;
  dispose(): Promise<void>;
}

/** Given by the roof; called once, with the client's checked options. */
export type BuildWorld = (options: Options, log: Log) => World;
