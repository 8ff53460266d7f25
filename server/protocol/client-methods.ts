/** Every request that the extension, the panel and any LSP client may send, as `vibe/<name>`. One row per method, grouped in files. */
import { chatMethods } from './methods/chat-methods.js';
import { contextMethods } from './methods/context-methods.js';
import { editMethods } from './methods/edit-methods.js';
import { embedderMethods } from './methods/embedder-methods.js';
import { indexMethods } from './methods/index-methods.js';
import { lineMethods } from './methods/line-methods.js';
import { modelMethods } from './methods/model-methods.js';
import { queryMethods } from './methods/query-methods.js';
import { shareMethods } from './methods/share-methods.js';
import { upkeepMethods } from './methods/upkeep-methods.js';

export const clientMethods = {
  ...queryMethods,
  ...lineMethods,
  ...chatMethods,
  ...contextMethods,
  ...editMethods,
  ...indexMethods,
  ...modelMethods,
  ...embedderMethods,
  ...shareMethods,
  ...upkeepMethods,
};

export type ClientMethods = typeof clientMethods;
export type ClientMethodName = keyof ClientMethods;
