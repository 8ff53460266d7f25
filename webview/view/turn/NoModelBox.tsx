/**
 * Why no model wrote an answer, with buttons that help. Shown once in a conversation for each kind of problem; later answers only say
 * "without a model" at their end.
 */
import type { Problem } from '../../../server/protocol/problem.js';
import { say as sentence, worded } from '../../../server/protocol/sentences/sentence.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { problemButton } from '../../model/rows/problem-button.js';
import { isFirstWithoutModel } from '../../model/state/first-without-model.js';
import type { TurnState } from '../../model/state/turn-state.js';
import { useSay, useWording } from '../frame/words.js';

interface Props {
  readonly turn: TurnState;
  readonly problem: Problem;
  /** A retry replaces all later turns, so it is offered only for the last one. */
  readonly isLast: boolean;
}

export function NoModelBox({ turn, problem, isLast }: Props) {
  const { answers, editor } = usePanel();
  const say = useSay();
  const wording = useWording();
  const isFirst = usePanelState(state => isFirstWithoutModel(state.conversation.turns, turn.id));
  if (!isFirst) return null;
  const { label, act } = problemButton(problem.code);
  const isPlain = act === 'ask-again' || act === 'choose-model';
  return (
    <aside className="no-model">
      <p dir="auto">{worded(sentence('noModelAnswered', { problem: problem.text, remedy: problem.remedy }), wording)}</p>
      {isPlain ? null : (
        <button type="button" className="text-button" onClick={() => editor.act(act)}>
          {say(label)}
        </button>
      )}
      {isLast ? (
        <button type="button" className="text-button" onClick={() => answers.again(turn)}>
          {say('retry')}
        </button>
      ) : null}
      <button type="button" className="text-button" onClick={() => editor.act('choose-model')}>
        {say('chooseOtherModel')}
      </button>
    </aside>
  );
}
