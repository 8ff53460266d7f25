/**
 * Tables of the catalogue. Every row has a version, `rowAt`, and is deleted by a mark: so two windows that both wrote can be
 * laid together row by row, and the newer row wins.
 */

/** Another version is set aside. 1: first version. */
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
    /** `json` is a Turn of the protocol; `words` is what a search looks through. */
    columns: ['conversationId', 'id', 'position', 'json', 'words', 'deleted', 'rowAt'],
    types: ['TEXT', 'TEXT', 'INTEGER', 'TEXT', 'TEXT', 'INTEGER', 'REAL'],
  },
  {
    name: 'metrics',
    key: ['name', 'bucket'],
    /** `bucket`: start of the hour, milliseconds since 1970. */
    columns: ['name', 'bucket', 'json', 'deleted', 'rowAt'],
    types: ['TEXT', 'REAL', 'TEXT', 'INTEGER', 'REAL'],
  },
  {
    name: 'tuning',
    key: ['key'],
    columns: ['key', 'json', 'deleted', 'rowAt'],
    types: ['TEXT', 'TEXT', 'INTEGER', 'REAL'],
  },
] as const satisfies readonly CatalogueTable[];

export const createStatements = catalogueTables.map(
  ({ name, key, columns, types }) =>
    `CREATE TABLE IF NOT EXISTS ${name} (${columns.map((column, i) => `${column} ${types[i]} NOT NULL`).join(', ')}, PRIMARY KEY (${key.join(', ')})) WITHOUT ROWID`,
);

/** Puts a row in the place of its older version; a newer one stays. */
export function upsertStatement({ name, key, columns }: CatalogueTable): string {
  const updates = columns.filter(column => !key.includes(column)).map(column => `${column} = excluded.${column}`);
  return (
    `INSERT INTO ${name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ` +
    `ON CONFLICT (${key.join(', ')}) DO UPDATE SET ${updates.join(', ')} WHERE excluded.rowAt > ${name}.rowAt`
  );
}
