/** The meter of the model's window. Pure. */
import type { ContextMeasure, MeasuredPlace } from '../../../server/protocol/methods/context-methods.js';

export interface MeterRow {
  readonly nUsed: number;
  readonly nContext: number;
  /** Number of automatic places; they make room for everything else. */
  readonly nPlaces: number;
  /** Between 0 and 1, without and with the places. */
  readonly share: number;
  readonly wholeShare: number;
  readonly level: 'low' | 'high' | 'over';
}

/** Above this share, a warning is shown. */
const highShare = 0.8;

/** Returns the tokens of the places that are sent whole; one that is cut takes what is left. */
export const placeTokens = (places: readonly MeasuredPlace[]): number =>
  places.reduce((total, { nTokens, fits }) => total + (fits === 'whole' ? nTokens : 0), 0);

export function meterRow({ nQuestionTokens, nAttachmentTokens, nHistoryTokens, windowTokens, places }: ContextMeasure): MeterRow {
  const nContext = nAttachmentTokens.reduce((total, n) => total + n, 0);
  const nFixed = nQuestionTokens + nContext + nHistoryTokens;
  const nPlaces = placeTokens(places);
  const share = nFixed / windowTokens;
  return {
    nUsed: nFixed + nPlaces,
    nContext,
    nPlaces,
    share: Math.min(1, share),
    wholeShare: Math.min(1, (nFixed + nPlaces) / windowTokens),
    level: share > 1 ? 'over' : share > highShare ? 'high' : 'low',
  };
}
