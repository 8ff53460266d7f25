/** The context of the question being written: what a person attached, and what the editor adds unless the person removes it. Pure. */
import type { Attachment, QuestionContext } from '../../../server/protocol/chat.js';
import type { PlaceRange } from '../../../server/protocol/place.js';
import type { PanelState } from './panel-state.js';

export interface Outgoing {
  /** What a person attached comes first. */
  readonly attachments: readonly Attachment[];
  readonly context: QuestionContext;
}

export function outgoing(state: Pick<PanelState, 'draft' | 'around'>): Outgoing {
  const { draft, around } = state;
  return {
    attachments: [...draft.attachments, ...automaticAttachments(state)],
    context: { places: around.places && draft.context.places, without: draft.context.without },
  };
}

/** An edited question keeps its original context. */
export function automaticAttachments({ draft, around }: Pick<PanelState, 'draft' | 'around'>): readonly Attachment[] {
  if (draft.editing !== undefined) return [];
  return around.attachments.filter(
    attachment => !draft.removed.includes(automaticKey(attachment)) && !draft.attachments.some(other => covers(other, attachment)),
  );
}

/** Identifies a source and its file, so that a removed attachment stays removed while the cursor moves within the file. */
export function automaticKey(attachment: Attachment): string {
  // Undefined for kinds of attachment without a range.
  const { range } = attachment as { readonly range?: PlaceRange };
  const source = 'automatic' in attachment ? attachment.automatic : '';
  return `${source} ${range?.folder} ${range?.path}`;
}

/** True if an image would be sent to a model that sees none, so that a warning is shown before. If that is unknown, the server decides. */
export const seesNoImages = (state: Pick<PanelState, 'draft' | 'measure'>): boolean =>
  state.measure?.sees === false && state.draft.attachments.some(({ kind }) => kind === 'image');

function covers(outer: Attachment, inner: Attachment): boolean {
  if (inner.kind !== 'range' && inner.kind !== 'selection') return false;
  const { folder, path, startLine, endLine } = inner.range;
  if (outer.kind === 'file') return outer.folder === folder && outer.path === path;
  if (outer.kind !== 'range' && outer.kind !== 'selection') return false;
  const { range } = outer;
  return range.folder === folder && range.path === path && range.startLine <= startLine && range.endLine >= endLine;
}
