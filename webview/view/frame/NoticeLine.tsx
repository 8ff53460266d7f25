/** One line that reports what has just been done or has failed, with an undo button if that is possible. It disappears by itself. */
import { useEffect } from 'react';
import type { Problem } from '../../../server/protocol/problem.js';
import { usePanel, usePanelState } from '../../bind/use-panel.js';
import { type ProblemAct, problemButton } from '../../model/rows/problem-button.js';
import { IconButton } from './IconButton.js';
import { useProblemLine, useSay } from './words.js';

const shownMs = 8_000;

export function NoticeLine() {
  const { conversations, editor } = usePanel();
  const say = useSay();
  const notice = usePanelState(state => state.notice);
  useEffect(() => {
    if (!notice) return;
    const timer = setTimeout(() => conversations.dismissNotice(), shownMs);
    return () => clearTimeout(timer);
  }, [notice, conversations]);
  if (!notice) return null;
  return (
    <div className={`notice ${notice.kind}`} role="status">
      {notice.kind === 'deleted' ? (
        <>
          <span className="notice-text">{say('deleted', { title: notice.title })}</span>
          <button type="button" className="text-button" onClick={() => void conversations.restore(notice.conversationId)}>
            {say('undo')}
          </button>
        </>
      ) : null}
      {notice.kind === 'done' ? <span className="notice-text">{notice.text}</span> : null}
      {notice.kind === 'failed' ? <FailedNotice problem={notice.problem} onAct={act => editor.act(act)} /> : null}
      <IconButton icon="close" label={say('dismiss')} onClick={() => conversations.dismissNotice()} />
    </div>
  );
}

function FailedNotice({ problem, onAct }: { problem: Problem; onAct: (act: Exclude<ProblemAct, 'ask-again'>) => void }) {
  const say = useSay();
  const { label, act } = problemButton(problem.code);
  const line = useProblemLine(problem);
  return (
    <>
      <span className="notice-text">{line}</span>
      {act === 'ask-again' ? null : (
        <button type="button" className="text-button" onClick={() => onAct(act)}>
          {say(label)}
        </button>
      )}
    </>
  );
}
