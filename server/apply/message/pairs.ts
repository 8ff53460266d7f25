/** Blocks that quote the file say what goes or what the next block replaces: such blocks become search-and-replace. Pure. */
import { bare, isTelling, trimBlank } from '../lines/file-lines.js';
import type { EditPart } from './edit-part.js';
import { labelsNew, labelsOld, saysRemoveThis } from './prose.js';

export function pairedParts(all: readonly EditPart[], file: readonly string[]): readonly EditPart[] {
  const parts = all.filter((part, i) => !all.slice(0, i).some(earlier => contentOf(earlier) === contentOf(part)));
  const paired: EditPart[] = [];
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!;
    const next = parts[i + 1];
    if (part.form !== 'code') {
      paired.push(part);
      continue;
    }
    const quotes = nQuotes(part.lines, file);
    if (next?.form === 'code' && labelsNew(next.said) && (quotes > 0 || labelsOld(part.said))) {
      paired.push({ ...next, form: 'replace', search: part.lines, replacement: next.lines });
      i++;
    } else if (quotes > 0 && saysRemoveThis(part.said)) {
      paired.push({ ...part, form: 'replace', search: part.lines, replacement: [] });
    } else if (quotes === 0 || parts.length === 1) paired.push(part);
  }
  return paired;
}

/** The same block, said twice. */
const contentOf = ({ said: _said, block: _block, isCut: _isCut, ...content }: EditPart): string => JSON.stringify(content);

/** The number of places at which the file has these lines. */
function nQuotes(lines: readonly string[], file: readonly string[]): number {
  const quoted = trimBlank(lines).map(bare);
  if (!quoted.some(isTelling)) return 0;
  let n = 0;
  for (let start = 0; start + quoted.length <= file.length; start++) if (quoted.every((line, k) => line === bare(file[start + k]!))) n++;
  return n;
}
