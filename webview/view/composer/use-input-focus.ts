/** Where the input's focus and caret go. */
import { type RefObject, useEffect, useLayoutEffect } from 'react';
import { usePanel } from '../../bind/use-panel.js';

/** Focuses the input when an edit begins or ends, and when the panel is given the focus by a command. */
export function useInputFocus(input: RefObject<HTMLTextAreaElement | null>, editing: string | undefined): void {
  useEffect(() => {
    input.current?.focus();
  }, [editing]);
  // The panel is given the focus by a command: the caret is where the person types, unless something else held it.
  useEffect(() => {
    const onFocus = () => {
      if (document.activeElement === document.body) input.current?.focus();
    };
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, []);
}

/** Puts the caret where `wantedCaret` says once the new text is drawn. */
export function useWantedCaret(input: RefObject<HTMLTextAreaElement | null>, wantedCaret: { current: number | undefined }): void {
  useLayoutEffect(() => {
    if (wantedCaret.current === undefined) return;
    input.current?.setSelectionRange(wantedCaret.current, wantedCaret.current);
    wantedCaret.current = undefined;
  });
}

/** Escape stops the answer from wherever the focus is, unless something nearer took it. */
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
