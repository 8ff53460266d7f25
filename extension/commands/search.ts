/** Vibe: Search. Finds places by words, names and meaning while a person types. */
import * as vscode from 'vscode';
import { SearchPick } from '../editor/search-pick.js';
import type { Command } from './command.js';

export const search: Command = {
  id: 'vibe.search',
  run: services =>
    new SearchPick(services, {
      placeholder: vscode.l10n.t('Search this workspace by words or by meaning'),
      queryOf: typed => typed,
    }).show(),
};
