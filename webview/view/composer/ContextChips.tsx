/**
 * The context of the question, shown before it is sent; each part can be removed. Automatic context looks less prominent than attachments.
 */
import { useState } from 'react';
import type { Attachment } from '../../../server/protocol/chat.js';
import type { MeasuredPlace } from '../../../server/protocol/methods/context-methods.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { attachmentLabel } from '../../model/rows/attachment-label.js';
import { shortCount } from '../../model/rows/figures.js';
import { placeTokens } from '../../model/rows/meter-row.js';
import { shortPath } from '../../model/rows/place-label.js';
import { automaticAttachments, automaticKey } from '../../model/state/outgoing.js';
import { spellHidden } from '../../model/text/visible-marks.js';
import { Icon } from '../frame/Icon.js';
import { useSay } from '../frame/words.js';
import { Thumbnail } from './Thumbnail.js';

export function ContextChips() {
  const { composer } = usePanel();
  const say = useSay();
  const draft = usePanelState(state => state.draft);
  const around = usePanelState(state => state.around);
  const measure = usePanelState(state => state.measure);
  const { attachments } = draft;
  const automatic = automaticAttachments({ draft, around });
  const places = around.places && draft.context.places && draft.text.trim() !== '' ? (measure?.places ?? []) : [];
  const nRemoved = draft.removed.length + draft.context.without.length + (draft.context.places ? 0 : 1);
  const [isOpen, setOpen] = useState(false);
  if (attachments.length + automatic.length + places.length + nRemoved === 0) return null;
  return (
    <ul className="chips" aria-label={say('context')}>
      {attachments.map((attachment, idx) => (
        <AttachmentChip
          key={`own ${idx}`}
          attachment={attachment}
          nTokens={measure?.nAttachmentTokens[idx]}
          onRemove={() => composer.detach(idx)}
        />
      ))}
      {automatic.map((attachment, idx) => (
        <AttachmentChip
          key={automaticKey(attachment)}
          attachment={attachment}
          nTokens={measure?.nAttachmentTokens[attachments.length + idx]}
          onRemove={() => composer.leaveOut({ kind: 'attachment', key: automaticKey(attachment) })}
        />
      ))}
      {places.length === 0 ? null : <PlacesChip places={places} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />}
      {isOpen ? places.map((place, idx) => <PlaceChip key={idx} place={place} />) : null}
      {nRemoved === 0 ? null : (
        <li className="chip-back">
          <button type="button" className="text-button" onClick={() => composer.takeBack()}>
            {say('takeBack', { n: nRemoved })}
          </button>
        </li>
      )}
    </ul>
  );
}

interface AttachmentChipProps {
  readonly attachment: Attachment;
  readonly nTokens: number | undefined;
  readonly onRemove: () => void;
}

function AttachmentChip({ attachment, nTokens, onRemove }: AttachmentChipProps) {
  const say = useSay();
  const words = usePanelState(state => state.words);
  const { label, title, source } = attachmentLabel(attachment, words);
  const name = spellHidden(label);
  return (
    <li
      className={source === undefined ? 'chip' : 'chip automatic'}
      title={spellHidden(source === undefined ? title : `${source}: ${title}`)}
    >
      <Thumbnail attachment={attachment} />
      {source === undefined ? null : <span className="chip-source dim">{source}</span>}
      <span className="chip-text" dir="auto">
        {name}
      </span>
      {nTokens === undefined ? null : <span className="dim">{shortCount(nTokens)}</span>}
      <RemoveButton label={say('remove', { name })} onRemove={onRemove} />
    </li>
  );
}

/** All places that a search finds, as one chip that expands into its parts. */
function PlacesChip({ places, isOpen, onToggle }: { places: readonly MeasuredPlace[]; isOpen: boolean; onToggle: () => void }) {
  const { composer } = usePanel();
  const say = useSay();
  // The same calculation as the meter's, because the two numbers must add up.
  const nTokens = placeTokens(places);
  const fitting = places.filter(({ fits }) => fits !== 'out');
  const name = say('place', { n: places.length });
  const label = fitting.length < places.length ? say('placesFit', { places: name, n: fitting.length }) : name;
  return (
    <li className="chip automatic">
      <button type="button" className="chip-toggle" aria-expanded={isOpen} title={say('automaticPlaces')} onClick={onToggle}>
        <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
        <span className="chip-source dim">{say('automatic')}</span>
        <span className="chip-text" dir="auto">
          {label}
        </span>
      </button>
      <span className="dim">{shortCount(nTokens)}</span>
      <RemoveButton label={say('remove', { name })} onRemove={() => composer.leaveOut({ kind: 'places' })} />
    </li>
  );
}

function PlaceChip({ place: { range, name, nTokens, fits } }: { place: MeasuredPlace }) {
  const { composer } = usePanel();
  const say = useSay();
  const label = spellHidden(`${shortPath(range.path)}:${range.startLine}–${range.endLine}`);
  const title = spellHidden([`${range.path}:${range.startLine}-${range.endLine}`, name].filter(part => part !== '').join('\n'));
  const fit = fits === 'whole' ? undefined : say(fits === 'cut' ? 'placeCut' : 'placeOut');
  return (
    <li className={`chip automatic ${fits}`} title={fit === undefined ? title : `${title}\n${fit}`}>
      <span className="chip-text" dir="auto">
        {label}
      </span>
      <span className="dim">{fit ?? shortCount(nTokens)}</span>
      <RemoveButton label={say('remove', { name: label })} onRemove={() => composer.leaveOut({ kind: 'place', range })} />
    </li>
  );
}

function RemoveButton({ label, onRemove }: { label: string; onRemove: () => void }) {
  return (
    <button type="button" className="chip-remove" aria-label={label} onClick={onRemove}>
      <Icon name="close" />
    </button>
  );
}
