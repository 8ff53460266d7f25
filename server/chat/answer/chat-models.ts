/** What the chat needs of `inference`: a model for a task, with its real context window. Types only. */
import type { ModelManager } from '../../inference/model-manager.js';

export type ChatModels = Pick<ModelManager, 'choose'>;
