/** Index and search with a chosen embedding model, without chat: for commands that name one. */
import { background } from '../base/background.js';
import { DisposableStore, toDisposable } from '../base/disposables.js';
import { abortError } from '../base/signals.js';
import { ProblemError } from '../protocol/problem.js';
import type { WorldSetup } from '../rpc/world.js';
import { buildGround } from './ground.js';
import { buildIndexRooms } from './index-rooms.js';
import type { buildIndexWorld } from './index-rooms.js';
import { buildMeaning, type Meaning } from './meaning.js';
import { buildModelRooms } from './model-rooms.js';

export type MeaningWorld = ReturnType<typeof buildIndexWorld> & { readonly meaning: Meaning };

/** `embeds`: what lacks vectors is given them; else only those that are there are asked. */
export const buildMeaningWorld =
  (embeds: boolean) =>
  (setup: WorldSetup): MeaningWorld => {
    const owned = new DisposableStore();
    const ground = owned.add(buildGround(setup.options));
    const index = owned.add(buildIndexRooms(setup, ground));
    const { providers } = owned.add(buildModelRooms(setup.options, ground));
    const meaning = buildMeaning(setup.options.embeddingModel, { embeds, index, providers, ground, log: setup.log });
    if (meaning === undefined)
      throw new ProblemError(
        'bad-params',
        'The option --embedding-model is empty',
        'Name a folder with a model, or a model of the endpoint',
      );
    owned.add(meaning);
    // It starts while the folder is looked at; whoever needs it is told why it cannot be had.
    const closed = new AbortController();
    owned.add(toDisposable(() => closed.abort(abortError())));
    background('Opening the embedding model', meaning.open(closed.signal), (_, text) => setup.log('debug', text));
    const { workspace, searcher } = index;
    return { recorder: ground.recorder, workspace, searcher, meaning, dispose: () => owned.dispose() };
  };
