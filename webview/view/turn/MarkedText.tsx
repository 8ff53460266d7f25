/** Text in which hidden characters are shown as marks, because they can change what code does, or seems to do. */
import { memo } from 'react';
import { codePointName, countHidden, visibleMarks } from '../../model/text/visible-marks.js';

export const MarkedText = memo(function MarkedText({ text }: { text: string }) {
  if (countHidden(text) === 0) return text;
  return visibleMarks(text).map((piece, idx) =>
    piece.kind === 'text' ? (
      piece.text
    ) : (
      // The pieces of a text never move.
      <span key={idx} className="hidden-mark">
        {codePointName(piece.codePoint)}
      </span>
    ),
  );
});
