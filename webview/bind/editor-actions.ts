/** Actions of a person that concern the editor. Each is one request; a failure is shown as a notice. */

import { isAbort } from '../../server/protocol/abort-error.js';
import type { Place, PlaceRange } from '../../server/protocol/place.js';
import type { ProblemAct } from '../model/rows/problem-button.js';
import type { ExtensionPort, MethodName, Params, Result } from '../port/extension-port.js';
import { problemOfFailure } from './failure.js';
import type { PanelStore, Surroundings } from './panel-store.js';

type EditorAct = Exclude<ProblemAct, 'ask-again'> | 'show-status' | 'search';

/** A line has room for no more. */
const maxTold = 3;

export class EditorActions {
  readonly #store: PanelStore;
  readonly #port: ExtensionPort;
  readonly #surroundings: Surroundings;

  constructor(store: PanelStore, port: ExtensionPort, surroundings: Surroundings) {
    this.#store = store;
    this.#port = port;
    this.#surroundings = surroundings;
  }

  /** A place opens at the line that matched, a citation at its first line. */
  open(target: PlaceRange & Partial<Pick<Place, 'focusLine'>>, beside: boolean): void {
    const { folder, path, startLine, endLine, focusLine } = target;
    const range = { folder, path, startLine, endLine };
    void this.do('editor/open', focusLine === undefined ? { range, beside } : { range, beside, focusLine });
  }

  copy(text: string): void {
    void this.do('editor/copy', { text });
  }

  copyLink(conversationId: string, turnId: string): void {
    void this.do('editor/copyLink', { conversationId, turnId });
  }

  insert(text: string): void {
    void this.do('editor/insert', { text });
  }

  newFile(text: string, language: string): void {
    void this.do('editor/newFile', { text, language });
  }

  toTerminal(text: string): void {
    void this.do('editor/terminal', { text });
  }

  apply(text: string, language: string, path: string | undefined): void {
    void this.#applyAndTell(path === undefined ? { text, language } : { text, language, path });
  }

  /** Shows the proof of the changes as a notice, because the diff shows only the changes themselves. */
  async #applyAndTell(change: Params<'editor/apply'>): Promise<void> {
    const proof = await this.do('editor/apply', change);
    if (proof && proof.length > 0)
      this.#store.dispatch({ kind: 'notice', notice: { kind: 'done', text: proof.slice(0, maxTold).join(' · ') } });
  }

  openLink(url: string): void {
    void this.do('editor/openLink', { url });
  }

  act(action: EditorAct): void {
    void this.do('panel/act', { action });
  }

  /** Returns the lines of a preview, or undefined if they cannot be read, which the preview itself reports. */
  async lines(range: PlaceRange, signal: AbortSignal): Promise<string | undefined> {
    const { folder, path, startLine, endLine } = range;
    try {
      return (await this.#port.request('editor/lines', { range: { folder, path, startLine, endLine } }, signal)).text;
    } catch {
      return undefined;
    }
  }

  /** Returns undefined after a failure, which has been reported. */
  async do<Name extends MethodName>(name: Name, params: Params<Name>): Promise<Result<Name> | undefined> {
    try {
      return await this.#port.request(name, params, this.#surroundings.life);
    } catch (error) {
      if (!isAbort(error)) this.#store.dispatch({ kind: 'notice', notice: { kind: 'failed', problem: problemOfFailure(error) } });
      return undefined;
    }
  }
}
