/** Terms of the messages of changes, each with the shares of candidates that contain it: the input of `fitTermWeights`. */
import { collectCandidates, scoringOf } from '../../search/collect-candidates.js';
import type { FolderEngine } from '../../search/folder-engine.js';
import { parseQuery } from '../../search/query/parse-query.js';
import { weightedTerms } from '../../search/rank/prepared-query.js';
import { traitsOf } from '../../search/rank/term-evidence.js';
import { nFields } from '../../snapshot/snapshot-types.js';
import { pathMatches } from './examine-folder.js';
import type { TermSample } from './fit-term-weights.js';
import type { JudgedQuery } from './judged-folders.js';

/** `search` must weigh terms by rarity, because the traits are derived from its weights. */
export function termSamples(search: FolderEngine, queries: readonly JudgedQuery[]): readonly TermSample[] {
  return queries.flatMap(({ query: typed, targets }) => {
    const parsed = parseQuery(typed);
    if (!parsed.isChange) return [];
    const { snapshot } = search;
    const query = search.prepared(parsed);
    const { files } = collectCandidates(snapshot, query, {});
    const isWanted = Array.from(files, file => targets.some(({ path }) => pathMatches(search.factsOf(file).path, path)));
    const nWanted = isWanted.filter(Boolean).length;
    if (nWanted === 0 || nWanted === files.length) return [];
    const { fileCounts } = snapshot.gather(weightedTerms(query), scoringOf(snapshot), files, 1);
    const nTerms = query.terms.length;
    const hasScope = parsed.scope.typed.length > 0;
    return query.terms.map((term, t): TermSample => {
      let [inWanted, inOthers] = [0, 0];
      isWanted.forEach((is, row) => {
        const count = fileCounts[(row * nTerms + t) * nFields]!;
        if (count === 0) return;
        if (is) inWanted += 1 / nWanted;
        else inOthers += 1 / (files.length - nWanted);
      });
      const rarity = query.weights[t]! / term.weight;
      const facts = { term, rarity, isInPaths: query.pathWeights[t]! > 0, inModel: search.inModel(term.term) };
      return { traits: traitsOf(facts, parsed.words, hasScope), inWanted, inOthers };
    });
  });
}
