/** The completion menu for the word before the caret. The input keeps the focus and names the selected row. */
import { useContext, useEffect, useRef } from 'react';
import type { EditorSource, MenuRow, MenuState } from '../../model/state/panel-state.js';
import { spellHidden } from '../../model/text/visible-marks.js';
import type { Words } from '../../model/words/english.js';
import { Icon, type IconName } from '../frame/Icon.js';
import { useSay, WordsContext } from '../frame/words.js';

export const menuRowId = (idx: number): string => `completion-${idx}`;

export function CompletionMenu({ menu, onAccept }: { menu: MenuState; onAccept: (row: MenuRow) => void }) {
  const say = useSay();
  const { words } = useContext(WordsContext);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // Newer browsers return a promise here, which React would take for a clean-up function.
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [menu.chosen]);
  const label = menu.trigger === '/' ? say('menuCommands') : menu.trigger === '@' ? say('menuContext') : say('menuSymbols');
  return (
    <div className="menu">
      <div id="completion-menu" ref={list} role="listbox" aria-label={label}>
        {menu.rows.map((row, idx) => {
          const { label, detail, icon } = shownRow(row, words);
          return (
            // The input has the focus and handles the keys; only the pointer is handled here.
            <div
              key={idx}
              id={menuRowId(idx)}
              role="option"
              tabIndex={-1}
              aria-selected={idx === menu.chosen}
              className="menu-row"
              onPointerDown={event => {
                event.preventDefault();
                onAccept(row);
              }}
            >
              <Icon name={icon} />
              <span className="menu-label">{spellHidden(label)}</span>
              {detail === label ? null : <span className="menu-detail dim">{spellHidden(detail)}</span>}
            </div>
          );
        })}
      </div>
      {menu.rows.length === 0 ? <div className="menu-nothing dim">{say('menuNothing')}</div> : null}
    </div>
  );
}

const sourceIcons: Readonly<Record<EditorSource, IconName>> = {
  selection: 'mention',
  'active-file': 'mention',
  'open-editors': 'mention',
  problems: 'warning',
  'git-changes': 'diff',
  'git-staged': 'diff',
  'git-commit': 'git-commit',
  'git-branch': 'git-branch',
  terminal: 'terminal',
  meaning: 'search',
  document: 'book',
  'web-page': 'globe',
  conversation: 'comment',
};

function shownRow(row: MenuRow, words: Words): { readonly label: string; readonly detail: string; readonly icon: IconName } {
  if (row.kind === 'editor') return { label: row.label, detail: row.detail, icon: sourceIcons[row.source] };
  const { label, kind } = row.completion;
  const detail = kind === 'conversation' ? words.earlierConversation : row.completion.detail;
  switch (kind) {
    case 'command':
    case 'prompt':
      return { label, detail, icon: 'terminal' };
    case 'file':
      return { label, detail, icon: 'file' };
    case 'folder':
      return { label, detail, icon: 'folder' };
    case 'symbol':
      return { label, detail, icon: 'symbol-method' };
    case 'conversation':
      return { label, detail, icon: 'comment' };
  }
}
