/** The lines of a place or a citation, in a small layer beside it. Only the layer is drawn when it opens. */
import { createContext, type ReactNode, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { PlaceRange } from '../../../server/protocol/place.js';
import { usePanel } from '../../bind/use-panel.js';
import { useSay } from '../frame/words.js';
import { CodeLine } from '../turn/CodeLines.js';
import { MarkedText } from '../turn/MarkedText.js';
import { useHighlight } from '../turn/use-highlight.js';

interface Previewing {
  readonly show: (range: PlaceRange, anchor: Element | null, note?: string) => void;
  readonly hide: () => void;
  /** Called when the anchor is removed, to close its layer. */
  readonly forget: (anchor: Element) => void;
}

interface Shown {
  readonly element: Element;
  readonly range: PlaceRange;
  readonly anchor: DOMRect;
  readonly note: string | undefined;
  readonly lines: PreviewLines;
}

/** An empty list means that the lines cannot be read. */
type PreviewLines = readonly string[] | 'loading';

const PreviewContext = createContext<Previewing>({ show: () => undefined, hide: () => undefined, forget: () => undefined });

/** Returns the properties of a button that shows the lines of `range` while it is hovered or focused. */
export function usePreview(range: PlaceRange, note?: string) {
  const { show, hide, forget } = useContext(PreviewContext);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const element = button.current;
    return () => {
      if (element) forget(element);
    };
  }, [forget]);
  const open = () => show(range, button.current, note);
  return { ref: button, onPointerEnter: open, onPointerLeave: hide, onFocus: open, onBlur: hide };
}

/** Long enough that a passing pointer opens nothing. */
const openAfterMs = 250;
/** Time to move the pointer into the layer. */
const closeAfterMs = 150;
const maxLines = 16;

export function PreviewHost({ children }: { children: ReactNode }) {
  const { store, editor } = usePanel();
  const [shown, setShown] = useState<Shown>();
  const timer = useRef<number>(undefined);
  const reading = useRef(new AbortController());

  const hide = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setShown(undefined), closeAfterMs);
  }, []);

  const forget = useCallback((anchor: Element) => setShown(now => (now?.element === anchor ? undefined : now)), []);

  const readLines = useCallback(
    async (range: PlaceRange, signal: AbortSignal) => {
      const text = await editor.lines(range, signal);
      const lines = text === undefined ? [] : text.split('\n');
      if (!signal.aborted) setShown(now => (now?.range === range ? { ...now, lines } : now));
    },
    [editor],
  );

  const show = useCallback(
    (range: PlaceRange, anchor: Element | null, note?: string) => {
      clearTimeout(timer.current);
      if (!anchor) return;
      timer.current = window.setTimeout(() => {
        if (!anchor.isConnected) return;
        const rect = anchor.getBoundingClientRect();
        const known = knownLines(
          store.state.conversation.turns.flatMap(turn => turn.places),
          range,
        );
        setShown({ range, element: anchor, anchor: rect, note, lines: known ?? 'loading' });
        if (known !== undefined) return;
        reading.current.abort();
        reading.current = new AbortController();
        void readLines(range, reading.current.signal);
      }, openAfterMs);
    },
    [store, readLines],
  );

  useEffect(() => {
    if (!shown) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
      if (event.type === 'scroll' && event.target instanceof Element && event.target.closest('.preview')) return;
      // The key that closes the layer must not also stop the answer.
      if (event instanceof KeyboardEvent) event.stopPropagation();
      clearTimeout(timer.current);
      setShown(undefined);
    };
    window.addEventListener('keydown', close, true);
    window.addEventListener('scroll', close, true);
    return () => {
      window.removeEventListener('keydown', close, true);
      window.removeEventListener('scroll', close, true);
    };
  }, [shown]);

  const previewing = useMemo(() => ({ show, hide, forget }), [show, hide, forget]);
  return (
    <PreviewContext value={previewing}>
      {children}
      {shown ? <Layer shown={shown} onEnter={() => clearTimeout(timer.current)} onLeave={hide} /> : null}
    </PreviewContext>
  );
}

/** Returns the range's lines from a place that contains them all, so that text that is already loaded needs no request. */
function knownLines(places: readonly (PlaceRange & { readonly text: string })[], range: PlaceRange): readonly string[] | undefined {
  const place = places.find(
    ({ folder, path, startLine, endLine }) =>
      folder === range.folder && path === range.path && startLine <= range.startLine && endLine >= range.endLine,
  );
  if (!place) return undefined;
  const lines = place.text.split('\n').slice(range.startLine - place.startLine, range.endLine - place.startLine + 1);
  // The text of a long place was cut on its way here.
  return lines.length === range.endLine - range.startLine + 1 ? lines : undefined;
}

function Layer({ shown, onEnter, onLeave }: { shown: Shown; onEnter: () => void; onLeave: () => void }) {
  const say = useSay();
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = layer.current;
    if (!element) return;
    const { innerWidth, innerHeight } = window;
    const { offsetWidth, offsetHeight } = element;
    const isBelow = shown.anchor.bottom + 6 + offsetHeight <= innerHeight || shown.anchor.top < offsetHeight + 6;
    element.style.left = `${Math.max(8, Math.min(shown.anchor.left, innerWidth - offsetWidth - 8))}px`;
    element.style.top = isBelow ? `${shown.anchor.bottom + 6}px` : `${shown.anchor.top - offsetHeight - 6}px`;
  }, [shown]);
  const { range, lines, note } = shown;
  const shownLines = lines === 'loading' ? [] : lines.slice(0, maxLines);
  const highlighted = useHighlight(shownLines.join('\n'), range.path.split('.').at(-1)!.toLowerCase(), false);
  return (
    <div ref={layer} className="preview" role="tooltip" onPointerEnter={onEnter} onPointerLeave={onLeave}>
      <div className="preview-head">
        <span className="path" dir="ltr">
          <MarkedText text={range.path} />
        </span>
        <span className="dim">{say('lines', { start: String(range.startLine), end: String(range.endLine) })}</span>
      </div>
      {note === undefined ? null : <div className="preview-note">{note}</div>}
      {lines === 'loading' ? <div className="dim">{say('previewLoading')}</div> : null}
      {lines.length === 0 ? <div className="dim">{say('previewFailed')}</div> : null}
      {shownLines.length > 0 ? (
        <pre dir="ltr">
          {shownLines.map((line, idx) => (
            <div key={idx} className="preview-line">
              <span className="line-number">{range.startLine + idx}</span>
              <CodeLine line={line} runs={highlighted?.[idx]} hasBreak={false} />
            </div>
          ))}
        </pre>
      ) : null}
    </div>
  );
}
