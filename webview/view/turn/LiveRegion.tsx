/** Announces an answer to a screen reader, sentence by sentence and at a speaking pace. */
import { useEffect, useRef, useState } from 'react';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { isRunning } from '../../model/state/turn-state.js';
import { nextUtterance, type Speech, silent } from '../../model/text/speech.js';

const lookEveryMs = 500;
/** Time in which a fast voice speaks a character. */
const characterMs = 45;

export function LiveRegion() {
  const { store } = usePanel();
  const isShown = usePanelState(state => state.isShown);
  const [said, setSaid] = useState('');
  const speech = useRef<Speech>(undefined);
  const busyUntil = useRef(0);
  useEffect(
    () =>
      // An answer that existed when the panel loaded is not announced.
      store.subscribe(() => {
        const last = store.state.conversation.turns.at(-1);
        if (last && isRunning(last) && speech.current?.turnId !== last.id) speech.current = silent(last.id);
      }),
    [store],
  );
  useEffect(() => {
    if (!isShown) return;
    const timer = setInterval(() => {
      const { conversation, words, wording } = store.state;
      const last = conversation.turns.at(-1);
      if (!last || speech.current?.turnId !== last.id || performance.now() < busyUntil.current) return;
      const next = nextUtterance(speech.current, last, words, wording);
      if (!next) return;
      speech.current = next.speech;
      busyUntil.current = performance.now() + next.text.length * characterMs;
      setSaid(next.text);
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [store, isShown]);
  return (
    <div className="unseen" role="status" aria-live="polite" aria-atomic="true">
      {said}
    </div>
  );
}
