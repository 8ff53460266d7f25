/** The source of a block: the text as the model wrote it, and the citations in it. Pure type. */
import type { NumberedCitation } from '../../model/text/cite.js';

export interface BlockSource {
  readonly raw: string;
  /** `at` counts from the block's start. */
  readonly citations: readonly NumberedCitation[];
}
