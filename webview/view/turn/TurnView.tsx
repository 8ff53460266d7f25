/** One question with its places, its answer and its end. */
import { memo, useState } from 'react';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { attachmentLabel } from '../../model/rows/attachment-label.js';
import type { TurnState } from '../../model/state/turn-state.js';
import { spellHidden } from '../../model/text/visible-marks.js';
import { Thumbnail } from '../composer/Thumbnail.js';
import { IconButton } from '../frame/IconButton.js';
import { useSay } from '../frame/words.js';
import { PlacesLine } from '../places/PlacesLine.js';
import { Answer } from './Answer.js';
import { TurnEndLine } from './TurnEndLine.js';
import { WaitingLine } from './WaitingLine.js';

export const TurnView = memo(function TurnView({ turn, isLast }: { turn: TurnState; isLast: boolean }) {
  const isEnded = turn.life.kind === 'ended';
  return (
    <>
      <Question turn={turn} />
      <PlacesLine turn={turn} />
      {turn.reasoning === '' ? null : <Reasoning text={turn.reasoning} isOpen={turn.text === '' && !isEnded} />}
      {turn.text === '' ? null : <Answer text={turn.text} citations={turn.citations} isGrowing={!isEnded} isPassages={isPassages(turn)} />}
      {turn.life.kind === 'ended' ? <TurnEndLine turn={turn} end={turn.life.end} isLast={isLast} /> : <WaitingLine life={turn.life} />}
    </>
  );
});

const isPassages = ({ life, places }: TurnState): boolean =>
  life.kind === 'ended' && life.end.kind === 'done' && life.end.facts.source === 'extractive' && places.length > 0;

/** A longer question is folded, because the answer matters more. */
const foldedLength = 600;

function Question({ turn }: { turn: TurnState }) {
  const { composer, conversations, editor } = usePanel();
  const say = useSay();
  const words = usePanelState(state => state.words);
  const [isOpen, setOpen] = useState(false);
  const isLong = turn.question.length > foldedLength;
  const text = isLong && !isOpen ? `${turn.question.slice(0, foldedLength)}…` : turn.question;
  return (
    <header className="question">
      <h2 id={`question-${turn.id}`} dir="auto">
        {text}
      </h2>
      <div className="question-actions">
        <IconButton icon="link" label={say('copyLink')} onClick={() => conversations.copyLink(turn.id)} />
        <IconButton icon="copy" label={say('copyQuestion')} onClick={() => editor.copy(turn.question)} />
        {turn.life.kind === 'ended' ? <IconButton icon="edit" label={say('editQuestion')} onClick={() => composer.edit(turn)} /> : null}
      </div>
      {isLong ? (
        <button type="button" className="more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {say(isOpen ? 'questionHide' : 'questionShow')}
        </button>
      ) : null}
      {turn.attachments.length === 0 ? null : (
        <ul className="chips" aria-label={say('context')}>
          {turn.attachments.map((attachment, idx) => {
            const { label, title } = attachmentLabel(attachment, words);
            return (
              <li key={idx} className="chip" title={spellHidden(title)}>
                <Thumbnail attachment={attachment} />
                {spellHidden(label)}
              </li>
            );
          })}
        </ul>
      )}
    </header>
  );
}

/** The model's reasoning, which is folded once it answers. */
function Reasoning({ text, isOpen }: { text: string; isOpen: boolean }) {
  const say = useSay();
  return (
    <details className="reasoning" open={isOpen}>
      <summary>{say('reasoning')}</summary>
      <p dir="auto">{text.length > 20_000 ? `…${text.slice(-20_000)}` : text}</p>
    </details>
  );
}
