/** An empty conversation: one sentence, three questions about this workspace, and one line about what is available. */
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { outgoing } from '../../model/state/outgoing.js';
import { useSay } from './words.js';

export function FirstOpen() {
  const { answers, store, editor } = usePanel();
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
      {models?.length === 0 ? (
        <p className="dim">
          {say('firstNoModel')}{' '}
          <button type="button" className="link" onClick={() => editor.act('choose-model')}>
            {say('setOneUp')}
          </button>
        </p>
      ) : null}
      {first ? (
        <p className="dim">
          {first.local ? say('firstModel', { model: first.id }) : say('firstModelRemote', { model: first.id, endpoint: first.endpoint })}
        </p>
      ) : null}
    </div>
  );
}
