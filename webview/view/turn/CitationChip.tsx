/** A citation, shown as its number. Click opens its lines, Alt+click opens them to the side; hover or focus shows them. */
import { usePanel } from '../../bind/use-panel.js';
import type { NumberedCitation } from '../../model/text/cite.js';
import { spellHidden } from '../../model/text/visible-marks.js';
import { useSay } from '../frame/words.js';
import { usePreview } from '../places/Preview.js';

export function CitationChip({ citation }: { citation: NumberedCitation }) {
  const { editor } = usePanel();
  const say = useSay();
  const { range, number, verified } = citation;
  const label = say('citation', { number, path: spellHidden(range.path), start: String(range.startLine), end: String(range.endLine) });
  const reason = verified ? undefined : say('unverified');
  const preview = usePreview(range, reason);
  return (
    <button
      {...preview}
      type="button"
      className={verified ? 'citation' : 'citation unverified'}
      aria-label={reason === undefined ? label : `${label}. ${reason}`}
      onClick={event => editor.open(range, event.altKey)}
    >
      {number}
    </button>
  );
}
