/** Whether ghost text is shown in a document, by the settings. Pure. */

/** `language` and `path`: it is off for the document's language, or for a glob that matches its path. */
export type CompletionChoice = 'on' | 'off' | 'language' | 'path';

export interface CompletionSettings {
  /** Raw values of settings. */
  readonly inlineCompletion: unknown;
  readonly languages: unknown;
  readonly isExcluded: boolean;
}

export function completionChoice({ inlineCompletion, languages, isExcluded }: CompletionSettings, languageId: string): CompletionChoice {
  if (inlineCompletion === 'off') return 'off';
  if (isExcluded) return 'path';
  if (typeof languages !== 'object' || languages === null) return 'on';
  const byLanguage = new Map<string, unknown>(Object.entries(languages));
  return (byLanguage.get(languageId) ?? byLanguage.get('*')) === false ? 'language' : 'on';
}
