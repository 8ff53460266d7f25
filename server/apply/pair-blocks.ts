/** Blocks that quote the file say what goes or what the next block replaces: such blocks become search-and-replace. Pure. */
import { quotedIn } from './apply-code.js';
import type { EditBlock } from './edit-blocks.js';
import { labelsNew, labelsOld, saysRemoveThis } from './plan-by-words.js';

export function pairedBlocks(blocks: readonly EditBlock[], file: readonly string[]): readonly EditBlock[] {
  const paired: EditBlock[] = [];
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!;
    const next = blocks[i + 1];
    if (block.form !== 'code') {
      paired.push(block);
      continue;
    }
    const isQuote = quotedIn(block.lines, file) !== undefined;
    if (next?.form === 'code' && labelsNew(next.before) && (isQuote || labelsOld(block.before))) {
      paired.push({ form: 'replace', search: block.lines, replacement: next.lines, isCut: next.isCut });
      i++;
    } else if (isQuote && saysRemoveThis(block.before)) {
      paired.push({ form: 'replace', search: block.lines, replacement: [], isCut: block.isCut });
    } else if (!isQuote || next === undefined) paired.push(block);
  }
  return paired;
}
