/** Inverts one file after the other into the segment under construction. */
import { arenaForget, arenaForgetKept } from './arena';
import { commentsForget, openComments } from './comments';
import { endVector, vectorDims } from './embed';
import { openNames } from './fields';
import { memoReset } from './memo';
import { endWindow, nLive, termsClear, termsReset } from './terms-table';
import { tokeniseWindow } from './tokenise';

/** Starts again with nothing learnt; the host has taken back all slabs. */
export function invertReset(): void {
  arenaForget();
  arenaForgetKept();
  memoReset();
  termsReset();
  invertNext();
}

/** Starts the next segment and keeps what was learnt about words; the host has taken back the slabs of the previous segment. */
export function invertNext(): void {
  arenaForget();
  commentsForget();
  termsClear();
}

/** Returns the number of terms of the segment. */
export function distinctTerms(): u32 {
  return nLive;
}

/**
 * Inverts the windows of one text. `startsPtr`, `endsPtr`: their u32 byte offsets; `names`: u32 triplets, see the tokeniser; `syntax`:
 * rules of comments. Writes for each window four u16 of lengths [body, comments, names, top names] to `lengthsOut` and, if `vectors` is not
 * 0, its vector, scale and signs to the three tables. 80 readable bytes must follow the text.
 */
export function invertFile(
  text: usize,
  length: u32,
  startsPtr: usize,
  endsPtr: usize,
  nWindows: u32,
  firstWindow: u32,
  names: usize,
  nNames: u32,
  syntax: usize,
  lengthsOut: usize,
  vectors: usize,
  scales: usize,
  signs: usize,
): void {
  openComments(text, length, syntax);
  openNames(text, names, nNames);
  const dims = vectorDims();
  const withVector = vectors != 0 && dims != 0;
  for (let i: u32 = 0; i < nWindows; i++) {
    tokeniseWindow(text + load<u32>(startsPtr + i * 4), text + load<u32>(endsPtr + i * 4));
    store<u64>(lengthsOut + i * 8, endWindow(firstWindow + i, withVector));
    if (withVector) endVector(vectors + i * dims, scales + i * 4, signs + i * (dims / 8));
  }
}
