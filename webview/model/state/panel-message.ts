/** Everything that can happen to the panel: every change of its state is one of these. Pure types. */
import type { AskItem, Attachment, Conversation, ConversationHead, ConversationHit, Turn, TurnEnd } from '../../../server/protocol/chat.js';
import type { IndexStatus } from '../../../server/protocol/index-status.js';
import type { ContextMeasure } from '../../../server/protocol/methods/context-methods.js';
import type { ModelInfo } from '../../../server/protocol/methods/model-methods.js';
import type { ServerState } from '../../../server/protocol/panel-messages.js';
import type { PlaceRange } from '../../../server/protocol/place.js';
import type { Problem } from '../../../server/protocol/problem.js';
import type { Wording } from '../../../server/protocol/sentences/sentence.js';
import type { Words } from '../words/english.js';
import type { Around, ConversationState, Draft, MenuState, Notice } from './panel-state.js';
import type { Asking, TurnState } from './turn-state.js';

export type PanelMessage =
  | { readonly kind: 'language'; readonly language: string; readonly words: Words; readonly wording: Wording }
  | { readonly kind: 'diagrams'; readonly diagrams: boolean }
  | { readonly kind: 'server'; readonly state: ServerState }
  | { readonly kind: 'shown'; readonly isShown: boolean }
  | { readonly kind: 'index'; readonly status: IndexStatus }
  /** `problem`: why the list is empty, if a server could not be asked. */
  | { readonly kind: 'models'; readonly models: readonly ModelInfo[]; readonly problem: Problem | undefined }
  /** The model that the server uses if the person selects none. */
  | { readonly kind: 'default-model'; readonly model: string | undefined }
  /** The model that the person selected; undefined leaves the choice to the server. */
  | { readonly kind: 'selected-model'; readonly model: string | undefined }
  | { readonly kind: 'suggestions'; readonly questions: readonly string[] }
  /** The conversation as the last panel left it; the server's version follows. */
  | { readonly kind: 'revived'; readonly conversation: ConversationState }
  | { readonly kind: 'opening'; readonly conversationId: string; readonly title: string }
  | { readonly kind: 'opened'; readonly conversation: Conversation; readonly nowMs: number }
  /** The turns right before `before`, oldest first. */
  | {
      readonly kind: 'earlier';
      readonly conversationId: string;
      readonly before: string;
      readonly turns: readonly Turn[];
      readonly nowMs: number;
    }
  | { readonly kind: 'new'; readonly conversationId: string }
  /** The view should scroll to this turn. */
  | { readonly kind: 'sought'; readonly turnId: string | undefined }
  | { readonly kind: 'asked'; readonly turn: TurnState; readonly replaces: string | undefined }
  | { readonly kind: 'queued'; readonly queued: Asking }
  | { readonly kind: 'unqueued'; readonly turnId: string }
  | { readonly kind: 'items'; readonly turnId: string; readonly items: readonly AskItem[]; readonly nowMs: number }
  | { readonly kind: 'ended'; readonly turnId: string; readonly end: TurnEnd }
  /** The answer is requested again from its beginning (`resuming`), or continues where it stopped (`continuing`). */
  | { readonly kind: 'reopened'; readonly turnId: string; readonly how: 'resuming' | 'continuing'; readonly nowMs: number }
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'draft-set'; readonly draft: Draft }
  | { readonly kind: 'attached'; readonly attachments: readonly Attachment[] }
  | { readonly kind: 'detached'; readonly at: number }
  | { readonly kind: 'around'; readonly around: Around }
  /** This automatic context is not sent with this question. */
  | { readonly kind: 'left-out'; readonly what: LeftOutOfDraft }
  /** Everything that was removed is sent again. */
  | { readonly kind: 'taken-back' }
  | { readonly kind: 'recalled'; readonly step: 1 | -1 }
  | { readonly kind: 'measured'; readonly measure: ContextMeasure | undefined }
  | { readonly kind: 'menu'; readonly menu: MenuState | undefined }
  | { readonly kind: 'menu-moved'; readonly chosen: number }
  | { readonly kind: 'screen'; readonly screen: 'conversation' | 'history' }
  | { readonly kind: 'history-query'; readonly query: string }
  | { readonly kind: 'history'; readonly query: string; readonly rows: readonly (ConversationHead | ConversationHit)[] }
  | { readonly kind: 'history-everywhere'; readonly everywhere: boolean }
  | { readonly kind: 'history-renaming'; readonly conversationId: string | undefined }
  | { readonly kind: 'history-changed'; readonly head: ConversationHead }
  | { readonly kind: 'history-removed'; readonly conversationId: string }
  | { readonly kind: 'notice'; readonly notice: Notice | undefined };

export type LeftOutOfDraft =
  | { readonly kind: 'attachment'; readonly key: string }
  | { readonly kind: 'place'; readonly range: PlaceRange }
  | { readonly kind: 'places' };
