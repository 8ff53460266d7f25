/** The input: the draft, its context, completion menus, the meter, and sending. */

import { isAbort } from '../../server/protocol/abort-error.js';
import type { Attachment } from '../../server/protocol/chat.js';
import type { Completion } from '../../server/protocol/methods/context-methods.js';
import { withoutImage } from '../../server/protocol/without-image.js';
import { editorSources, isAtHand } from '../model/rows/editor-sources.js';
import { triggerAt } from '../model/rows/trigger-at.js';
import { outgoing, seesNoImages } from '../model/state/outgoing.js';
import type { LeftOutOfDraft } from '../model/state/panel-message.js';
import { type Around, emptyDraft, type MenuRow } from '../model/state/panel-state.js';
import type { TurnState } from '../model/state/turn-state.js';
import { fillWords } from '../model/words/fill-words.js';
import type { ExtensionPort } from '../port/extension-port.js';
import type { Answers } from './answers.js';
import type { ConversationActions } from './conversation-actions.js';
import type { EditorActions } from './editor-actions.js';
import { problemOfFailure } from './failure.js';
import type { PanelStore, Surroundings } from './panel-store.js';
import { shrinkImage } from './shrink-image.js';

/** The protocol's limit. */
const maxPasted = 200_000;
/** More images would fill any window. */
const maxImages = 4;
/** Pause in typing after which the meter is updated. */
const measurePauseMs = 200;

export class Composer {
  readonly #store: PanelStore;
  readonly #port: ExtensionPort;
  readonly #answers: Answers;
  readonly #conversations: ConversationActions;
  readonly #editor: EditorActions;
  readonly #surroundings: Surroundings;
  #completing = new AbortController();
  #measuring = new AbortController();
  #cancelMeasure: () => void = () => undefined;
  /** Offset of a trigger that the person dismissed with Escape; it stays closed. */
  #dismissedAt: number | undefined;

  constructor(
    store: PanelStore,
    port: ExtensionPort,
    parts: { readonly answers: Answers; readonly conversations: ConversationActions; readonly editor: EditorActions },
    surroundings: Surroundings,
  ) {
    this.#store = store;
    this.#port = port;
    this.#answers = parts.answers;
    this.#conversations = parts.conversations;
    this.#editor = parts.editor;
    this.#surroundings = surroundings;
  }

  type(text: string, caret: number): void {
    this.#store.dispatch({ kind: 'draft', text });
    this.complete(caret);
    this.measure();
  }

  /** Asks immediately, or after the running answer. An edited question begins a branch. */
  send(): void {
    const { draft, words } = this.#store.state;
    const question = draft.text.trim();
    if (question === '') return;
    const sent = outgoing(this.#store.state);
    if (seesNoImages(this.#store.state)) return;
    if (draft.editing !== undefined) {
      this.#store.dispatch({ kind: 'draft-set', draft: emptyDraft });
      void this.#conversations.branch(draft.editing, question, sent);
      return;
    }
    if (!this.#answers.ask(question, sent)) {
      this.#store.dispatch({ kind: 'notice', notice: { kind: 'done', text: words.queueFull } });
      return;
    }
    this.#store.dispatch({ kind: 'draft-set', draft: emptyDraft });
    this.closeMenu();
    this.measure();
  }

  /** A command or code action of the editor brings a question, or only its context; in that case the typed text stays. */
  bring(question: string, attachments: readonly Attachment[], send: boolean): void {
    this.#store.dispatch({ kind: 'screen', screen: 'conversation' });
    this.#store.dispatch({
      kind: 'draft-set',
      draft: { ...emptyDraft, text: question === '' ? this.#store.state.draft.text : question, attachments },
    });
    if (send) this.send();
    else this.measure();
  }

  edit(turn: TurnState): void {
    const { question: text, attachments, context = emptyDraft.context } = turn;
    this.#store.dispatch({ kind: 'draft-set', draft: { ...emptyDraft, text, attachments, context, editing: turn.id } });
    this.measure();
  }

  cancelEdit(): void {
    this.#store.dispatch({ kind: 'draft-set', draft: emptyDraft });
  }

  recall(step: 1 | -1): void {
    this.#store.dispatch({ kind: 'recalled', step });
  }

  attach(attachments: readonly Attachment[]): void {
    this.#store.dispatch({ kind: 'attached', attachments });
    this.measure();
  }

  detach(at: number): void {
    this.#store.dispatch({ kind: 'detached', at });
    this.measure();
  }

  /** Sets what the editor would attach now. */
  setAround(around: Around): void {
    this.#store.dispatch({ kind: 'around', around });
    this.measure();
  }

  /** Removes something from this question only. */
  leaveOut(what: LeftOutOfDraft): void {
    this.#store.dispatch({ kind: 'left-out', what });
    this.measure();
  }

  takeBack(): void {
    this.#store.dispatch({ kind: 'taken-back' });
    this.measure();
  }

  /** For code that was copied from a file of the workspace, replaces the pasted text by a reference to its lines. */
  async pasted(text: string, at: number): Promise<void> {
    if (!text.trim().includes('\n') || text.length > maxPasted) return;
    const [origin] = (await this.#editor.do('editor/origin', { text })) ?? [];
    const { draft } = this.#store.state;
    if (!origin || draft.text.slice(at, at + text.length) !== text) return;
    this.#store.dispatch({ kind: 'draft', text: draft.text.slice(0, at) + draft.text.slice(at + text.length) });
    this.attach([origin]);
  }

  /** Attaches pasted, dropped or chosen images; each is scaled down to what a model can use. */
  async attachImages(files: readonly File[]): Promise<void> {
    const { draft, words } = this.#store.state;
    const room = maxImages - draft.attachments.filter(({ kind }) => kind === 'image').length;
    const shrunk = await Promise.all(files.slice(0, Math.max(0, room)).map(shrinkImage));
    const images = shrunk.filter(image => image !== undefined);
    if (images.length > 0) this.attach(images);
    if (images.length === files.length) return;
    const text = files.length > room ? fillWords(words, 'imagesTooMany', { n: maxImages }) : words.imageUnreadable;
    this.#store.dispatch({ kind: 'notice', notice: { kind: 'done', text } });
  }

  async attachUris(uris: readonly string[]): Promise<void> {
    const attachments = await this.#editor.do('editor/attachUris', { uris: uris.slice(0, 50) });
    if (attachments) this.attach(attachments);
  }

  chooseModel(model: string | undefined): void {
    this.#store.dispatch({ kind: 'selected-model', model });
    this.measure();
  }

  /** Opens, updates or closes the menu for the word before the caret. */
  complete(caret: number): void {
    const trigger = triggerAt(this.#store.state.draft.text, caret);
    this.#completing.abort();
    if (!trigger || trigger.at === this.#dismissedAt) {
      if (!trigger) this.#dismissedAt = undefined;
      if (this.#store.state.menu) this.#store.dispatch({ kind: 'menu', menu: undefined });
      return;
    }
    this.#dismissedAt = undefined;
    this.#completing = new AbortController();
    const shown = this.#store.state.menu;
    const sources: readonly MenuRow[] =
      trigger.trigger === '@' ? editorSources(trigger.query, this.#store.state.words, this.#store.state.around.webPages) : [];
    const kept = shown && shown.trigger === trigger.trigger ? shown.rows.filter(row => row.kind === 'completion') : [];
    this.#store.dispatch({ kind: 'menu', menu: { ...trigger, rows: [...sources, ...kept], chosen: 0 } });
    void this.#complete(trigger, sources, this.#completing.signal);
  }

  async #complete(trigger: NonNullable<ReturnType<typeof triggerAt>>, sources: readonly MenuRow[], signal: AbortSignal): Promise<void> {
    let completions: readonly Completion[] = [];
    try {
      completions = await this.#port.request('context/complete', { trigger: trigger.trigger, query: trigger.query }, signal);
    } catch (error) {
      if (isAbort(error)) return;
    }
    const rows: readonly MenuRow[] = [...sources, ...completions.map(completion => ({ kind: 'completion' as const, completion }))];
    this.#store.dispatch({ kind: 'menu', menu: { ...trigger, rows, chosen: 0 } });
  }

  moveInMenu(chosen: number): void {
    this.#store.dispatch({ kind: 'menu-moved', chosen });
  }

  closeMenu(): void {
    this.#completing.abort();
    this.#dismissedAt = this.#store.state.menu?.at;
    this.#store.dispatch({ kind: 'menu', menu: undefined });
  }

  /** Inserts a row of the menu into the draft. Returns the caret's new offset. */
  accept(row: MenuRow): number {
    const { menu, draft } = this.#store.state;
    if (!menu) return draft.text.length;
    const insert = row.kind === 'completion' ? row.completion.insert : '';
    const after = draft.text.slice(menu.at + 1 + menu.query.length);
    const written = insert === '' || /^\s/.test(after) ? insert : `${insert} `;
    this.#store.dispatch({ kind: 'draft', text: draft.text.slice(0, menu.at) + written + (insert === '' ? after.trimStart() : after) });
    this.closeMenu();
    this.#dismissedAt = undefined;
    if (row.kind === 'editor') void this.#attachFromEditor(row);
    else if (row.completion.attachment) this.attach([row.completion.attachment]);
    else this.measure();
    return menu.at + written.length;
  }

  async #attachFromEditor(row: Extract<MenuRow, { kind: 'editor' }>): Promise<void> {
    const { source } = row;
    const attachments = isAtHand(source)
      ? await this.#editor.do('editor/attach', { kind: source })
      : await this.#editor.do('editor/pick', { source });
    if (!attachments) return;
    if (attachments.length > 0) this.attach(attachments);
    // A dialog that is cancelled needs no message.
    else if (isAtHand(source))
      this.#store.dispatch({ kind: 'notice', notice: { kind: 'done', text: this.#store.state.words.sourceEmpty } });
  }

  /** Measures how full the model's window would be, once the person pauses. */
  measure(): void {
    this.#cancelMeasure();
    this.#measuring.abort();
    this.#measuring = new AbortController();
    const { signal } = this.#measuring;
    this.#cancelMeasure = this.#surroundings.later(measurePauseMs, () => void this.#measure(signal));
  }

  async #measure(signal: AbortSignal): Promise<void> {
    const { draft, conversation, model } = this.#store.state;
    const { attachments, context } = outgoing(this.#store.state);
    try {
      const measure = await this.#port.request(
        'context/measure',
        {
          question: draft.text,
          // The tokens of an image depend only on its size, so the image itself is not sent.
          attachments: attachments.map(withoutImage),
          context: { ...context, without: [...context.without] },
          ...(conversation.life === 'new' ? {} : { conversationId: conversation.id }),
          ...(model === undefined ? {} : { model }),
        },
        signal,
      );
      this.#store.dispatch({ kind: 'measured', measure });
    } catch (error) {
      // Without a model there is no window to fill, so no meter is shown.
      if (!isAbort(error) && problemOfFailure(error).code !== 'server-down') this.#store.dispatch({ kind: 'measured', measure: undefined });
    }
  }
}
