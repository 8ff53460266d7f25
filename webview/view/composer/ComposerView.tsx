/** The composer: the question, its context, its menus, the model, and the meter of the model's window. */
import { useRef } from 'react';
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
import { useComposerKeys } from './use-composer-keys.js';
import { useEscapeStops, useInputFocus, useWantedCaret } from './use-input-focus.js';

export function ComposerView() {
  const { composer } = usePanel();
  const say = useSay();
  const draft = usePanelState(state => state.draft);
  const menu = usePanelState(state => state.menu);
  const input = useRef<HTMLTextAreaElement>(null);
  const wantedCaret = useRef<number>(undefined);

  useInputFocus(input, draft.editing);
  useWantedCaret(input, wantedCaret);
  useEscapeStops();

  const accept = (row: MenuRow) => {
    wantedCaret.current = composer.accept(row);
    input.current?.focus();
  };
  const onKeyDown = useComposerKeys(wantedCaret, accept);

  const onPaste = (event: React.ClipboardEvent<HTMLTextAreaElement>) => {
    const images = [...event.clipboardData.files].filter(isImage);
    if (images.length > 0) {
      event.preventDefault();
      void composer.attachImages(images);
      return;
    }
    const { selectionStart } = event.currentTarget;
    const text = event.clipboardData.getData('text/plain').replaceAll('\r\n', '\n');
    // Runs after the browser has inserted the text, which is removed again only if it has an origin.
    setTimeout(() => void composer.pasted(text, selectionStart), 0);
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
          onPaste={onPaste}
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
          <SendButtons />
        </div>
      </div>
    </form>
  );
}

/** Buttons that stop the running answer and send the question: immediately, or when the answer has ended. */
function SendButtons() {
  const { answers } = usePanel();
  const say = useSay();
  const isBusy = usePanelState(state => state.conversation.turns.some(isRunning));
  const isEmpty = usePanelState(state => state.draft.text.trim() === '');
  return (
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
        disabled={isEmpty}
      >
        <Icon name="send" />
      </button>
    </span>
  );
}
