/** Questions that wait for the running answer. */
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { IconButton } from '../frame/IconButton.js';
import { useSay } from '../frame/words.js';

export function QueueList() {
  const { answers } = usePanel();
  const say = useSay();
  const queue = usePanelState(state => state.queue);
  if (queue.length === 0) return null;
  return (
    <ol className="queue" aria-label={say('queueLabel')}>
      {queue.map(({ turnId, question }) => (
        <li key={turnId}>
          <span className="queue-text" dir="auto">
            {question}
          </span>
          <IconButton icon="close" label={say('unqueue', { question: question.slice(0, 80) })} onClick={() => answers.unqueue(turnId)} />
        </li>
      ))}
    </ol>
  );
}
