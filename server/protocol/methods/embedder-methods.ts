/** Embedding models: choosing, downloading and deleting one. */
import * as v from 'valibot';
import {
  type CheckedFolder,
  type EmbeddingModelInfo,
  type HubOffer,
  hubFetchSchema,
  hubOfferSchema,
  modelFolderSchema,
} from '../embedding-models.js';
import { method, streamingMethod } from '../method.js';
import type { PullStep } from './model-methods.js';

const nothing = v.object({});

export const embedderMethods = {
  /** Returns the embedding models that can be chosen now. */
  'embedders/list': method<readonly EmbeddingModelInfo[]>()(nothing),
  /** Opens a folder on the disk as an embedding model. */
  'embedders/check': method<CheckedFolder>()(modelFolderSchema),
  /** Returns sizes and hosts of a repository that a person typed. Downloads nothing. */
  'embedders/offer': method<HubOffer>()(hubOfferSchema),
  /** Downloads a variant. Sent only after a person agreed to address, size and hosts. */
  'embedders/fetch': streamingMethod<CheckedFolder, PullStep>()(hubFetchSchema),
  /** Deletes a downloaded model. */
  'embedders/delete': method<void>()(modelFolderSchema),
};
