/**
 * How the list of turns scrolls, with one hook for each rule: it keeps its place when earlier turns arrive, goes to a turn that is sought,
 * and
 * follows the end of a streamed answer. Effects run in the order in which `TurnList` calls these hooks.
 */
import { type RefObject, useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { guessedHeightPx, type Viewport, type VisibleWindow } from '../../model/rows/visible-window.js';
import { isRunning, type TurnState } from '../../model/state/turn-state.js';

export interface TurnScroll {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Height of each turn that has been drawn, by id, in pixels. */
  readonly heights: { readonly current: Map<string, number> };
  /** True while the view follows the end. */
  readonly isFollowing: { current: boolean };
  readonly viewport: Viewport;
  readonly setViewport: (viewport: Viewport) => void;
  readonly toEnd: () => void;
}

export function useTurnScroll(): TurnScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const heights = useRef(new Map<string, number>());
  const isFollowing = useRef(true);
  const [viewport, setViewport] = useState<Viewport>({ scrollTop: Number.MAX_SAFE_INTEGER, heightPx: 800 });
  const toEnd = useCallback(() => {
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, []);
  return useMemo(() => ({ scroller, heights, isFollowing, viewport, setViewport, toEnd }), [viewport, toEnd]);
}

const heightOf = (turns: readonly TurnState[], { heights }: TurnScroll): number =>
  turns.reduce((sum, turn) => sum + (heights.current.get(turn.id) ?? guessedHeightPx), 0);

/** Turns that are added before the first one push it down. Keeps the visible part in place, in the same frame. */
export function useKeptPlace(turns: readonly TurnState[], scroll: TurnScroll): void {
  const { scroller, setViewport } = scroll;
  const firstId = useRef(turns[0]?.id);
  const lookedAt = useRef<LookedAt>(undefined);
  if (firstId.current !== turns[0]?.id) {
    const nNew = turns.findIndex(turn => turn.id === firstId.current);
    firstId.current = turns[0]?.id;
    const element = scroller.current;
    if (nNew > 0 && element) {
      lookedAt.current = firstInView(element);
      setViewport({ scrollTop: element.scrollTop + heightOf(turns.slice(0, nNew), scroll), heightPx: element.clientHeight });
    }
  }
  useLayoutEffect(() => {
    const anchor = lookedAt.current;
    const heading = anchor && document.getElementById(anchor.id);
    if (heading && scroller.current) scroller.current.scrollTop += heading.getBoundingClientRect().top - anchor.topPx;
    lookedAt.current = undefined;
  });
}

/** Draws a turn that is sought first, at the position that the known heights give, and then scrolls to it. */
export function useSoughtTurn(turns: readonly TurnState[], scroll: TurnScroll, shown: VisibleWindow): void {
  const { store } = usePanel();
  const sought = usePanelState(state => state.sought);
  useLayoutEffect(() => {
    const element = scroll.scroller.current;
    const idx = sought === undefined ? -1 : turns.findIndex(turn => turn.id === sought);
    if (!element || idx < 0) return;
    scroll.isFollowing.current = false;
    const heading = document.getElementById(`question-${sought}`);
    if (!heading) {
      scroll.setViewport({ scrollTop: heightOf(turns.slice(0, idx), scroll), heightPx: element.clientHeight });
      return;
    }
    heading.scrollIntoView({ block: 'start' });
    store.dispatch({ kind: 'sought', turnId: undefined });
  }, [sought, turns, store, shown.first, shown.end]);
}

/** Follows the end of a streaming answer, and shows the beginning of an answer that arrived whole. */
export function useFollowedEnd(turns: readonly TurnState[], conversationId: string, scroll: TurnScroll, shown: VisibleWindow): void {
  const { scroller, isFollowing, toEnd } = scroll;
  const last = turns.at(-1);
  const firstDraw = useRef<string>(undefined);
  const running = useRef<string>(undefined);
  useLayoutEffect(() => {
    // A newly opened conversation and a newly asked question are shown from their end.
    if (firstDraw.current !== `${conversationId} ${last?.id}`) {
      firstDraw.current = `${conversationId} ${last?.id}`;
      isFollowing.current = true;
    }
    const hasJustCome = last !== undefined && running.current === last.id && cameAtOnce(last);
    running.current = last && isRunning(last) ? last.id : undefined;
    if (!isFollowing.current) return;
    toEnd();
    if (!hasJustCome) return;
    // It could not be read while it streamed, so it is shown from its beginning.
    const { current: element } = scroller;
    const heading = document.getElementById(`question-${last.id}`);
    if (element && heading && heading.getBoundingClientRect().top < element.getBoundingClientRect().top) {
      isFollowing.current = false;
      heading.scrollIntoView({ block: 'start' });
    }
  }, [turns, conversationId, last, shown.first, shown.end, toEnd]);
}

/** A question, and its position on the screen. */
type LookedAt = { readonly id: string; readonly topPx: number } | undefined;

function firstInView(scroller: HTMLElement): LookedAt {
  const { top } = scroller.getBoundingClientRect();
  const heading = [...scroller.querySelectorAll('.turn h2[id]')].find(element => element.getBoundingClientRect().bottom > top);
  return heading && { id: heading.id, topPx: heading.getBoundingClientRect().top };
}

/** True for an answer that arrived whole: passages, or a cached one. */
const cameAtOnce = ({ life }: TurnState): boolean => life.kind === 'ended' && life.end.kind === 'done' && life.end.facts.source !== 'model';
