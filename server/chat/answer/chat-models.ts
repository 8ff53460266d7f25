/** What the chat asks of the inference room: a model for a task, with the window that it really has. Types only. */
import type { ModelManager } from '../../inference/model-manager.js';

export type ChatModels = Pick<ModelManager, 'choose'>;
