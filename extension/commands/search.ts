/** Vibe: Search. A quick pick with live results: each key press asks anew, moving through the list previews, Enter opens, Escape goes back. */
import * as vscode from 'vscode';
import type { Place } from '../../server/protocol/place.js';
import { problemOf } from '../../server/protocol/problem.js';
import { oneLine } from '../editor/status-words.js';
import { isAbort } from '../host/call-failure.js';
import type { Command, CommandWorld } from './command.js';

const limit = 30;
/** Long enough that holding the arrow key opens no file in passing. */
const previewAfterMs = 80;

interface PlaceRow extends vscode.QuickPickItem {
  readonly place?: Place;
}

export const search: Command = { id: 'vibe.search', run: world => new SearchPick(world).show() };

class SearchPick {
  readonly #world: CommandWorld;
  readonly #pick = vscode.window.createQuickPick<PlaceRow>();
  readonly #before = vscode.window.activeTextEditor;
  readonly #beforeSelection = vscode.window.activeTextEditor?.selection;
  #asked = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #accepted = false;

  constructor(world: CommandWorld) {
    this.#world = world;
  }

  show(): void {
    const pick = this.#pick;
    pick.placeholder = vscode.l10n.t('Search this workspace by words or by meaning');
    pick.onDidChangeValue(value => void this.#ask(value));
    pick.onDidChangeActive(([row]) => this.#preview(row));
    pick.onDidAccept(() => void this.#accept());
    pick.onDidHide(() => void this.#close());
    pick.show();
  }

  async #ask(value: string): Promise<void> {
    this.#asked.abort();
    const asked = new AbortController();
    this.#asked = asked;
    const query = value.trim();
    if (query === '') {
      this.#pick.items = [];
      this.#pick.busy = false;
      return;
    }
    this.#pick.busy = true;
    try {
      const { places, nFiles } = await this.#world.server.call('search/query', { query, limit }, asked.signal);
      if (asked.signal.aborted) return;
      this.#pick.items = places.length > 0 ? places.map(toRow) : [noteRow(vscode.l10n.t('Nothing found in {0} files', nFiles))];
    } catch (error) {
      if (isAbort(error)) return;
      const { message, remedy } = problemOf(error);
      this.#pick.items = [noteRow(`${message}. ${remedy}.`)];
    } finally {
      if (this.#asked === asked) this.#pick.busy = false;
    }
  }

  #preview(row: PlaceRow | undefined): void {
    clearTimeout(this.#timer);
    const place = row?.place;
    if (!place) return;
    this.#timer = setTimeout(() => {
      this.#world.opener
        .open(place, { preview: true, focusLine: place.focusLine })
        .catch((error: unknown) => this.#world.log.warn(problemOf(error).message));
    }, previewAfterMs);
  }

  async #accept(): Promise<void> {
    const place = this.#pick.activeItems[0]?.place;
    if (!place) return;
    this.#accepted = true;
    this.#pick.hide();
    await this.#world.opener.open(place, { focusLine: place.focusLine });
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
 * The text stands in the description, because the list sorts rows whose label matches what was typed to the top:
 * the order here is the ranking's.
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
