/**
 * The turns of a conversation. Only those near the view are drawn; the browser's scroll anchoring keeps the view in place while turns above
 * are measured. The list follows a streamed answer only while the person is at the bottom.
 */
import { memo, useCallback, useEffect, useState } from 'react';
import { usePanel } from '../../bind/use-panel.js';
import { visibleWindow } from '../../model/rows/visible-window.js';
import { isRunning, type TurnState } from '../../model/state/turn-state.js';
import { Icon } from '../frame/Icon.js';
import { useSay } from '../frame/words.js';
import { TurnView } from './TurnView.js';
import { useObservedHeights } from './use-observed-heights.js';
import { useFollowedEnd, useKeptPlace, useSoughtTurn, useTurnScroll } from './use-turn-scroll.js';

/** Within this distance the view counts as being at the end. */
const nearEndPx = 32;
/** Earlier turns are read when only this many are left above. */
const nearStart = 4;

interface Props {
  readonly turns: readonly TurnState[];
  /** Number of turns before the first of these, which are not read yet. */
  readonly nBefore: number;
  readonly conversationId: string;
}

export function TurnList({ turns, nBefore, conversationId }: Props) {
  const say = useSay();
  const { conversations } = usePanel();
  const scroll = useTurnScroll();
  const { scroller, heights, isFollowing, viewport, setViewport, toEnd } = scroll;
  const [isAtEnd, setAtEnd] = useState(true);
  const shown = visibleWindow(
    turns.map(turn => heights.current.get(turn.id)),
    viewport,
  );
  const isStreaming = turns.some(isRunning);
  const isNearStart = nBefore > 0 && shown.first <= nearStart;

  useKeptPlace(turns, scroll);
  useEffect(() => {
    if (isNearStart) void conversations.readEarlier();
  }, [isNearStart, nBefore, conversations]);
  const measure = useObservedHeights(heights, () => {
    // What a person expands grows too, and must not scroll away.
    if (isFollowing.current && isStreaming) toEnd();
  });
  useSoughtTurn(turns, scroll, shown);
  useFollowedEnd(turns, conversationId, scroll, shown);

  const onScroll = () => {
    const element = scroller.current;
    if (!element) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    const isEnd = scrollHeight - scrollTop - clientHeight <= nearEndPx;
    isFollowing.current = isEnd;
    setAtEnd(isEnd);
    const next = { scrollTop, heightPx: clientHeight };
    const window = visibleWindow(
      turns.map(turn => heights.current.get(turn.id)),
      next,
    );
    if (window.first !== shown.first || window.end !== shown.end) setViewport(next);
  };

  return (
    <div className="turns-frame">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by the keyboard */}
      <div
        ref={scroller}
        className="turns"
        role="feed"
        aria-label={say('conversation')}
        aria-busy={isStreaming}
        tabIndex={0}
        onScroll={onScroll}
      >
        <div className="spacer" style={{ height: shown.beforePx }} />
        {turns.slice(shown.first, shown.end).map((turn, idx) => (
          <Measured
            key={turn.id}
            turn={turn}
            position={nBefore + shown.first + idx + 1}
            nTurns={nBefore + turns.length}
            measure={measure}
          />
        ))}
        <div className="spacer" style={{ height: shown.afterPx }} />
      </div>
      {isAtEnd ? null : (
        <button
          type="button"
          className="newest"
          onClick={() => {
            isFollowing.current = true;
            setViewport({ ...viewport, scrollTop: Number.MAX_SAFE_INTEGER });
            toEnd();
          }}
        >
          <Icon name="arrow-down" /> {say('newest')}
        </button>
      )}
    </div>
  );
}

interface MeasuredProps {
  readonly turn: TurnState;
  readonly position: number;
  readonly nTurns: number;
  readonly measure: (element: Element, id: string) => () => void;
}

const Measured = memo(function Measured({ turn, position, nTurns, measure }: MeasuredProps) {
  const { id } = turn;
  const ref = useCallback((element: HTMLElement | null) => (element ? measure(element, id) : undefined), [measure, id]);
  return (
    <article ref={ref} className="turn" aria-posinset={position} aria-setsize={nTurns} aria-labelledby={`question-${id}`}>
      <TurnView turn={turn} isLast={position === nTurns} />
    </article>
  );
});
