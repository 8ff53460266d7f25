/** Index and search with a chosen embedding model, without chat: for commands that name one. */
import { background } from '../base/background.js';
import { DisposableStore, toDisposable } from '../base/disposables.js';
import { abortError } from '../protocol/abort-error.js';
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import type { ServicesSetup } from '../rpc/services.js';
import { buildCommonServices } from './common-services.js';
import { buildEmbedding, type EmbeddingServices } from './embedding-services.js';
import { type buildIndexCore, buildIndexServices } from './index-services.js';
import { buildModelServices } from './model-services.js';

export type EmbeddedIndex = ReturnType<typeof buildIndexCore> & { readonly meaning: EmbeddingServices };

/** `embeds`: missing vectors are computed. Otherwise only existing vectors are used. */
export const buildEmbeddedIndex =
  (embeds: boolean) =>
  (setup: ServicesSetup): EmbeddedIndex => {
    const owned = new DisposableStore();
    const common = owned.add(buildCommonServices(setup.options));
    const index = owned.add(buildIndexServices(setup, common));
    const { providers } = owned.add(buildModelServices(setup.options, common));
    const meaning = buildEmbedding(setup.options.embeddingModel, { embeds, index, providers, common, log: setup.log });
    if (meaning === undefined) throw new ProblemError('bad-params', say('embeddingModelEmpty'), say('nameEmbeddingModel'));
    owned.add(meaning);
    // Starts while the folder is scanned. Callers that need the model get its failure.
    const closed = new AbortController();
    owned.add(toDisposable(() => closed.abort(abortError())));
    background('Opening the embedding model', meaning.open(closed.signal), (_, text) => setup.log('debug', text));
    const { workspace, searcher } = index;
    return { recorder: common.recorder, workspace, searcher, meaning, dispose: () => owned.dispose() };
  };
