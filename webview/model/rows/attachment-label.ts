/** The label of a context chip. Pure. */
import type { Attachment, AutomaticSource } from '../../../server/protocol/chat.js';
import type { WordKey, Words } from '../words/english.js';
import { shortPath } from './place-label.js';

export interface AttachmentLabel {
  readonly label: string;
  readonly title: string;
  /** Where an automatic attachment comes from. */
  readonly source?: string;
}

const sources: Readonly<Record<AutomaticSource, WordKey>> = {
  selection: 'automaticSelection',
  'open-editor': 'automaticEditor',
  'recent-edit': 'automaticEdit',
};

export function attachmentLabel(attachment: Attachment, words: Words): AttachmentLabel {
  switch (attachment.kind) {
    case 'range':
    case 'selection': {
      const { path, startLine, endLine } = attachment.range;
      const named = { label: `${shortPath(path)}:${startLine}–${endLine}`, title: `${path}:${startLine}-${endLine}` };
      return attachment.automatic === undefined ? named : { ...named, source: words[sources[attachment.automatic]] };
    }
    case 'file':
      return { label: shortPath(attachment.path), title: attachment.path };
    case 'folder':
      return { label: `${shortPath(attachment.path)}/`, title: attachment.path };
    case 'problems':
      return { label: words.problems, title: attachment.text.slice(0, 500) };
    case 'image':
      return { label: attachment.name, title: `${attachment.name}, ${attachment.width} × ${attachment.height}` };
    case 'text':
    case 'conversation':
      return { label: attachment.title, title: attachment.title };
  }
}
