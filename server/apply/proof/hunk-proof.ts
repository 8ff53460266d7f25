/** What each hunk of a proven edit stands on, for a person: what it does, to what, and where. Pure. */
import type { HunkProof } from '../../protocol/edit.js';
import type { Language } from '../../text/language/languages.js';
import { knownIn } from './definitions-kept.js';
import type { ProofEdit } from './step.js';

export function hunkProofs(file: readonly string[], edits: readonly ProofEdit[], language: Language): readonly HunkProof[] {
  const known = knownIn(file, language);
  return edits.map(({ start, end, lines }) => {
    const does = start === end ? 'adds' : lines.length === 0 ? 'removes' : 'replaces';
    const around = known
      .filter(one => one.start <= start && Math.max(end, start + 1) <= one.end)
      .toSorted((a, b) => a.end - a.start - (b.end - b.start))[0];
    return { does, ...(around && { name: around.name }), start: does === 'adds' ? start : start + 1, end };
  });
}
