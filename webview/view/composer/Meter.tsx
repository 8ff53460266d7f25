/** The share of the model's window that the next question takes: a thin line and a number, with a warning if it is high. */
import { usePanelState } from '../../bind/use-panel.js';
import { shortCount } from '../../model/rows/figures.js';
import { meterRow } from '../../model/rows/meter-row.js';
import { useSay } from '../frame/words.js';

export function Meter() {
  const say = useSay();
  const measure = usePanelState(state => state.measure);
  // Without a model there is no window to fill.
  const hasModel = usePanelState(state => state.models?.length !== 0);
  if (!hasModel || !measure || measure.windowTokens <= 0) return null;
  const { nUsed, share, wholeShare, level, nContext, nPlaces } = meterRow(measure);
  if (nUsed === 0) return null;
  const label = say('meter', { used: shortCount(nUsed), window: shortCount(measure.windowTokens) });
  const parts = say('meterParts', {
    question: shortCount(measure.nQuestionTokens),
    context: shortCount(nContext),
    places: shortCount(nPlaces),
    history: shortCount(measure.nHistoryTokens),
  });
  return (
    <span
      className={`meter ${level}`}
      title={`${label}\n${parts}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={measure.windowTokens}
      aria-valuenow={Math.min(nUsed, measure.windowTokens)}
    >
      <bdi dir="ltr" className="meter-text">
        {shortCount(nUsed)}
        <span className="meter-window"> / {shortCount(measure.windowTokens)}</span>
      </bdi>
      <span className="meter-line">
        <span className="meter-fill" style={{ width: `${Math.round(share * 100)}%` }} />
        <span className="meter-places" style={{ width: `${Math.round((wholeShare - share) * 100)}%` }} />
      </span>
    </span>
  );
}

/** The meaning of the meter's colour, in words. */
export function MeterWarning() {
  const say = useSay();
  const measure = usePanelState(state => state.measure);
  if (!measure || measure.windowTokens <= 0) return null;
  const { level } = meterRow(measure);
  return level === 'low' ? null : <p className="meter-warning">{say(level === 'over' ? 'meterOver' : 'meterFull')}</p>;
}
