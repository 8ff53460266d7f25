/** The line above the conversation, shown when there is something that a person should know. */
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { statusLine } from '../../model/rows/status-line.js';
import { Icon } from './Icon.js';
import { useSay } from './words.js';

export function StatusBanner() {
  const { editor } = usePanel();
  const say = useSay();
  const server = usePanelState(state => state.server);
  const index = usePanelState(state => state.index);
  const words = usePanelState(state => state.words);
  const wording = usePanelState(state => state.wording);
  const line = statusLine(server, index, words, wording);
  if (!line) return null;
  const { button } = line;
  return (
    <div className={`status ${line.level}`} role={line.level === 'warning' ? 'alert' : undefined}>
      {line.level === 'warning' ? <Icon name="warning" /> : null}
      <span className="status-text" dir="auto">
        {line.text}
      </span>
      {button ? (
        <button type="button" className="text-button" onClick={() => editor.act(button.act)}>
          {say(button.label)}
        </button>
      ) : null}
      {line.progress === undefined ? null : <progress value={line.progress} max={1} aria-label={line.text} />}
    </div>
  );
}
