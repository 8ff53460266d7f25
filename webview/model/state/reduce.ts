/** Computes the next state of the panel. Pure: no React, no DOM, no port, no clock. */
import type { Turn } from '../../../server/protocol/chat.js';
import { foldItems } from './fold-items.js';
import type { LeftOutOfDraft, PanelMessage } from './panel-message.js';
import { type ConversationState, type Draft, emptyConversation, emptyDraft, type HistoryState, type PanelState } from './panel-state.js';
import { keptTurn, type TurnState } from './turn-state.js';

/** With more, a person would lose track of what they have asked. */
export const maxQueued = 10;
/** The protocol's limit. */
const maxWithout = 200;

/** Long because it is one switch with a case for each message. */
export function reduce(state: PanelState, message: PanelMessage): PanelState {
  switch (message.kind) {
    case 'language':
      return { ...state, language: message.language, words: message.words, wording: message.wording };
    case 'diagrams':
      return { ...state, diagrams: message.diagrams };
    case 'server':
      return { ...state, server: message.state };
    case 'shown':
      return { ...state, isShown: message.isShown };
    case 'index':
      // An older status may arrive after a newer one.
      return state.index && state.index.version > message.status.version ? state : { ...state, index: message.status };
    case 'models':
      return { ...state, models: message.models, modelsProblem: message.problem };
    case 'default-model':
      return { ...state, chosenModel: message.model };
    case 'selected-model':
      return { ...state, model: message.model };
    case 'suggestions':
      return { ...state, suggestions: message.questions };
    case 'revived':
      return { ...state, conversation: message.conversation };
    case 'opening':
      return {
        ...state,
        screen: 'conversation',
        queue: [],
        recalled: undefined,
        conversation: { ...emptyConversation(message.conversationId), title: message.title, life: 'opening' },
      };
    case 'opened':
      return { ...state, conversation: opened(state.conversation, message) };
    case 'earlier':
      return { ...state, conversation: withEarlier(state.conversation, message) };
    case 'new':
      return { ...state, screen: 'conversation', queue: [], recalled: undefined, conversation: emptyConversation(message.conversationId) };
    case 'sought':
      return { ...state, sought: message.turnId };
    case 'asked':
      return { ...state, recalled: undefined, conversation: asked(state.conversation, message.turn, message.replaces) };
    case 'queued':
      return state.queue.length >= maxQueued ? state : { ...state, queue: [...state.queue, message.queued] };
    case 'unqueued':
      return { ...state, queue: state.queue.filter(queued => queued.turnId !== message.turnId) };
    case 'items':
      return withTurn(state, message.turnId, turn => foldItems(turn, message.items, message.nowMs));
    case 'ended':
      return withTurn(state, message.turnId, turn => ({ ...turn, life: { kind: 'ended', end: message.end } }));
    case 'reopened':
      return withTurn(state, message.turnId, turn => ({
        ...turn,
        life:
          message.how === 'resuming'
            ? { kind: 'resuming', sinceMs: message.nowMs }
            : { kind: 'waiting', for: 'sending', detail: undefined, sinceMs: message.nowMs },
      }));
    case 'draft':
      return { ...state, draft: { ...state.draft, text: message.text }, recalled: undefined };
    case 'draft-set':
      return { ...state, draft: message.draft, recalled: undefined, menu: undefined };
    case 'attached': {
      const known = new Set(state.draft.attachments.map(attachment => JSON.stringify(attachment)));
      const fresh = message.attachments.filter(attachment => !known.has(JSON.stringify(attachment)));
      return { ...state, draft: { ...state.draft, attachments: [...state.draft.attachments, ...fresh] } };
    }
    case 'detached':
      return { ...state, draft: { ...state.draft, attachments: state.draft.attachments.filter((_, idx) => idx !== message.at) } };
    case 'around':
      return { ...state, around: message.around };
    case 'left-out':
      return { ...state, draft: without(state.draft, message.what) };
    case 'taken-back':
      return { ...state, draft: { ...state.draft, removed: emptyDraft.removed, context: emptyDraft.context } };
    case 'recalled':
      return recalled(state, message.step);
    case 'measured':
      return { ...state, measure: message.measure };
    case 'menu':
      return { ...state, menu: message.menu };
    case 'menu-moved':
      return state.menu ? { ...state, menu: { ...state.menu, chosen: message.chosen } } : state;
    case 'screen':
      return { ...state, screen: message.screen };
    case 'history-query':
      return { ...state, history: { ...state.history, query: message.query } };
    case 'history':
      // The result of an outdated query is dropped.
      return message.query === state.history.query ? { ...state, history: { ...state.history, rows: message.rows } } : state;
    case 'history-everywhere':
      return { ...state, history: { ...state.history, everywhere: message.everywhere } };
    case 'history-renaming':
      return { ...state, history: { ...state.history, renaming: message.conversationId } };
    case 'history-changed':
      return {
        ...state,
        conversation: state.conversation.id === message.head.id ? { ...state.conversation, title: message.head.title } : state.conversation,
        history: historyRows(state.history, rows => rows.map(row => (row.id === message.head.id ? { ...row, ...message.head } : row))),
      };
    case 'history-removed':
      return { ...state, history: historyRows(state.history, rows => rows.filter(row => row.id !== message.conversationId)) };
    case 'notice':
      return { ...state, notice: message.notice };
  }
}

function opened(current: ConversationState, message: Extract<PanelMessage, { kind: 'opened' }>): ConversationState {
  const { conversation, nowMs } = message;
  // The person has opened another conversation while this one was read.
  if (current.id !== conversation.id) return current;
  const known = new Map(current.turns.map(turn => [turn.id, turn]));
  const turns = conversation.turns.map(turn => {
    const shown = known.get(turn.id);
    return shown && isNewer(shown, turn) ? shown : keptTurn(turn, nowMs);
  });
  const kept = new Set(turns.map(turn => turn.id));
  const unknown = current.turns.filter(turn => turn.life.kind !== 'ended' && !kept.has(turn.id));
  // Only the end of a long conversation is sent; earlier turns that were read stay.
  const first = turns[0] ? current.turns.findIndex(({ id }) => id === turns[0]!.id) : -1;
  const before = current.turns.slice(0, Math.max(0, first));
  return {
    id: conversation.id,
    title: conversation.title,
    turns: [...before, ...turns, ...unknown],
    nBefore: Math.max(0, conversation.nTurns - conversation.turns.length - before.length),
    life: 'open',
  };
}

function withEarlier(current: ConversationState, message: Extract<PanelMessage, { kind: 'earlier' }>): ConversationState {
  const { conversationId, before, turns, nowMs } = message;
  if (current.id !== conversationId || current.turns[0]?.id !== before) return current;
  const nBefore = turns.length === 0 ? 0 : Math.max(0, current.nBefore - turns.length);
  return { ...current, turns: [...turns.map(turn => keptTurn(turn, nowMs)), ...current.turns], nBefore };
}

/**
 * A turn that streams here is newer than the stored one. One that ended here with the same text has more details, such as how long the
 * search took.
 */
function isNewer({ life, text, citations }: TurnState, kept: Turn): boolean {
  if (life.kind === 'resuming') return false;
  return life.kind !== 'ended' || (life.end.kind === kept.end?.kind && text === kept.text && citations.length === kept.citations.length);
}

function asked(conversation: ConversationState, turn: TurnState, replaces: string | undefined): ConversationState {
  const cut = replaces === undefined ? -1 : conversation.turns.findIndex(({ id }) => id === replaces);
  const before = cut < 0 ? conversation.turns : conversation.turns.slice(0, cut);
  return { ...conversation, title: conversation.title || turn.question, turns: [...before, turn], life: 'open' };
}

function withTurn(state: PanelState, turnId: string, change: (turn: TurnState) => TurnState): PanelState {
  const idx = state.conversation.turns.findLastIndex(turn => turn.id === turnId);
  const turn = state.conversation.turns[idx];
  if (!turn) return state;
  const next = change(turn);
  return next === turn ? state : { ...state, conversation: { ...state.conversation, turns: state.conversation.turns.with(idx, next) } };
}

function without(draft: Draft, what: LeftOutOfDraft): Draft {
  switch (what.kind) {
    case 'attachment':
      return { ...draft, removed: [...draft.removed, what.key] };
    case 'place':
      return { ...draft, context: { ...draft.context, without: [...draft.context.without, what.range].slice(-maxWithout) } };
    case 'places':
      return { ...draft, context: { ...draft.context, places: false } };
  }
}

/** ArrowUp goes to older questions, ArrowDown back towards the empty draft. */
function recalled(state: PanelState, step: 1 | -1): PanelState {
  // A draft in progress is never overwritten.
  if (state.recalled === undefined && state.draft.text !== '') return state;
  const questions = state.conversation.turns.map(turn => turn.question);
  const next = (state.recalled ?? questions.length) - step;
  const question = questions[next];
  if (question !== undefined) return { ...state, recalled: next, draft: { ...state.draft, text: question } };
  return next >= questions.length && state.recalled !== undefined ? { ...state, recalled: undefined, draft: emptyDraft } : state;
}

const historyRows = (
  history: HistoryState,
  change: (rows: NonNullable<HistoryState['rows']>) => NonNullable<HistoryState['rows']>,
): HistoryState => (history.rows ? { ...history, rows: change(history.rows) } : history);
