/** How an answer ended: facts about it, that it was stopped, or what went wrong with one button that helps. */
import type { TurnEnd } from '../../../server/protocol/chat.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { leftOutWords } from '../../model/rows/left-out-words.js';
import { problemButton } from '../../model/rows/problem-button.js';
import { turnFooter } from '../../model/rows/turn-footer.js';
import type { TurnState } from '../../model/state/turn-state.js';
import { Icon } from '../frame/Icon.js';
import { IconButton } from '../frame/IconButton.js';
import { useProblemLine, useSay } from '../frame/words.js';
import { NoModelBox } from './NoModelBox.js';
import { PartlyIndexed } from './PartlyIndexed.js';

interface Props {
  readonly turn: TurnState;
  readonly end: TurnEnd;
  /** "Ask again" and "Continue" are offered only for the last answer, because what follows an earlier one would no longer fit it. */
  readonly isLast: boolean;
}

export function TurnEndLine({ turn, end, isLast }: Props) {
  switch (end.kind) {
    case 'done':
      return <Done turn={turn} end={end} isLast={isLast} />;
    case 'stopped':
      return <Stopped turn={turn} isLast={isLast} />;
    case 'failed':
      return <Failed turn={turn} end={end} isLast={isLast} />;
  }
}

function Done({ turn, end, isLast }: Props & { end: Extract<TurnEnd, { kind: 'done' }> }) {
  const { answers, editor } = usePanel();
  const say = useSay();
  const words = usePanelState(state => state.words);
  const leftOut = leftOutWords(turn.leftOut, words);
  const facts = turnFooter(end.facts, words);
  return (
    <>
      {end.facts.indexedShare === undefined ? null : <PartlyIndexed turn={turn} share={end.facts.indexedShare} isLast={isLast} />}
      {end.facts.noModel ? <NoModelBox turn={turn} problem={end.facts.noModel} isLast={isLast} /> : null}
      <footer className="turn-end">
        <span className="facts">
          {facts.join(' · ')}
          {leftOut === '' ? '' : ` · ${leftOut}`}
        </span>
        <span className="turn-actions">
          {turn.text === '' ? null : <IconButton icon="copy" label={say('copyAnswer')} onClick={() => editor.copy(turn.text)} />}
          {isLast ? <IconButton icon="refresh" label={say('askAgain')} onClick={() => answers.again(turn)} /> : null}
        </span>
      </footer>
    </>
  );
}

function Stopped({ turn, isLast }: Omit<Props, 'end'>) {
  const { answers, editor } = usePanel();
  const say = useSay();
  return (
    <footer className="turn-end">
      <span className="facts">{say('stopped')}</span>
      <span className="turn-actions">
        {isLast && turn.text !== '' ? (
          <button type="button" className="text-button" onClick={() => answers.continue(turn)}>
            {say('continueAnswer')}
          </button>
        ) : null}
        {turn.text === '' ? null : <IconButton icon="copy" label={say('copyAnswer')} onClick={() => editor.copy(turn.text)} />}
        {isLast ? <IconButton icon="refresh" label={say('askAgain')} onClick={() => answers.again(turn)} /> : null}
      </span>
    </footer>
  );
}

function Failed({ turn, end, isLast }: Props & { end: Extract<TurnEnd, { kind: 'failed' }> }) {
  const { answers, editor } = usePanel();
  const say = useSay();
  const line = useProblemLine(end.problem);
  const { label, act } = problemButton(end.problem.code);
  return (
    <footer className="problem">
      <Icon name="warning" />
      <p dir="auto">{line}</p>
      {act === 'ask-again' && !isLast ? null : (
        <button type="button" className="text-button" onClick={() => (act === 'ask-again' ? answers.again(turn) : editor.act(act))}>
          {say(label)}
        </button>
      )}
    </footer>
  );
}
