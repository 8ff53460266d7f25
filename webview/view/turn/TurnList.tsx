/**
 * The turns of a conversation. Only those near the view are drawn; the browser's own scroll anchoring holds the view still
 * while what lies above is measured. It follows a streamed answer only while the person is at the bottom.
 */
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { guessedHeightPx, type Viewport, visibleWindow } from '../../model/rows/visible-window.js';
import { isRunning, type TurnState } from '../../model/state/turn-state.js';
import { Icon } from '../frame/Icon.js';
import { useSay } from '../frame/words.js';
import { TurnView } from './TurnView.js';

/** This near to the end counts as the end. */
const nearEndPx = 32;
/** Earlier turns are read when so few are left above. */
const nearStart = 4;

interface Props {
  readonly turns: readonly TurnState[];
  /** Turns before the first of these, which are not read yet. */
  readonly nBefore: number;
  readonly conversationId: string;
}

export function TurnList({ turns, nBefore, conversationId }: Props) {
  const say = useSay();
  const scroller = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<string, number>());
  const isFollowing = useRef(true);
  const [isAtEnd, setAtEnd] = useState(true);
  const [viewport, setViewport] = useState<Viewport>({ scrollTop: Number.MAX_SAFE_INTEGER, heightPx: 800 });
  const shown = visibleWindow(
    turns.map(turn => heights.current.get(turn.id)),
    viewport,
  );

  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);

  // Turns that were read before the first one push it down: what is looked at stays where it is, in the same frame.
  const firstId = useRef(turns[0]?.id);
  const lookedAt = useRef<LookedAt>(undefined);
  if (firstId.current !== turns[0]?.id) {
    const nNew = turns.findIndex(turn => turn.id === firstId.current);
    firstId.current = turns[0]?.id;
    const element = scroller.current;
    if (nNew > 0 && element) {
      lookedAt.current = firstInView(element);
      const addedPx = turns.slice(0, nNew).reduce((sum, turn) => sum + (heights.current.get(turn.id) ?? guessedHeightPx), 0);
      setViewport({ scrollTop: element.scrollTop + addedPx, heightPx: element.clientHeight });
    }
  }
  useLayoutEffect(() => {
    const anchor = lookedAt.current;
    const heading = anchor && document.getElementById(anchor.id);
    if (heading && scroller.current) scroller.current.scrollTop += heading.getBoundingClientRect().top - anchor.topPx;
    lookedAt.current = undefined;
  });

  const { conversations } = usePanel();
  const isNearStart = nBefore > 0 && shown.first <= nearStart;
  useEffect(() => {
    if (isNearStart) void conversations.readEarlier();
  }, [isNearStart, nBefore, conversations]);

  const isStreaming = turns.some(isRunning);
  const measure = useObservedHeights(heights, () => {
    // What a person unfolds grows too, and must not run away from them.
    if (isFollowing.current && isStreaming) toEnd();
  });

  // A turn that is sought is drawn first, at the place where the known heights put it, and then brought into view.
  const { store } = usePanel();
  const sought = usePanelState(state => state.sought);
  useLayoutEffect(() => {
    const element = scroller.current;
    const idx = sought === undefined ? -1 : turns.findIndex(turn => turn.id === sought);
    if (!element || idx < 0) return;
    isFollowing.current = false;
    const heading = document.getElementById(`question-${sought}`);
    if (!heading) {
      const top = turns.slice(0, idx).reduce((sum, turn) => sum + (heights.current.get(turn.id) ?? guessedHeightPx), 0);
      setViewport({ scrollTop: top, heightPx: element.clientHeight });
      return;
    }
    heading.scrollIntoView({ block: 'start' });
    store.dispatch({ kind: 'sought', turnId: undefined });
  }, [sought, turns, store, shown.first, shown.end]);

  const last = turns.at(-1);
  const firstDraw = useRef<string>(undefined);
  const running = useRef<string>(undefined);
  useLayoutEffect(() => {
    // A conversation that has just been opened, and a question that has just been asked, are looked at from their end.
    if (firstDraw.current !== `${conversationId} ${last?.id}`) {
      firstDraw.current = `${conversationId} ${last?.id}`;
      isFollowing.current = true;
    }
    const hasJustCome = last !== undefined && running.current === last.id && cameAtOnce(last);
    running.current = last && isRunning(last) ? last.id : undefined;
    if (!isFollowing.current) return;
    toEnd();
    if (!hasJustCome) return;
    // Nobody could read along: it is read from its beginning.
    const { current: element } = scroller;
    const heading = document.getElementById(`question-${last.id}`);
    if (element && heading && heading.getBoundingClientRect().top < element.getBoundingClientRect().top) {
      isFollowing.current = false;
      heading.scrollIntoView({ block: 'start' });
    }
  }, [turns, conversationId, last, shown.first, shown.end, toEnd]);

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

/** A question, and where it stands on the screen. */
type LookedAt = { readonly id: string; readonly topPx: number } | undefined;

function firstInView(scroller: HTMLElement): LookedAt {
  const { top } = scroller.getBoundingClientRect();
  const heading = [...scroller.querySelectorAll('.turn h2[id]')].find(element => element.getBoundingClientRect().bottom > top);
  return heading && { id: heading.id, topPx: heading.getBoundingClientRect().top };
}

/** A whole answer in one go: passages, or one that was kept. */
const cameAtOnce = ({ life }: TurnState): boolean => life.kind === 'ended' && life.end.kind === 'done' && life.end.facts.source !== 'model';

/** Records the height of each drawn turn; `onChange` follows the growing end. */
function useObservedHeights(
  heights: { readonly current: Map<string, number> },
  onChange: () => void,
): (element: Element, id: string) => () => void {
  const ids = useRef(new Map<Element, string>());
  const latest = useRef(onChange);
  latest.current = onChange;
  const observer = useRef<ResizeObserver>(undefined);
  observer.current ??= new ResizeObserver(entries => {
    for (const { target, borderBoxSize } of entries) {
      const id = ids.current.get(target);
      if (id !== undefined) heights.current.set(id, borderBoxSize[0]?.blockSize ?? 0);
    }
    latest.current();
  });
  useEffect(() => () => observer.current?.disconnect(), []);
  return useCallback((element: Element, id: string) => {
    ids.current.set(element, id);
    observer.current?.observe(element);
    return () => {
      ids.current.delete(element);
      observer.current?.unobserve(element);
    };
  }, []);
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
