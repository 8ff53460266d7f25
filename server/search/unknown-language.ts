/** Says so if a `lang:` filter can match nothing: the word names no language, and no file has it as its extension. */
import { ProblemError } from '../protocol/problem.js';
import { say } from '../protocol/sentences/sentence.js';
import { languagesMeant } from '../text/language/languages.js';
import type { FolderEngine } from './folder-engine.js';
import type { ParsedQuery } from './query/parse-query.js';

/** Throws if none of the wanted languages is known. Excluding an unknown language excludes nothing and needs no word. */
export function refuseUnknownLanguages({ languages }: ParsedQuery, folders: readonly FolderEngine[]): void {
  if (languages.length === 0 || languages.some(word => languagesMeant(word).length > 0)) return;
  const endings = languages.map(word => (word.startsWith('.') ? word : `.${word}`));
  let isKnown = false;
  for (const { snapshot } of folders) {
    snapshot.eachFile((_, path) => {
      const lower = path.toLowerCase();
      isKnown ||= endings.some(ending => lower.endsWith(ending));
      return !isKnown;
    });
  }
  if (!isKnown) throw new ProblemError('not-found', say('unknownLanguage', { language: languages.join(', ') }), say('filterByExtension'));
}
