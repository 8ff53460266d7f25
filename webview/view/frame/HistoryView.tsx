/** The list of all conversations: search, open, pin, rename, export, delete. */
import { useRef } from 'react';
import type { ConversationHead, ConversationHit } from '../../../server/protocol/chat.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { historyGroups } from '../../model/rows/history-groups.js';
import { folderName, historyTime } from '../../model/rows/history-time.js';
import { spellHidden } from '../../model/text/visible-marks.js';
import { Icon } from './Icon.js';
import { IconButton } from './IconButton.js';
import { useSay } from './words.js';

/** A conversation that Vibe exported is smaller. */
const maxImportBytes = 20_000_000;

export function HistoryView() {
  const { conversations } = usePanel();
  const say = useSay();
  const { query, rows, everywhere } = usePanelState(state => state.history);
  const file = useRef<HTMLInputElement>(null);
  const read = async (chosen: File | undefined) => {
    if (chosen && chosen.size <= maxImportBytes) await conversations.import(await chosen.text());
  };
  return (
    <section
      className="history"
      aria-label={say('history')}
      onKeyDown={event => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        conversations.hideHistory();
      }}
    >
      <div className="history-head">
        <IconButton icon="chevron-left" label={say('historyBack')} onClick={() => conversations.hideHistory()} />
        <input
          type="search"
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for this list
          autoFocus
          value={query}
          placeholder={say('historySearch')}
          aria-label={say('historySearch')}
          onChange={event => conversations.search(event.target.value)}
        />
        <IconButton icon="add" label={say('newConversation')} onClick={() => conversations.begin()} />
        <IconButton icon="folder-opened" label={say('historyImport')} onClick={() => file.current?.click()} />
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          hidden
          onChange={event => {
            void read(event.target.files?.[0]);
            event.target.value = '';
          }}
        />
      </div>
      <label className="history-everywhere">
        <input type="checkbox" checked={everywhere} onChange={event => conversations.listEverywhere(event.target.checked)} />
        {say('historyEverywhere')}
      </label>
      {rows === undefined ? <p className="dim history-nothing">{say('historyLoading')}</p> : null}
      {rows?.length === 0 ? (
        <p className="dim history-nothing">{query.trim() === '' ? say('historyEmpty') : say('historyNothing', { query: query.trim() })}</p>
      ) : null}
      {rows && rows.length > 0 ? (
        <div className="history-list">
          {historyGroups(rows, Date.now(), new Date().getTimezoneOffset()).map(({ heading, rows }) => (
            <section key={heading} aria-label={say(heading)}>
              <h2>{say(heading)}</h2>
              <ul>
                {rows.map(row => (
                  <HistoryRow key={row.id} row={row} />
                ))}
              </ul>
            </section>
          ))}
        </div>
      ) : null}
    </section>
  );
}

function HistoryRow({ row }: { row: ConversationHead | ConversationHit }) {
  const { conversations } = usePanel();
  const say = useSay();
  const words = usePanelState(state => state.words);
  const isEverywhere = usePanelState(state => state.history.everywhere);
  const isRenaming = usePanelState(state => state.history.renaming === row.id);
  const isOpen = usePanelState(state => state.conversation.id === row.id);
  if (isRenaming) return <Renaming row={row} />;
  return (
    <li className={isOpen ? 'history-row open' : 'history-row'}>
      <button
        type="button"
        className="history-title"
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => void conversations.open(row.id, row.title)}
        onKeyDown={event => {
          if (event.key === 'F2') conversations.beginRename(row.id);
          else if (event.key === 'Delete') void conversations.delete(row);
        }}
      >
        {row.pinned ? <Icon name="pinned" /> : null}
        <span className="history-name">
          <bdi>{spellHidden(row.title)}</bdi>
        </span>
        {isEverywhere && row.folders !== undefined ? (
          <span className="dim history-count">
            <bdi>{spellHidden(row.folders.map(folderName).join(', '))}</bdi>
          </span>
        ) : null}
        <time className="dim history-count" dateTime={new Date(row.changedAt).toISOString()} title={say('turn', { n: row.nTurns })}>
          {historyTime(row.changedAt, Date.now(), words.locale)}
        </time>
        {'snippet' in row ? (
          <span className="dim history-snippet">
            <bdi>{spellHidden(row.snippet)}</bdi>
          </span>
        ) : null}
      </button>
      <span className="history-actions">
        <IconButton
          icon={row.pinned ? 'pinned' : 'pin'}
          label={say(row.pinned ? 'unpin' : 'pin')}
          isPressed={row.pinned}
          onClick={() => void conversations.pin(row, !row.pinned)}
        />
        <IconButton icon="edit" label={say('rename')} onClick={() => conversations.beginRename(row.id)} />
        <IconButton icon="export" label={say('exportMarkdown')} onClick={() => void conversations.export(row.id, 'markdown')} />
        <IconButton icon="json" label={say('exportJson')} onClick={() => void conversations.export(row.id, 'json')} />
        <IconButton icon="trash" label={say('delete')} onClick={() => void conversations.delete(row)} />
      </span>
    </li>
  );
}

function Renaming({ row }: { row: ConversationHead }) {
  const { conversations } = usePanel();
  const say = useSay();
  return (
    <li className="history-row">
      <input
        className="rename"
        // biome-ignore lint/a11y/noAutofocus: the person has just asked to rename
        autoFocus
        defaultValue={row.title}
        maxLength={200}
        aria-label={say('renameLabel')}
        onFocus={event => event.currentTarget.select()}
        onBlur={event => void conversations.rename(row, event.currentTarget.value)}
        onKeyDown={event => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.currentTarget.value = row.title;
          conversations.beginRename(undefined);
        }}
      />
    </li>
  );
}
