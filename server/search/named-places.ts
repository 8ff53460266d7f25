/**
 * Finds places that the question names by path and line, and frames of a stack trace. They come first in the results, in the order named.
 */
import type { Place } from '../protocol/place.js';
import type { FolderEngine } from './folder-engine.js';
import { foldPath, PathMatcher } from './query/match-paths.js';
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
  for (const { file, line } of filesNamed(folder, references)) {
    if (places.length >= maxNamed) break;
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
      why: [{ kind: 'named', path: facts.path, line }],
    });
  }
  return places;
}

/** Returns the files meant, in the order of the references. The paths are read once for all of them. */
function filesNamed(
  { snapshot, spec }: FolderEngine,
  references: readonly PlaceReference[],
): readonly { readonly file: number; readonly line: number }[] {
  const root = `${spec.root.replaceAll('\\', '/')}/`;
  const matchers = references.map(
    ({ leads }) =>
      new PathMatcher<number>(
        leads.map(lead => {
          const at = lead.indexOf(root);
          return at < 0 ? lead : lead.slice(at + root.length);
        }),
      ),
  );
  // Most texts have few references, and most paths end in none of their last characters.
  const lastChars = new Set(references.flatMap(({ leads }) => leads.map(lead => foldPath(lead).slice(-1))));
  snapshot.eachFile((file, path) => {
    const folded = foldPath(path);
    if (lastChars.has(folded.slice(-1))) for (const matcher of matchers) matcher.offer(path, folded, file);
    return true;
  });
  return references.flatMap(({ line }, i) => matchers[i]!.meant().map(({ value }) => ({ file: value, line })));
}
