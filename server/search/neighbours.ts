/**
 * Finds code related to some places: what they call, their callers, the types they name, and their tests. Works by names alone, with the
 * symbol table and the postings; the rarer a name, the more reliable the relation.
 */
import type { Place, PlaceRange } from '../protocol/place.js';
import type { Why } from '../protocol/why.js';
import type { SymbolFacts } from '../snapshot/snapshot-types.js';
import { fileRoles } from '../text/language/file-role.js';
import { scoringOf } from './collect-candidates.js';
import type { FolderEngine } from './folder-engine.js';
import { termsOf } from './query/query-terms.js';
import { shapePlace } from './results/shape-place.js';
import type { SourceTexts } from './results/source-texts.js';
import type { Neighbour, NeighbourKind, NeighbourQuery } from './search-thread-methods.js';

/** Limits: names looked up for one place, and definitions that a name may have before it counts as too common. */
const maxNames = 60;
const maxDefinitions = 4;
const maxCallers = 4;
const typeKinds = new Set(['class', 'interface', 'struct', 'enum', 'trait', 'type']);
const identifiers = /[A-Za-z_$][\w$]{2,60}/g;

interface Found {
  readonly kind: NeighbourKind;
  readonly folder: FolderEngine;
  readonly file: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly focusLine: number;
  readonly worth: number;
  readonly why: Why;
}

export function neighbours(
  folders: readonly FolderEngine[],
  { places, maxChars }: NeighbourQuery,
  texts: SourceTexts,
): readonly Neighbour[] {
  const found = new Map<string, Found>();
  const offer = (one: Found): void => {
    const key = `${one.folder.spec.folder}\n${one.file}\n${one.startLine}`;
    const known = found.get(key);
    if (known === undefined || known.worth < one.worth) found.set(key, one);
  };
  places.forEach((place, rank) => {
    const folder = folders.find(one => one.spec.folder === place.folder);
    const file = folder?.snapshot.fileAt(place.path);
    if (folder === undefined || file === undefined) return;
    const trust = 1 / (1 + 0.5 * rank);
    for (const one of callees(folder, file, place, texts)) offer({ ...one, worth: one.worth * trust });
    for (const one of callers(folder, file, place)) offer({ ...one, worth: one.worth * trust });
  });
  return packed([...found.values()], places, maxChars, texts);
}

function packed(found: readonly Found[], places: readonly PlaceRange[], maxChars: number, texts: SourceTexts): readonly Neighbour[] {
  const chosen: Neighbour[] = [];
  let left = maxChars;
  for (const one of found.toSorted((a, b) => b.worth - a.worth)) {
    if (left < 200) break;
    const place = placeOf(one, texts);
    const isSent = [...places, ...chosen.map(neighbour => neighbour.place)].some(
      other =>
        other.folder === place.folder && other.path === place.path && other.startLine <= place.endLine && place.startLine <= other.endLine,
    );
    if (isSent || place.text.length === 0 || place.text.length > left) continue;
    left -= place.text.length;
    chosen.push({ kind: one.kind, place });
  }
  return chosen;
}

function placeOf({ folder, file, startLine, endLine, focusLine, worth, why, kind }: Found, texts: SourceTexts): Place {
  const { spec, snapshot } = folder;
  const facts = snapshot.file(file);
  const source = texts.read(folder, facts);
  const shape = shapePlace(facts, line => snapshot.symbolsAround(file, line), source, { startLine, endLine, focusLine });
  return { folder: spec.folder, path: facts.path, ...shape, score: worth, reasons: [{ feature: kind, gain: worth }], why: [why] };
}

/** Yields definitions elsewhere of names that occur in the place's text. */
function* callees(folder: FolderEngine, file: number, place: PlaceRange, texts: SourceTexts): Generator<Found> {
  const { snapshot } = folder;
  const text = texts.read(folder, snapshot.file(file)).lines(place.startLine, place.endLine);
  const counts = new Map<string, number>();
  for (const [name] of text.matchAll(identifiers)) counts.set(name, (counts.get(name) ?? 0) + 1);
  for (const [name, count] of [...counts].slice(0, maxNames * 4)) {
    const named = snapshot.symbolsNamed(name, 'exact', maxDefinitions + 1).filter(symbol => symbol.kind !== 'declaration');
    if (named.length === 0 || named.length > maxDefinitions) continue;
    for (const symbol of named) {
      if (symbol.file === file && symbol.startLine <= place.endLine && symbol.endLine >= place.startLine) continue;
      const isType = typeKinds.has(symbol.kind);
      const near = symbol.file === file ? 1.3 : 1;
      yield {
        kind: isType ? 'type' : 'callee',
        folder,
        file: symbol.file,
        startLine: symbol.startLine,
        endLine: symbol.endLine,
        focusLine: symbol.startLine,
        worth: (near * (1 + 0.2 * Math.min(count, 5)) * (isType ? 0.9 : 1)) / named.length,
        why: { kind: isType ? 'type' : 'definition', name, path: place.path },
      };
    }
  }
}

/** Yields windows elsewhere that name what the place defines. */
function* callers(folder: FolderEngine, file: number, place: PlaceRange): Generator<Found> {
  const { snapshot } = folder;
  for (const symbol of definedIn(folder.outlineOf(file), place).slice(0, 4)) {
    const terms = nameTerms(symbol.name);
    if (terms.length === 0) continue;
    const frequencies = snapshot.documentFrequencies(terms);
    const weighted = terms.map((term, i) => ({ term, weight: 1 / (1 + Math.log1p(frequencies[i]!)) }));
    const hits = snapshot.topWindows(weighted, scoringOf(snapshot), maxCallers * 4);
    let nGiven = 0;
    for (const window of hits.ids) {
      const facts = snapshot.window(window);
      if (facts.file === file || nGiven >= maxCallers) continue;
      nGiven++;
      const isTest = fileRoles[snapshot.file(facts.file).role] === 'test';
      yield {
        kind: isTest ? 'test' : 'caller',
        folder,
        file: facts.file,
        startLine: facts.startLine,
        endLine: facts.endLine,
        focusLine: Math.floor((facts.startLine + facts.endLine) / 2),
        worth: (isTest ? 0.5 : 0.7) / (1 + 0.3 * nGiven + 0.1 * Math.log1p(Math.min(...frequencies))),
        why: { kind: isTest ? 'tests' : 'uses', name: symbol.name },
      };
    }
  }
}

const definedIn = (symbols: readonly SymbolFacts[], place: PlaceRange): readonly SymbolFacts[] =>
  symbols.filter(symbol => symbol.startLine >= place.startLine && symbol.startLine <= place.endLine && symbol.name.length > 2);

/** Returns the term of the whole name if it has several parts, otherwise that of its only part. */
function nameTerms(name: string): readonly number[] {
  const whole: number[] = [];
  const parts: number[] = [];
  termsOf(name, (term, isPart) => (isPart ? parts : whole).push(term));
  return whole.length > 0 ? whole : parts.slice(0, 1);
}
