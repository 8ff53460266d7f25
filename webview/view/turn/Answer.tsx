/** The text of an answer, block by block. A very long one is drawn in parts, so that the panel stays fast. */
import { useMemo, useRef, useState } from 'react';
import type { Citation } from '../../../server/protocol/chat.js';
import { bytes } from '../../model/rows/figures.js';
import { citationsOf, numberCitations } from '../../model/text/cite.js';
import { type Blocks, noBlocks, splitBlocks } from '../../model/text/split-blocks.js';
import { useSay } from '../frame/words.js';
import { BlockView } from '../markdown/BlockView.js';

interface Props {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly isGrowing: boolean;
  /** True for an answer without a model: its code matters, and the lines under it are dim. */
  readonly isPassages: boolean;
}

/** Number of characters drawn at first, and added by each press of the button. */
const partLength = 200_000;

export function Answer({ text, citations, isGrowing, isPassages }: Props) {
  const [shownLength, setShownLength] = useState(partLength);
  const say = useSay();
  const before = useRef<Blocks>(noBlocks);
  const isCut = text.length > shownLength;
  // Splits from where the last split ended. The same text always gives the same blocks, so drawing twice is harmless.
  before.current = splitBlocks(isCut ? text.slice(0, shownLength) : text, before.current);
  const { blocks, links } = before.current;
  const numbered = useMemo(() => numberCitations(citations), [citations]);
  return (
    <div className={isPassages ? 'answer passages' : 'answer'}>
      {blocks.map((block, idx) =>
        block.type === 'space' ? null : (
          <BlockView
            key={block.start}
            block={block}
            links={links}
            citations={citationsOf(numbered, block.start, block.raw.length)}
            isGrowing={isGrowing && !isCut && idx === blocks.length - 1}
          />
        ),
      )}
      {isCut ? (
        <button type="button" className="more" onClick={() => setShownLength(shownLength + partLength)}>
          {say('showMoreText', { size: bytes(text.length - shownLength) })}
        </button>
      ) : null}
    </div>
  );
}
