/** Where a question is written: its context, its menus, the model, and what the model's window holds. */
import { useEffect, useLayoutEffect, useRef } from 'react';
import { isImage } from '../../bind/shrink-image.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import type { MenuRow } from '../../model/state/panel-state.js';
import { isRunning } from '../../model/state/turn-state.js';
import { Icon } from '../frame/Icon.js';
import { IconButton } from '../frame/IconButton.js';
import { useSay } from '../frame/words.js';
import { CompletionMenu, menuRowId } from './CompletionMenu.js';
import { ContextChips } from './ContextChips.js';
import { ImageButton, ImageWarning } from './ImageButton.js';
import { Meter, MeterWarning } from './Meter.js';
import { ModelPicker } from './ModelPicker.js';
import { QueueList } from './QueueList.js';

export function ComposerView() {
  const { composer, answers } = usePanel();
  const say = useSay();
  const draft = usePanelState(state => state.draft);
  const menu = usePanelState(state => state.menu);
  const isBusy = usePanelState(state => state.conversation.turns.some(isRunning));
  const input = useRef<HTMLTextAreaElement>(null);
  const wantedCaret = useRef<number>(undefined);

  useEffect(() => {
    input.current?.focus();
  }, [draft.editing]);
  // The panel is given the focus by a command: the caret is where the person types, unless something else held it.
  useEffect(() => {
    const onFocus = () => {
      if (document.activeElement === document.body) input.current?.focus();
    };
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, []);
  useLayoutEffect(() => {
    if (wantedCaret.current === undefined) return;
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = undefined;
  });
  // Escape stops from wherever the focus is, unless something nearer took it.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) answers.stop();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [answers]);

  const accept = (row: MenuRow) => {
    wantedCaret.current = composer.accept(row);
    input.current?.focus();
  };

  const onMenuKey = (event: React.KeyboardEvent): boolean => {
    if (!menu) return false;
    const chosen = menu.rows[menu.chosen];
    if (event.key === 'Escape') composer.closeMenu();
    else if (!chosen) return false;
    else if (event.key === 'ArrowDown') composer.moveInMenu((menu.chosen + 1) % menu.rows.length);
    else if (event.key === 'ArrowUp') composer.moveInMenu((menu.chosen + menu.rows.length - 1) % menu.rows.length);
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') accept(chosen);
    else return false;
    event.preventDefault();
    return true;
  };

  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter ends the composition of a Japanese or Chinese word; it does not send.
    if (event.nativeEvent.isComposing || onMenuKey(event)) return;
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      composer.send();
    } else if (event.key === 'ArrowUp' && selectionStart === 0 && selectionEnd === 0) {
      event.preventDefault();
      composer.recall(1);
      wantedCaret.current = 0;
    } else if (event.key === 'ArrowDown' && selectionStart === value.length) {
      composer.recall(-1);
    } else if (event.key === 'Escape' && draft.editing !== undefined) {
      event.preventDefault();
      composer.cancelEdit();
    }
  };

  return (
    <form
      className="composer"
      aria-label={say('inputLabel')}
      onSubmit={event => {
        event.preventDefault();
        composer.send();
      }}
    >
      <QueueList />
      {draft.editing === undefined ? null : (
        <div className="editing">
          <span>{say('editing')}</span>
          <IconButton icon="close" label={say('cancelEditing')} onClick={() => composer.cancelEdit()} />
        </div>
      )}
      {menu ? <CompletionMenu menu={menu} onAccept={accept} /> : null}
      <div className="input-box">
        <ContextChips />
        <textarea
          ref={input}
          rows={1}
          dir="auto"
          value={draft.text}
          placeholder={say('inputPlaceholder')}
          aria-label={say('inputLabel')}
          aria-autocomplete="list"
          aria-controls={menu ? 'completion-menu' : undefined}
          aria-activedescendant={menu?.rows[menu.chosen] ? menuRowId(menu.chosen) : undefined}
          maxLength={200_000}
          onChange={event => composer.type(event.target.value, event.target.selectionStart)}
          onKeyDown={onKeyDown}
          onPaste={event => {
            const images = [...event.clipboardData.files].filter(isImage);
            if (images.length > 0) {
              event.preventDefault();
              void composer.attachImages(images);
              return;
            }
            const { selectionStart } = event.currentTarget;
            const text = event.clipboardData.getData('text/plain').replaceAll('\r\n', '\n');
            // After the browser has put it in: it is taken out again only where it has an origin.
            setTimeout(() => void composer.pasted(text, selectionStart), 0);
          }}
          onSelect={event => {
            if (menu) composer.complete(event.currentTarget.selectionStart);
          }}
        />
        <ImageWarning />
        <MeterWarning />
        <div className="composer-foot">
          <ModelPicker />
          <ImageButton />
          <Meter />
          <span className="send-group">
            {isBusy ? (
              <button type="button" className="stop" aria-label={say('stop')} title={`${say('stop')} (Esc)`} onClick={() => answers.stop()}>
                <Icon name="debug-stop" /> <span className="stop-text">{say('stop')}</span>
              </button>
            ) : null}
            <button
              type="submit"
              className="icon-button send"
              aria-label={say(isBusy ? 'sendQueued' : 'send')}
              title={say(isBusy ? 'sendQueued' : 'send')}
              disabled={draft.text.trim() === ''}
            >
              <Icon name="send" />
            </button>
          </span>
        </div>
      </div>
    </form>
  );
}
