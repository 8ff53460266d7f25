/** What goes with the question, shown before it is sent; each can be taken away. */
import { usePanel, usePanelState } from '../bind/use-panel.js';
import { attachmentLabel } from '../model/attachment-label.js';
import { shortCount } from '../model/figures.js';
import { spellHidden } from '../model/visible-marks.js';
import { Icon } from './Icon.js';
import { useSay } from './words.js';

export function ContextChips() {
  const { composer } = usePanel();
  const say = useSay();
  const words = usePanelState(state => state.words);
  const attachments = usePanelState(state => state.draft.attachments);
  const measure = usePanelState(state => state.measure);
  if (attachments.length === 0) return null;
  return (
    <ul className="chips" aria-label={say('context')}>
      {attachments.map((attachment, idx) => {
        const { label, title } = attachmentLabel(attachment, words);
        const name = spellHidden(label);
        const nTokens = measure?.nAttachmentTokens[idx];
        return (
          <li key={idx} className="chip" title={spellHidden(title)}>
            <span className="chip-text">{name}</span>
            {nTokens === undefined ? null : <span className="dim">{shortCount(nTokens)}</span>}
            <button type="button" className="chip-remove" aria-label={say('remove', { name })} onClick={() => composer.detach(idx)}>
              <Icon name="close" />
            </button>
          </li>
        );
      })}
    </ul>
  );
}
