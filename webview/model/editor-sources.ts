/** What the editor itself can attach, as rows of the `@` menu. Pure. */
import type { MenuRow } from './panel-state.js';
import type { Words } from './words/english.js';

export function editorSources(query: string, words: Words): readonly MenuRow[] {
  const rows: readonly Extract<MenuRow, { kind: 'editor' }>[] = [
    { kind: 'editor', source: 'selection', label: words.sourceSelection, detail: words.sourceSelectionDetail },
    { kind: 'editor', source: 'active-file', label: words.sourceActiveFile, detail: words.sourceActiveFileDetail },
    { kind: 'editor', source: 'open-editors', label: words.sourceOpenEditors, detail: words.sourceOpenEditorsDetail },
    { kind: 'editor', source: 'problems', label: words.sourceProblems, detail: words.sourceProblemsDetail },
  ];
  const wanted = query.toLowerCase();
  return rows.filter(row => row.source.startsWith(wanted) || row.label.toLowerCase().startsWith(wanted));
}
