/** What goes with the question that is being written: what a person attached, and what the editor adds as long as nobody takes it away. Pure. */
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

/** A question that is edited carries what it carried then. */
export function automaticAttachments({ draft, around }: Pick<PanelState, 'draft' | 'around'>): readonly Attachment[] {
  if (draft.editing !== undefined) return [];
  return around.attachments.filter(
    attachment => !draft.removed.includes(automaticKey(attachment)) && !draft.attachments.some(other => covers(other, attachment)),
  );
}

/** A source and its file: what was taken away stays away while the cursor moves on in the same file. */
export function automaticKey(attachment: Attachment): string {
  // Read as absent from the kinds of attachment that have no range.
  const { range } = attachment as { readonly range?: PlaceRange };
  const source = 'automatic' in attachment ? attachment.automatic : '';
  return `${source} ${range?.folder} ${range?.path}`;
}

/** An image would go to a model that sees none: told before it is sent. Not known is not no: the server has the last word. */
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
