/** The name on a context chip. Pure. */
import type { Attachment } from '../../server/protocol/chat.js';
import { shortPath } from './place-label.js';
import type { Words } from './words/english.js';

export function attachmentLabel(attachment: Attachment, words: Words): { readonly label: string; readonly title: string } {
  switch (attachment.kind) {
    case 'range':
    case 'selection': {
      const { path, startLine, endLine } = attachment.range;
      return { label: `${shortPath(path)}:${startLine}–${endLine}`, title: `${path}:${startLine}-${endLine}` };
    }
    case 'file':
      return { label: shortPath(attachment.path), title: attachment.path };
    case 'folder':
      return { label: `${shortPath(attachment.path)}/`, title: attachment.path };
    case 'problems':
      return { label: words.problems, title: attachment.text.slice(0, 500) };
    case 'text':
    case 'conversation':
      return { label: attachment.title, title: attachment.title };
  }
}
