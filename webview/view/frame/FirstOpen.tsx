/** An empty conversation: one sentence, three questions about this workspace, and one line about what is available. */
import { problemLine } from '../../../server/protocol/problem.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { outgoing } from '../../model/state/outgoing.js';
import { useSay, useWording } from './words.js';

export function FirstOpen() {
  const { answers, store } = usePanel();
  const say = useSay();
  const suggestions = usePanelState(state => state.suggestions);
  const models = usePanelState(state => state.models);
  const chosen = usePanelState(state => state.model ?? state.chosenModel);
  const first = models?.find(({ id }) => id === chosen) ?? models?.find(({ loaded }) => loaded) ?? models?.[0];
  return (
    <div className="first-open">
      <p className="first-sentence" dir="auto">
        {say('firstSentence')}
      </p>
      {suggestions && suggestions.length > 0 ? (
        <ul className="suggestions" aria-label={say('suggestedQuestions')}>
          {suggestions.slice(0, 3).map(question => (
            <li key={question}>
              <button type="button" className="suggestion" dir="auto" onClick={() => answers.ask(question, outgoing(store.state))}>
                {question}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      {models === undefined ? <p className="dim">{say('firstLooking')}</p> : null}
      {models?.length === 0 ? <NoModelLine /> : null}
      {first ? (
        <p className="dim">
          {first.local ? say('firstModel', { model: first.id }) : say('firstModelRemote', { model: first.id, endpoint: first.endpoint })}
        </p>
      ) : null}
    </div>
  );
}

/** Says that no model is known, and why if a server was reached and refused. */
function NoModelLine() {
  const { editor } = usePanel();
  const say = useSay();
  const wording = useWording();
  const problem = usePanelState(state => state.modelsProblem);
  const isKeyRefused = problem?.code === 'endpoint-unauthorised';
  return (
    <p className="dim" dir="auto">
      {isKeyRefused ? problemLine(problem, wording) : say('firstNoModel')}{' '}
      <button type="button" className="link" onClick={() => editor.act(isKeyRefused ? 'set-api-key' : 'choose-model')}>
        {say(isKeyRefused ? 'setApiKey' : 'setOneUp')}
      </button>
    </p>
  );
}
