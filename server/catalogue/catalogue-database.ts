/**
 * The catalogue's rows in an in-memory sql.js database: cached statements, upserts by version, export and import of the whole database.
 * Touches no file. The only module that imports sql.js; runs in the catalogue thread.
 */
import initSqlJs, { type Database, type SqlJsStatic, type SqlValue, type Statement } from 'sql.js';
import { type CatalogueTable, catalogueTables, createStatements, upsertStatement } from './catalogue-schema.js';

export type Row = Readonly<Record<string, SqlValue>>;

/**
 * Rows that a person deletes must not survive in free pages of the file (`secure_delete`). The database lives in memory and is exported
 * whole, so a journal and syncing would protect nothing and cost more than the rows.
 */
const pragmas = 'PRAGMA secure_delete = ON; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF';

export class CatalogueDatabase {
  readonly #sql: SqlJsStatic;
  #database: Database;
  /** True until the first row is put or merged. */
  #isUntouched = true;
  /** Prepared statements by SQL text. An export finalizes all of them. */
  #statements = new Map<string, Statement>();

  /** `wasm`: the bytes of sql.js's WebAssembly module. */
  static async create(wasm: Uint8Array): Promise<CatalogueDatabase> {
    // sql.js takes an ArrayBuffer, so the bytes are copied into a buffer of their own.
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

  /** Inserts or updates a row, with values in the order of the table's columns, unless a newer version is stored. */
  put(table: CatalogueTable, values: readonly SqlValue[]): void {
    this.#isUntouched = false;
    this.#prepared(upsertStatement(table)).run([...values]);
  }

  run(statement: string, params: readonly SqlValue[]): void {
    this.#isUntouched = false;
    this.#prepared(statement).run([...params]);
  }

  /** Runs `work` in one transaction. */
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
    // An export closes and reopens the database, which resets its pragmas.
    this.#database.run(pragmas);
    return bytes;
  }

  /** Like `merge`, for bytes that are known to be intact: if nothing has been put yet, they become the database without copying rows. */
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
   * Merges the rows of another export into these; the newer version of each row wins. Rows that cannot be read are skipped and counted.
   * Throws if the bytes are not a database.
   */
  merge(bytes: Uint8Array): { readonly nMerged: number; readonly nSkipped: number } {
    const other = new this.#sql.Database(bytes);
    let nMerged = 0;
    let nSkipped = 0;
    try {
      // A file of an earlier version lacks the tables that were added since.
      for (const statement of createStatements) other.run(statement);
      for (const table of catalogueTables) {
        const read = other.prepare(`SELECT ${table.columns.join(', ')} FROM ${table.name}`);
        this.together(() => {
          try {
            while (read.step()) {
              const values = read.get();
              if (!isValidRow(table, values)) nSkipped++;
              else {
                this.put(table, values);
                nMerged++;
              }
            }
          } catch {
            // A damaged page ends the table; the rows before it are kept.
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

/** Rows of a damaged file may hold anything: checks that types match the schema and that JSON parses. */
function isValidRow({ columns, types }: CatalogueTable, values: readonly SqlValue[]): boolean {
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
