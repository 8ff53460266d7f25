/**
 * Tables of the catalogue. Every row has a version, `rowAt`, and a deletion mark instead of being removed, so that the databases of two
 * windows can be merged row by row: the newer row wins.
 */

/** A file of another version is renamed and not read. 1: first version. */
export const catalogueVersion = 1;

export interface CatalogueTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: readonly string[];
  readonly types: readonly string[];
}

export const catalogueTables = [
  {
    name: 'conversations',
    key: ['id'],
    columns: ['id', 'title', 'pinned', 'changedAt', 'deleted', 'rowAt'],
    types: ['TEXT', 'TEXT', 'INTEGER', 'REAL', 'INTEGER', 'REAL'],
  },
  {
    name: 'turns',
    key: ['conversationId', 'id'],
    /** `json` is a Turn of the protocol; `words` is the text that a search reads. */
    columns: ['conversationId', 'id', 'position', 'json', 'words', 'deleted', 'rowAt'],
    types: ['TEXT', 'TEXT', 'INTEGER', 'TEXT', 'TEXT', 'INTEGER', 'REAL'],
  },
  {
    name: 'metrics',
    key: ['name', 'bucket'],
    /** `bucket`: start of the hour, in milliseconds since 1970. */
    columns: ['name', 'bucket', 'json', 'deleted', 'rowAt'],
    types: ['TEXT', 'REAL', 'TEXT', 'INTEGER', 'REAL'],
  },
  {
    name: 'tuning',
    key: ['key'],
    columns: ['key', 'json', 'deleted', 'rowAt'],
    types: ['TEXT', 'TEXT', 'INTEGER', 'REAL'],
  },
  {
    /** The folders of a conversation. Files of earlier versions have no such table. */
    name: 'homes',
    key: ['conversationId'],
    /** `json`: URIs of the folders that were open at the first question. */
    columns: ['conversationId', 'json', 'deleted', 'rowAt'],
    types: ['TEXT', 'TEXT', 'INTEGER', 'REAL'],
  },
] as const satisfies readonly CatalogueTable[];

export const createStatements = catalogueTables.map(
  ({ name, key, columns, types }) =>
    `CREATE TABLE IF NOT EXISTS ${name} (${columns.map((column, i) => `${column} ${types[i]} NOT NULL`).join(', ')}, PRIMARY KEY (${key.join(', ')})) WITHOUT ROWID`,
);

/** Inserts a row or replaces its older version; a newer version is kept. */
export function upsertStatement({ name, key, columns }: CatalogueTable): string {
  const updates = columns.filter(column => !key.includes(column)).map(column => `${column} = excluded.${column}`);
  return (
    `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ` +
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${updates.join(', ')} WHERE excluded.rowAt > ${name}.rowAt`
  );
}
