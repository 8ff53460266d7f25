/** A quick pick with live results: each key press searches again, moving through the list previews, Enter opens, Escape goes back. */
import * as vscode from 'vscode';
import { isAbort } from '../../server/protocol/abort-error.js';
import { errorText } from '../../server/protocol/error-text.js';
import type { Place } from '../../server/protocol/place.js';
import type { Caller } from '../host/caller.js';
import { failureLine } from '../host/editor-wording.js';
import type { PlaceOpener } from './open-place.js';
import { oneLine } from './status-words.js';

const limit = 30;
/** Long enough that holding an arrow key opens no files on the way. */
const previewAfterMs = 80;

interface PlaceRow extends vscode.QuickPickItem {
  readonly place?: Place;
}

export interface SearchPickServices {
  readonly server: Caller;
  readonly opener: PlaceOpener;
  readonly log: vscode.LogOutputChannel;
}

export interface SearchKind {
  readonly placeholder: string;
  /** Returns the query for the typed text; '' searches for nothing. */
  readonly queryOf: (typed: string) => string;
  readonly leavesOut?: (place: Place) => boolean;
}

export class SearchPick {
  readonly #services: SearchPickServices;
  readonly #kind: SearchKind;
  readonly #pick = vscode.window.createQuickPick<PlaceRow>();
  readonly #before = vscode.window.activeTextEditor;
  readonly #beforeSelection = vscode.window.activeTextEditor?.selection;
  #asked = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #accepted = false;

  constructor(services: SearchPickServices, kind: SearchKind) {
    this.#services = services;
    this.#kind = kind;
  }

  show(): void {
    const pick = this.#pick;
    pick.placeholder = this.#kind.placeholder;
    pick.onDidChangeValue(value => void this.#ask(value));
    pick.onDidChangeActive(([row]) => this.#preview(row));
    pick.onDidAccept(() => void this.#accept());
    pick.onDidHide(() => void this.#close());
    pick.show();
    void this.#ask('');
  }

  async #ask(value: string): Promise<void> {
    this.#asked.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const query = this.#kind.queryOf(value.trim());
    if (query === '') {
      this.#pick.items = [];
      this.#pick.busy = false;
      return;
    }
    this.#pick.busy = true;
    try {
      const { places, nFiles } = await this.#services.server.call('search/query', { query, limit }, asked.signal);
      if (asked.signal.aborted) return;
      const shown = places.filter(place => !this.#kind.leavesOut?.(place));
      this.#pick.items = shown.length > 0 ? shown.map(toRow) : [noteRow(vscode.l10n.t('Nothing found in {0} files', nFiles))];
    } catch (error) {
      if (isAbort(error)) return;
      this.#pick.items = [noteRow(failureLine(error))];
    } finally {
      if (this.#asked === asked) this.#pick.busy = false;
    }
  }

  #preview(row: PlaceRow | undefined): void {
    clearTimeout(this.#timer);
    const place = row?.place;
    if (!place) return;
    this.#timer = setTimeout(() => {
      this.#services.opener
        .open(place, { preview: true, focusLine: place.focusLine })
        .catch((error: unknown) => this.#services.log.warn(errorText(error)));
    }, previewAfterMs);
  }

  async #accept(): Promise<void> {
    const place = this.#pick.activeItems[0]?.place;
    if (!place) return;
    this.#accepted = true;
    this.#pick.hide();
    await this.#services.opener.open(place, { focusLine: place.focusLine });
  }

  async #close(): Promise<void> {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.#pick.dispose();
    if (this.#accepted || !this.#before || this.#before === vscode.window.activeTextEditor) return;
    await vscode.window.showTextDocument(this.#before.document, {
      ...(this.#before.viewColumn === undefined ? {} : { viewColumn: this.#before.viewColumn }),
      ...(this.#beforeSelection === undefined ? {} : { selection: this.#beforeSelection }),
    });
  }
}

/**
 * The text is in the description, because the list moves rows whose label matches the typed text to the top:
 * the order here is that of the ranking.
 */
function toRow(place: Place): PlaceRow {
  const name = place.chain.length > 0 ? `${place.chain.join('.')}  ` : '';
  const line = place.text.split('\n')[place.focusLine - place.startLine]?.trim() ?? '';
  return {
    label: '$(symbol-snippet)',
    description: oneLine(`${name}${place.path}:${place.focusLine}`),
    detail: oneLine(line),
    alwaysShow: true,
    place,
  };
}

const noteRow = (text: string): PlaceRow => ({ label: '$(info)', description: oneLine(text), alwaysShow: true });
