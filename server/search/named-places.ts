/**
 * Finds places that the question names by path and line, and frames of a stack trace. They come first in the results, in the order named.
 */
import type { Place } from '../protocol/place.js';
import type { FolderEngine } from './folder-engine.js';
import type { PlaceReference } from './query/place-references.js';
import { shapePlace } from './results/shape-place.js';
import type { SourceTexts } from './results/source-texts.js';

const maxNamed = 5;
/** Lines shown on either side of a named line that no definition encloses. */
const around = 12;

export function namedPlaces(folder: FolderEngine, references: readonly PlaceReference[], texts: SourceTexts): readonly Place[] {
  if (references.length === 0) return [];
  const { spec, snapshot } = folder;
  const places: Place[] = [];
  for (const { path, line } of references) {
    if (places.length >= maxNamed) break;
    const file = fileNamed(folder, path);
    if (file === undefined) continue;
    const facts = snapshot.file(file);
    const source = texts.read(folder, facts);
    const shape = shapePlace(facts, at => snapshot.symbolsAround(file, at), source, {
      startLine: line - around,
      endLine: line + around,
      focusLine: line,
    });
    if (places.some(known => known.path === facts.path && known.focusLine === shape.focusLine)) continue;
    places.push({
      folder: spec.folder,
      path: facts.path,
      ...shape,
      score: 1000 - places.length,
      reasons: [{ feature: 'named', gain: 1000 - places.length }],
      why: [{ kind: 'named', path, line }],
    });
  }
  return places;
}

/**
 * Returns the file meant by a path that may come from another machine or be only the end of a path: the one with the longest common end.
 */
function fileNamed({ snapshot, spec }: FolderEngine, written: string): number | undefined {
  const root = spec.root.replaceAll('\\', '/');
  const path = (written.startsWith(`${root}/`) ? written.slice(root.length + 1) : written).replace(/^(?:\.\.?\/)+/, '');
  const exact = snapshot.fileAt(path);
  if (exact !== undefined) return exact;
  const parts = path.split('/');
  const name = parts.at(-1) ?? '';
  let best: number | undefined;
  let most = 0;
  snapshot.eachFile((file, candidate) => {
    if (!candidate.endsWith(name)) return true;
    const theirs = candidate.split('/');
    let common = 0;
    while (common < parts.length && common < theirs.length && parts.at(-1 - common) === theirs.at(-1 - common)) common++;
    if (common > most) [best, most] = [file, common];
    return true;
  });
  return best;
}
