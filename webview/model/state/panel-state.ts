/** Everything that the panel shows, as one immutable value. Pure: types, and the state of a new panel. */
import type { Attachment, ConversationHead, ConversationHit, QuestionContext } from '../../../server/protocol/chat.js';
import type { IndexStatus } from '../../../server/protocol/index-status.js';
import type { Completion, ContextMeasure } from '../../../server/protocol/methods/context-methods.js';
import type { ModelInfo } from '../../../server/protocol/methods/model-methods.js';
import type { ContextSource, ServerState } from '../../../server/protocol/panel-messages.js';
import type { Problem } from '../../../server/protocol/problem.js';
import { englishWording, type Wording } from '../../../server/protocol/sentences/sentence.js';
import { englishWords, type Words } from '../words/english.js';
import type { Asking, TurnState } from './turn-state.js';

export interface ConversationState {
  /** Made by the panel; the server learns it with the first question. */
  readonly id: string;
  readonly title: string;
  readonly turns: readonly TurnState[];
  /** Number of turns before the first of these; they are read when a person scrolls to them. */
  readonly nBefore: number;
  readonly life: 'new' | 'opening' | 'open';
}

/** What is being written in the input. */
export interface Draft {
  readonly text: string;
  readonly attachments: readonly Attachment[];
  /** The earlier turn whose question is being edited; sending branches the conversation there. */
  readonly editing: string | undefined;
  /** Keys of automatic context that the person removed, for this question only. */
  readonly removed: readonly string[];
  readonly context: QuestionContext;
}

/** What the editor would attach to any question, and whether places are searched for. */
export interface Around {
  readonly attachments: readonly Attachment[];
  readonly places: boolean;
  /** Whether web pages may be read. */
  readonly webPages: boolean;
}

export interface HistoryState {
  readonly query: string;
  /** Undefined until the first list has arrived. */
  readonly rows: readonly (ConversationHead | ConversationHit)[] | undefined;
  readonly renaming: string | undefined;
  /** True if conversations of other workspaces are listed too. */
  readonly everywhere: boolean;
}

/** One line at the bottom that disappears by itself. */
export type Notice =
  | { readonly kind: 'deleted'; readonly conversationId: string; readonly title: string }
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

export interface MenuState {
  readonly trigger: '/' | '@' | '#';
  readonly query: string;
  /** Offset of the trigger in the draft. */
  readonly at: number;
  readonly rows: readonly MenuRow[];
  readonly chosen: number;
}

/** A completion of the server, or something that the editor itself can attach. */
export type MenuRow =
  | { readonly kind: 'completion'; readonly completion: Completion }
  | { readonly kind: 'editor'; readonly source: EditorSource; readonly label: string; readonly detail: string };

/** Texts of the `editor` are available immediately; the other sources ask in a dialog of the editor. */
export type EditorSource = 'selection' | 'problems' | 'open-editors' | 'active-file' | ContextSource;

export interface PanelState {
  readonly language: string;
  /** Whether Mermaid diagrams are drawn. */
  readonly diagrams: boolean;
  readonly words: Words;
  /** The sentences of the server and the extension. */
  readonly wording: Wording;
  readonly server: ServerState;
  /** False while the editor shows something else in its place. */
  readonly isShown: boolean;
  readonly index: IndexStatus | undefined;
  readonly screen: 'conversation' | 'history';
  readonly conversation: ConversationState;
  /** The turn that the view should scroll to. */
  readonly sought: string | undefined;
  readonly queue: readonly Asking[];
  readonly draft: Draft;
  readonly around: Around;
  /** Index in the earlier questions while ArrowUp goes through them; undefined while a new draft is written. */
  readonly recalled: number | undefined;
  readonly menu: MenuState | undefined;
  readonly measure: ContextMeasure | undefined;
  /** Undefined until the server has answered. */
  readonly models: readonly ModelInfo[] | undefined;
  /** Why no model is known, if a server could not be asked. */
  readonly modelsProblem: Problem | undefined;
  /** The model that answers if none is chosen; undefined until the server has named it, or if there is none. */
  readonly chosenModel: string | undefined;
  /** Model for the next question; undefined for the configured one. */
  readonly model: string | undefined;
  readonly suggestions: readonly string[] | undefined;
  readonly history: HistoryState;
  readonly notice: Notice | undefined;
}

export const emptyDraft: Draft = {
  text: '',
  attachments: [],
  editing: undefined,
  removed: [],
  context: { places: true, without: [] },
};

export const emptyConversation = (id: string): ConversationState => ({ id, title: '', turns: [], nBefore: 0, life: 'new' });

export function initialState(conversationId: string): PanelState {
  return {
    language: 'en',
    diagrams: false,
    words: englishWords,
    wording: englishWording,
    server: 'up',
    isShown: true,
    index: undefined,
    screen: 'conversation',
    conversation: emptyConversation(conversationId),
    sought: undefined,
    queue: [],
    draft: emptyDraft,
    around: { attachments: [], places: true, webPages: false },
    recalled: undefined,
    menu: undefined,
    measure: undefined,
    models: undefined,
    modelsProblem: undefined,
    chosenModel: undefined,
    model: undefined,
    suggestions: undefined,
    history: { query: '', rows: undefined, renaming: undefined, everywhere: false },
    notice: undefined,
  };
}
