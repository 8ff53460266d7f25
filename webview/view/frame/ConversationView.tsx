/** The open conversation, or what is shown in its place. */
import { usePanelState } from '../../bind/use-panel.js';
import { TurnList } from '../turn/TurnList.js';
import { FirstOpen } from './FirstOpen.js';
import { useSay } from './words.js';

export function ConversationView() {
  const say = useSay();
  const { id, turns, nBefore, life } = usePanelState(state => state.conversation);
  if (turns.length > 0) return <TurnList turns={turns} nBefore={nBefore} conversationId={id} />;
  return life === 'opening' ? <p className="dim opening">{say('opening')}</p> : <FirstOpen />;
}
