/** What an answer is waiting for, with the seconds if it takes long. */
import { useEffect, useState } from 'react';
import { usePanelState } from '../../bind/use-panel.js';
import { waitingWords } from '../../model/rows/waiting-words.js';
import type { TurnLife } from '../../model/state/turn-state.js';

export function WaitingLine({ life }: { life: TurnLife }) {
  const words = usePanelState(state => state.words);
  const wording = usePanelState(state => state.wording);
  const isShown = usePanelState(state => state.isShown);
  const [nowMs, setNowMs] = useState(() => performance.now());
  useEffect(() => {
    if (!isShown) return;
    setNowMs(performance.now());
    const timer = setInterval(() => setNowMs(performance.now()), 1000);
    return () => clearInterval(timer);
  }, [isShown]);
  const text = waitingWords(life, nowMs, words, wording);
  return text === undefined ? null : (
    <p className="waiting" dir="auto">
      {text}
    </p>
  );
}
