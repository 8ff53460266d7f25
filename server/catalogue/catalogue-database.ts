/**
 * The catalogue's rows in sql.js, in memory: statements by their text, rows put by version, whole export and import. No file is touched
 * here. The only importer of sql.js; runs in the catalogue thread.
 */
import initSqlJs, { type Database, type SqlJsStatic, type SqlValue, type Statement } from 'sql.js';
import { type CatalogueTable, catalogueTables, createStatements, upsertStatement } from './catalogue-schema.js';

export type Row = Readonly<Record<string, SqlValue>>;

/**
 * What a person deletes must not stay in free pages of the file. The database lives in memory and is exported whole: a journal in a file of
 * that memory, and its syncing, would guard nothing and cost more than the rows.
 */
const pragmas = 'PRAGMA secure_delete = ON; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF';

export class CatalogueDatabase {
  readonly #sql: SqlJsStatic;
  #database: Database;
  /** Nothing was put so far. */
  #isUntouched = true;
  /** By text. An export ends all of them. */
  #statements = new Map<string, Statement>();

  /** `wasm`: the bytes of sql.js's module. */
  static async create(wasm: Uint8Array): Promise<CatalogueDatabase> {
    // A copy of its own buffer: sql.js takes an ArrayBuffer.
    return new CatalogueDatabase(await initSqlJs({ wasmBinary: Uint8Array.from(wasm).buffer }));
  }

  private constructor(sql: SqlJsStatic) {
    this.#sql = sql;
    this.#database = new sql.Database();
    this.#database.run(pragmas);
    for (const statement of createStatements) this.#database.run(statement);
  }

  rows(query: string, params: readonly SqlValue[] = []): readonly Row[] {
    const statement = this.#prepared(query);
    statement.bind([...params]);
    const rows: Row[] = [];
    while (statement.step()) rows.push(statement.getAsObject());
    statement.reset();
    return rows;
  }

  /** Puts a row, given in the order of the table's columns, unless a newer version is there. */
  put(table: CatalogueTable, values: readonly SqlValue[]): void {
    this.#isUntouched = false;
    this.#prepared(upsertStatement(table)).run([...values]);
  }

  run(statement: string, params: readonly SqlValue[]): void {
    this.#isUntouched = false;
    this.#prepared(statement).run([...params]);
  }

  /** All or nothing. */
  together(work: () => void): void {
    this.#database.run('BEGIN');
    try {
      work();
      this.#database.run('COMMIT');
    } catch (error) {
      this.#database.run('ROLLBACK');
      throw error;
    }
  }

  export(): Uint8Array {
    this.#freeStatements();
    const bytes = this.#database.export();
    // The export opens the database anew.
    this.#database.run(pragmas);
    return bytes;
  }

  /** As `merge`, for bytes that are known to be whole: where nothing was put so far they become the database, row by row untouched. */
  take(bytes: Uint8Array): void {
    if (!this.#isUntouched) return void this.merge(bytes);
    const whole = new this.#sql.Database(bytes);
    this.close();
    this.#statements = new Map();
    this.#database = whole;
    this.#isUntouched = false;
    whole.run(pragmas);
    for (const statement of createStatements) whole.run(statement);
  }

  /**
   * Lays the rows of another export over these; the newer version of each wins. Rows that cannot be read are skipped: their number is
   * returned. Throws where the bytes are no database at all.
   */
  merge(bytes: Uint8Array): { readonly nMerged: number; readonly nSkipped: number } {
    const other = new this.#sql.Database(bytes);
    let nMerged = 0;
    let nSkipped = 0;
    try {
      for (const table of catalogueTables) {
        const read = other.prepare(`SELECT ${table.columns.join(', ')} FROM ${table.name}`);
        this.together(() => {
          try {
            while (read.step()) {
              const values = read.get();
              if (!isSound(table, values)) nSkipped++;
              else {
                this.put(table, values);
                nMerged++;
              }
            }
          } catch {
            // A damaged page ends the table; what came before it is kept.
            nSkipped++;
          }
        });
        read.free();
      }
    } finally {
      other.close();
    }
    return { nMerged, nSkipped };
  }

  close(): void {
    this.#freeStatements();
    this.#database.close();
  }

  #prepared(text: string): Statement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.#database.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  #freeStatements(): void {
    for (const statement of this.#statements.values()) statement.free();
    this.#statements = new Map();
  }
}

/** Types as the schema wants them, and JSON that parses: rows of a damaged file may be anything. */
function isSound({ columns, types }: CatalogueTable, values: readonly SqlValue[]): boolean {
  return columns.every((column, i) => {
    const value = values[i];
    if (typeof value !== (types[i] === 'TEXT' ? 'string' : 'number')) return false;
    return column !== 'json' || value === '' || isJson(String(value));
  });
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
