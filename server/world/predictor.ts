/** The search that chat uses, with what is likely to be asked next already looked up. */
import { join } from 'node:path';
import type { Log } from '../base/background.js';
import type { Disposable } from '../base/disposables.js';
import { PredictiveCache } from '../cache/predictive-cache.js';
import { placesOfAnswer } from '../chat/answer-turn.js';
import type { SearchPlaces } from '../chat/search-places.js';
import type { SearchAnswer } from '../protocol/client-methods.js';
import type { Ground } from './ground.js';
import type { IndexRooms } from './index-rooms.js';

export interface Predictor extends Disposable {
  readonly search: SearchPlaces;
  /** A file was opened or changed in the editor. */
  sawFile(path: string): void;
}

export function buildPredictor({ workspace, searcher }: IndexRooms, { storageDir, recorder }: Ground, log: Log): Predictor {
  let nSearching = 0;
  const isIndexing = () => workspace.status().folders.some(({ phase }) => phase === 'scanning' || phase === 'indexing');
  const cache = new PredictiveCache<SearchAnswer>({
    path: join(storageDir, 'habits.json'),
    recorder,
    log,
    isBusy: () => nSearching > 0 || isIndexing(),
    prepare: (query, signal) => searcher.search({ query, limit: placesOfAnswer }, signal),
  });
  const changes = workspace.onSnapshot(() => cache.invalidate());
  return {
    search: async (query, signal) => {
      nSearching++;
      try {
        const isQuestion = query.limit === placesOfAnswer && query.folder === undefined;
        const prepared = isQuestion ? cache.take(query.query) : undefined;
        const answer = prepared ?? (await searcher.search(query, signal));
        if (isQuestion) cache.saw({ kind: 'question', key: query.query });
        return answer;
      } finally {
        nSearching--;
      }
    },
    sawFile: path => cache.saw({ kind: 'file', key: path }),
    dispose: () => {
      void changes.dispose();
      cache.dispose();
    },
  };
}
