/** The functions that the host may call. */
export { checksum, checksumHigh } from './checksum';
export { setEmbedding } from './embed';
export {
  dictBytes,
  drainDictionary,
  drainPostings,
  encodeBegin,
  encodeEnd,
  encodeFrom,
  encodeTerms,
  indexBytes,
  openEncoder,
  postingsBytes,
  sortTerms,
  termsWritten,
} from './encode';
export { distinctTerms, invertFile, invertNext, invertReset } from './invert';
export {
  closeGathering,
  collect,
  decodeTerm,
  fillNorms,
  gatherFile,
  gatherTerm,
  offerAll,
  offerCandidates,
  offerScores,
  openGathering,
  openSearch,
  scoreCandidates,
  scoreTerm,
  setScoring,
  sortHeap,
  termBound,
} from './search';
export { copyName, encodeNames, internNames, namesCount, namesReset, nameTableBytes, openNameTable, sortNames } from './names';
export { survey, surveyControls, surveyFlags } from './survey';
export { dots, nearSigns, signDistances } from './vectors';

/** First byte that the kernels do not use themselves. */
export function heapBase(): usize {
  return __heap_base;
}
