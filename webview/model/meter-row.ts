/** The meter of the model's window. Pure. */
import type { ContextMeasure } from '../../server/protocol/client-methods.js';

export interface MeterRow {
  readonly nUsed: number;
  readonly nContext: number;
  /** Between 0 and 1. */
  readonly share: number;
  readonly level: 'low' | 'high' | 'over';
}

/** Beyond this share a person is told, in words. */
const highShare = 0.8;

export function meterRow({ nQuestionTokens, nAttachmentTokens, nHistoryTokens, windowTokens }: ContextMeasure): MeterRow {
  const nContext = nAttachmentTokens.reduce((total, n) => total + n, 0);
  const nUsed = nQuestionTokens + nContext + nHistoryTokens;
  const share = nUsed / windowTokens;
  return { nUsed, nContext, share: Math.min(1, share), level: share > 1 ? 'over' : share > highShare ? 'high' : 'low' };
}
