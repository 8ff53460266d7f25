/** Controls the input's focus and caret. */
import { type RefObject, useEffect, useLayoutEffect } from 'react';
import { usePanel } from '../../bind/use-panel.js';

/** Focuses the input when an edit begins or ends, and when a command focuses the panel. */
export function useInputFocus(input: RefObject<HTMLTextAreaElement | null>, editing: string | undefined): void {
  useEffect(() => {
    input.current?.focus();
  }, [editing]);
  // When a command focuses the panel, the caret goes to the input unless something else had the focus.
  useEffect(() => {
    const onFocus = () => {
      if (document.activeElement === document.body) input.current?.focus();
    };
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, []);
}

/** Moves the caret to `wantedCaret` once the new text is drawn. */
export function useWantedCaret(input: RefObject<HTMLTextAreaElement | null>, wantedCaret: { current: number | undefined }): void {
  useLayoutEffect(() => {
    if (wantedCaret.current === undefined) return;
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = undefined;
  });
}

/** Escape stops the answer wherever the focus is, unless another handler has used the key. */
export function useEscapeStops(): void {
  const { answers } = usePanel();
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) answers.stop();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [answers]);
}
