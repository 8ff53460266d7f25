/** Says how much of the workspace an answer was made from. Offers to ask again once everything is indexed. */
import { indexedShare } from '../../../server/protocol/index-status.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import type { TurnState } from '../../model/state/turn-state.js';
import { useSay } from '../frame/words.js';

interface Props {
  readonly turn: TurnState;
  /** The share of the files that were searchable, below 1. */
  readonly share: number;
  readonly isLast: boolean;
}

export function PartlyIndexed({ turn, share, isLast }: Props) {
  const { answers } = usePanel();
  const say = useSay();
  const isWholeNow = usePanelState(({ index }) => index !== undefined && indexedShare(index) === 1);
  return (
    <p className="partly-indexed dim" role="status">
      <span dir="auto">{say('partlyIndexed', { percent: Math.floor(share * 100) })}</span>
      {isLast && isWholeNow ? (
        <button type="button" className="text-button" onClick={() => answers.again(turn)}>
          {say('askAgain')}
        </button>
      ) : null}
    </p>
  );
}
