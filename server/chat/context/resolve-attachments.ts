/**
 * Turns attachments into texts that can be packed. Secrets in them are redacted. If a file cannot be read, the turn fails with its name.
 */

import type { Conversations } from '../../conversations/conversations.js';
import type { Attachment } from '../../protocol/chat.js';
import type { PlaceRange } from '../../protocol/place.js';
import { ProblemError } from '../../protocol/problem.js';
import { say } from '../../protocol/sentences/sentence.js';
import type { FindPlaces } from '../answer/answer-run.js';
import { excerptOf } from '../answer/excerpt-of.js';
import type { PackedAttachment } from '../answer/pack.js';
import type { WorkspaceFiles } from './workspace-files.js';

export interface AttachmentSources {
  readonly files: WorkspaceFiles;
  /** Returns the text of an open file that differs from the disk. */
  readonly unsaved: (folder: string, path: string) => string | undefined;
  readonly conversations: Conversations;
  readonly search: FindPlaces;
  readonly labelOf: (range: PlaceRange) => string;
}

/** Number of places that an attached folder adds. */
const maxFolderPlaces = 6;
const noEnd = 10_000_000;
/** Approximate cost: vision models cut an image into patches. */
const pixelsPerToken = 750;
const maxImageTokens = 1_600;

export const imageTokens = (width: number, height: number): number =>
  Math.min(maxImageTokens, Math.ceil((width * height) / pixelsPerToken));

export async function resolveAttachments(
  attachments: readonly Attachment[],
  question: string,
  sources: AttachmentSources,
  signal: AbortSignal,
): Promise<readonly PackedAttachment[]> {
  const resolved: PackedAttachment[] = [];
  for (const attachment of attachments) {
    const isAutomatic = 'automatic' in attachment && attachment.automatic !== undefined;
    try {
      const packed = await resolve(attachment, question, sources, signal);
      // A selection is the subject of the question, even if the editor attached it.
      const isExtra = isAutomatic && attachment.automatic !== 'selection';
      resolved.push(...(isExtra ? packed.map(item => (item.kind === 'file' ? { ...item, automatic: true } : item)) : packed));
    } catch (error) {
      // An automatic attachment that cannot be read or holds secrets is left out silently.
      if (!isAutomatic || !(error instanceof ProblemError)) throw error;
    }
  }
  return resolved;
}

async function resolve(
  attachment: Attachment,
  question: string,
  sources: AttachmentSources,
  signal: AbortSignal,
): Promise<readonly PackedAttachment[]> {
  const { conversations, search, labelOf } = sources;
  switch (attachment.kind) {
    case 'file': {
      const { folder, path } = attachment;
      const text = await textOf(folder, path, sources, signal);
      return [fileOf({ folder, path, startLine: 1, endLine: noEnd }, text, labelOf)];
    }
    case 'range': {
      const { range } = attachment;
      const lines = (await textOf(range.folder, range.path, sources, signal)).split(/\r?\n/);
      return [fileOf(range, lines.slice(range.startLine - 1, range.endLine).join('\n'), labelOf)];
    }
    case 'selection':
      return [fileOf(attachment.range, attachment.text, labelOf)];
    case 'problems':
      return [{ kind: 'note', title: "The editor's problems", text: attachment.text }];
    case 'text':
      return [{ kind: 'note', title: attachment.title, text: attachment.text }];
    case 'folder': {
      const { places } = await search({ query: question, limit: 50, folder: attachment.folder }, signal);
      const inside = places.filter(({ path }) => attachment.path === '' || path.startsWith(`${attachment.path}/`));
      return inside.slice(0, maxFolderPlaces).map(place => ({ kind: 'file', excerpt: excerptOf(place, labelOf(place)) }));
    }
    case 'image': {
      const { name, mediaType, data, width, height } = attachment;
      if (data === '') throw new ProblemError('not-found', say('imageNotKept', { name }), say('attachAgain'));
      return [{ kind: 'image', name, mediaType, data, nTokens: imageTokens(width, height) }];
    }
    case 'conversation': {
      const { turns } = await conversations.open(attachment.conversationId, signal);
      const text = turns.map(turn => `Question: ${turn.question}\n${turn.text}`).join('\n\n');
      return [{ kind: 'note', title: `Earlier conversation: ${attachment.title}`, text }];
    }
  }
}

/** Returns the text in the editor. The disk is read anyway, because its refusals (secrets, other folders) hold for unsaved text too. */
async function textOf(folder: string, path: string, { files, unsaved }: AttachmentSources, signal: AbortSignal): Promise<string> {
  const stored = await files.read(folder, path, signal);
  return unsaved(folder, path) ?? stored;
}

function fileOf(range: PlaceRange, text: string, labelOf: (range: PlaceRange) => string): PackedAttachment {
  const clean = text.replace(/\r?\n$/, '');
  const endLine = range.startLine + clean.split(/\r?\n/).length - 1;
  return { kind: 'file', excerpt: { label: labelOf(range), range: { ...range, endLine }, text: clean, name: '' } };
}
