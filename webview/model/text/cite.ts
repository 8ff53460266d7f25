/**
 * Citations: their numbers, and the marks that replace them while Markdown is parsed.
 * A path may contain characters that mean emphasis in Markdown, so citations are taken out before the text is lexed. Pure.
 */
import type { Citation } from '../../../server/protocol/chat.js';

/** A citation with the number on its chip; the same range always has the same number. */
export interface NumberedCitation extends Citation {
  readonly number: number;
}

// Noncharacters: valid text does not contain them, and they are replaced if a text does.
const opens = '\uFDD0';
const closes = '\uFDD1';
const reserved = /[\uFDD0\uFDD1]/g;

export function numberCitations(citations: readonly Citation[]): readonly NumberedCitation[] {
  const numbers = new Map<string, number>();
  return citations
    .toSorted((a, b) => a.at - b.at)
    .map(citation => {
      const { folder, path, startLine, endLine } = citation.range;
      const key = JSON.stringify([folder, path, startLine, endLine]);
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      return { ...citation, number };
    });
}

/** Returns the citations inside a block, with `at` counted from its start. */
export function citationsOf(citations: readonly NumberedCitation[], start: number, length: number): readonly NumberedCitation[] {
  return citations
    .filter(({ at, length: own }) => at >= start && at + own <= start + length)
    .map(citation => ({ ...citation, at: citation.at - start }));
}

/** Returns `raw` with each citation replaced by a mark that Markdown leaves unchanged. */
export function markCitations(raw: string, citations: readonly NumberedCitation[]): string {
  let marked = '';
  let from = 0;
  for (const [idx, { at, length }] of citations.entries()) {
    if (at < from) continue;
    marked += `${raw.slice(from, at).replaceAll(reserved, '\uFFFD')}${opens}${idx}${closes}`;
    from = at + length;
  }
  return marked + raw.slice(from).replaceAll(reserved, '\uFFFD');
}

export type CitedPiece = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'citation'; readonly idx: number };

// Brackets around a single citation are dropped, because the chip replaces them.
const mark = /[[(]\uFDD0(\d+)\uFDD1[\])]|\uFDD0(\d+)\uFDD1/g;

/** Cuts the text of a lexed block at its marks. */
export function cutAtMarks(text: string): readonly CitedPiece[] {
  const pieces: CitedPiece[] = [];
  let from = 0;
  for (const match of text.matchAll(mark)) {
    if (match.index > from) pieces.push({ kind: 'text', text: text.slice(from, match.index) });
    pieces.push({ kind: 'citation', idx: Number(match[1] ?? match[2]) });
    from = match.index + match[0].length;
  }
  if (from < text.length) pieces.push({ kind: 'text', text: text.slice(from) });
  return pieces;
}

/** Restores the written form, for code, where a chip would be in the way. */
export function unmark(text: string, raw: string, citations: readonly NumberedCitation[]): string {
  return text.replaceAll(/\uFDD0(\d+)\uFDD1/g, (_, idx: string) => {
    const citation = citations[Number(idx)];
    return citation ? raw.slice(citation.at, citation.at + citation.length) : '';
  });
}

export const holdsMark = (text: string): boolean => text.includes(opens);
