/** The search that chat uses, which prepares likely next questions ahead of time. */
import { join } from 'node:path';
import type { Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import { Holds } from '../base/hold.js';
import { PredictiveCache, type Seen } from '../cache/predictive-cache.js';
import type { FindPlaces } from '../chat/answer/answer-run.js';
import { placesOfAnswer } from '../chat/answer/retrieve.js';
import type { SearchAnswer } from '../protocol/methods/query-methods.js';
import { detectSecrets } from '../safety/secrets/detect-secrets.js';
import type { WorkspaceEmbedding } from '../search/workspace-embedding.js';
import type { CommonServices } from './common-services.js';
import type { IndexServices } from './index-services.js';

export interface Predictor extends Disposable {
  readonly search: FindPlaces;
  /** Takes in what a person did or has in view. */
  saw(seen: Seen): void;
  /** Takes in several keys of one kind. */
  readonly sawAll: (kind: Seen['kind'], keys: readonly string[]) => void;
  /** A person waits for an answer: nothing is predicted until the hold is disposed. */
  hold(): Disposable;
}

export interface PredictorServices {
  readonly index: IndexServices;
  readonly common: CommonServices;
  /** The chosen embedding model, if one is chosen. */
  readonly meaning: WorkspaceEmbedding | undefined;
  readonly log: Log;
  /** False: nothing is learned and nothing prepared. */
  readonly isOn: boolean;
}

export function buildPredictor({ index: { workspace, searcher, unsaved }, common, meaning, log, isOn }: PredictorServices): Predictor {
  const { storageDir, recorder } = common;
  const find: FindPlaces = (query, signal) => searcher.search(query, signal);
  let nSearching = 0;
  const holds = new Holds({ onFree: () => cache.resume() });
  const isIndexing = () => workspace.status().folders.some(({ phase }) => phase === 'scanning' || phase === 'indexing');
  const cache = new PredictiveCache<SearchAnswer>({
    path: join(storageDir, 'habits.json'),
    recorder,
    log,
    isBusy: () => !isOn || nSearching > 0 || holds.isHeld || isIndexing(),
    prepare: async (query, signal) => {
      // Without the time limit of a search, which waits for the vector of its question no longer than a person would.
      await meaning?.prefetch(query);
      return find({ query, limit: placesOfAnswer }, signal);
    },
  });
  const saw = (seen: Seen): void => {
    // Habits are written to the disk, so keys that contain a secret are not learned.
    if (isOn && detectSecrets(seen.key).length === 0) cache.saw(seen);
  };
  const changes = workspace.onSnapshot(() => cache.invalidate());
  const edits = unsaved.onChanged((path, text) => {
    if (text !== undefined) saw({ kind: 'file', key: path });
  });
  return {
    search: async (query, signal) => {
      nSearching++;
      try {
        const isQuestion = query.limit === placesOfAnswer && query.folder === undefined;
        const prepared = isQuestion && isOn ? cache.take(query.query) : undefined;
        const answer = prepared ?? (await find(query, signal));
        if (isQuestion) saw({ kind: 'question', key: query.query });
        return answer;
      } finally {
        nSearching--;
      }
    },
    saw,
    sawAll: (kind, keys) => {
      for (const key of keys) saw({ kind, key });
    },
    hold: () => holds.take(),
    dispose: () => {
      void changes.dispose();
      void edits.dispose();
      cache.dispose();
    },
  };
}
