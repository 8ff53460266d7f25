/** Says an answer aloud, sentence by sentence and at a pace, to whoever listens to the panel. */
import { useEffect, useRef, useState } from 'react';
import { localiseProblem, type ProblemTexts } from '../../../server/protocol/localise-problem.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { isRunning, type TurnState } from '../../model/state/turn-state.js';
import { nextUtterance, type Speech, silent } from '../../model/text/speech.js';

const lookEveryMs = 500;
/** A quick voice says a character in this time. */
const characterMs = 45;

export function LiveRegion() {
  const { store } = usePanel();
  const isShown = usePanelState(state => state.isShown);
  const [said, setSaid] = useState('');
  const speech = useRef<Speech>(undefined);
  const busyUntil = useRef(0);
  useEffect(
    () =>
      // An answer that was there already when the panel came to life is read by whoever looks for it.
      store.subscribe(() => {
        const last = store.state.conversation.turns.at(-1);
        if (last && isRunning(last) && speech.current?.turnId !== last.id) speech.current = silent(last.id);
      }),
    [store],
  );
  useEffect(() => {
    if (!isShown) return;
    const timer = setInterval(() => {
      const { conversation, language, words, problems } = store.state;
      const last = conversation.turns.at(-1);
      if (!last || speech.current?.turnId !== last.id || performance.now() < busyUntil.current) return;
      const next = nextUtterance(speech.current, inLanguage(last, problems), language, words);
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

/** A failure is told in the person's own language. */
function inLanguage(turn: TurnState, problems: ProblemTexts): TurnState {
  const { life } = turn;
  if (life.kind !== 'ended' || life.end.kind !== 'failed') return turn;
  return { ...turn, life: { ...life, end: { ...life.end, problem: localiseProblem(life.end.problem, problems) } } };
}
