/** Prefixes that models need before their texts, for models whose files often do not contain them. Pure. */

export type Prefixes = Readonly<Record<'query' | 'document', string>>;

const rows: readonly (readonly [RegExp, Prefixes])[] = [
  [/e5-(?!mistral)/i, { query: 'query: ', document: 'passage: ' }],
  [/bge-(small|base|large)-en/i, { query: 'Represent this sentence for searching relevant passages: ', document: '' }],
  [/nomic-embed-text/i, { query: 'search_query: ', document: 'search_document: ' }],
  [/snowflake-arctic-embed/i, { query: 'Represent this sentence for searching relevant passages: ', document: '' }],
];

export const knownPrefixes = (model: string): Prefixes => rows.find(([pattern]) => pattern.test(model))?.[1] ?? { query: '', document: '' };
