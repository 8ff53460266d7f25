/** Checks messages from the extension: those without the shape of a `PanelReply` are dropped. Pure. */

import { isRecord } from '../../server/protocol/is-record.js';
import type { PanelReply } from '../../server/protocol/panel-messages.js';
import { serverEventNames } from '../../server/protocol/server-events.js';

/** Returns `data` as a reply, or undefined. The content of a method's result is trusted: the extension took it from the typed table. */
export function checkReply(data: unknown): PanelReply | undefined {
  return isReply(data) ? data : undefined;
}

function isReply(data: unknown): data is PanelReply {
  if (!isRecord(data)) return false;
  switch (data['type']) {
    case 'result':
      return isId(data['id']);
    case 'problem': {
      const problem = data['problem'];
      return (
        isId(data['id']) &&
        isRecord(problem) &&
        typeof problem['code'] === 'string' &&
        ['text', 'remedy'].every(field => isSentence(problem[field]))
      );
    }
    case 'items':
      return isId(data['id']) && Array.isArray(data['items']) && data['items'].every(isRecord);
    case 'event':
      return serverEventNames.some(name => name === data['name']) && isRecord(data['payload']);
    case 'ask':
      return typeof data['question'] === 'string' && Array.isArray(data['attachments']) && typeof data['send'] === 'boolean';
    case 'around':
      return Array.isArray(data['attachments']) && typeof data['places'] === 'boolean' && typeof data['webPages'] === 'boolean';
    case 'open':
      return typeof data['conversationId'] === 'string' && typeof data['turnId'] === 'string';
    case 'new':
    case 'history':
      return true;
    case 'shown':
      return typeof data['isShown'] === 'boolean';
    case 'server':
      return data['state'] === 'up' || data['state'] === 'restarting' || data['state'] === 'down';
    default:
      return false;
  }
}

const isSentence = (value: unknown): boolean => isRecord(value) && typeof value['id'] === 'string' && isRecord(value['args']);
const isId = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);
