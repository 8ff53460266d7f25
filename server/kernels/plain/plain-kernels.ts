/**
 * The kernels without WebAssembly: slower, but with the same bytes. The fallback if WebAssembly or its SIMD is missing, and the oracle of
 * the property tests.
 */
import { type Kernels, noSlabs } from '../kernels.js';
import { checksum } from './plain-checksum.js';
import { PlainEmbedder } from './plain-embedder.js';
import { PlainEncoder } from './plain-encoder.js';
import { PlainInverter } from './plain-inverter.js';
import { PlainMemory } from './plain-memory.js';
import { PlainNames } from './plain-names.js';
import { PlainSearch } from './plain-search.js';
import { PlainSurvey } from './plain-survey.js';

/** Offset 0 means "none", so the heap begins above it. */
const heapBase = 64;

export function plainKernels(reason: string): Kernels {
  const memory = new PlainMemory();
  const embedder = new PlainEmbedder(memory);
  const inverter = new PlainInverter(memory, embedder);
  const encoder = new PlainEncoder(memory, inverter);
  const survey = new PlainSurvey(memory);
  const names = new PlainNames(memory);
  const search = new PlainSearch(memory);
  let high = 0;
  return {
    kind: 'plain',
    reason,
    memory,
    heapBase,
    slabs: noSlabs,
    survey: (...parts) => survey.take(...parts),
    surveyFlags: () => survey.flags,
    surveyControls: () => survey.controls,
    setEmbedding: (...parts) => embedder.set(...parts),
    invertReset: () => inverter.reset(),
    invertNext: () => inverter.reset(),
    invertFile: (...parts) => inverter.invert(...parts),
    distinctTerms: () => inverter.nTerms,
    heldBytes: () => inverter.heldBytes + names.heldBytes,
    openEncoder: (lengths, _rows, dict, index, postings, bloom, bloomBlocks) =>
      encoder.open(lengths, dict, index, postings, bloom, bloomBlocks),
    sortTerms: () => encoder.sort(),
    encodeTerms: limit => encoder.encode(limit),
    encodeBegin: () => encoder.begin(),
    encodeFrom: (postings, df, map, nWindows) => encoder.addFrom(postings, df, map, nWindows),
    encodeEnd: (term, df) => encoder.end(term, df),
    dictBytes: () => encoder.dictBytes,
    indexBytes: () => encoder.indexBytes,
    postingsBytes: () => encoder.postingsBytes,
    termsWritten: () => encoder.nWritten,
    drainPostings: () => encoder.drainPostings(),
    drainDictionary: () => encoder.drainDictionary(),
    namesReset: () => names.reset(),
    namesCount: () => names.count,
    internNames: (...parts) => names.intern(...parts),
    copyName: (number, to) => names.copy(number, to),
    sortNames: out => names.sort(out),
    openNameTable: (...parts) => names.openTable(...parts),
    encodeNames: (from, end, limit) => names.encode(from, end, limit),
    nameTableBytes: () => names.tableBytes,
    openSearch: () => {},
    setScoring: (...parts) => search.setScoring(...parts),
    fillNorms: (...parts) => search.fillNorms(...parts),
    scoreTerm: (...parts) => search.scoreTerm(...parts),
    termBound: (...parts) => search.termBound(...parts),
    scoreCandidates: (...parts) => search.scoreCandidates(...parts),
    collect: (...parts) => search.collect(...parts),
    offerAll: (...parts) => search.offerAll(...parts),
    offerCandidates: (...parts) => search.offerCandidates(...parts),
    offerScores: (...parts) => search.offerScores(...parts),
    sortHeap: (...parts) => search.sortHeap(...parts),
    openGathering: (...parts) => search.openGathering(...parts),
    gatherTerm: (...parts) => search.gatherTerm(...parts),
    gatherFile: (...parts) => search.gatherFile(...parts),
    closeGathering: () => search.closeGathering(),
    decodeTerm: (...parts) => search.decodeTerm(...parts),
    dots: (...parts) => search.dots(...parts),
    signDistances: (...parts) => search.signDistances(...parts),
    nearSigns: (...parts) => search.nearSigns(...parts),
    checksum: (at, size) => {
      const sums = checksum(memory.bytes, at, size);
      high = sums.high;
      return sums.low;
    },
    checksumHigh: () => high,
  };
}
