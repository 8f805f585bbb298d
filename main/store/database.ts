/** A connection to the database with cached statements, write transactions and coded errors; main process and command line. */
import Sqlite from 'better-sqlite3';
import { LabError } from '../../shared/result';
import { translated } from './errors';

export type SqlValue = string | number | null | Uint8Array;

type Statement = Sqlite.Statement<SqlValue[]>;

/** How long a process waits for the other one's transaction, milliseconds; those take a few. */
const busyTimeoutMs = 5000;

/** How many pages of 4 KB are given back at a time: 64 MB, as this blocks. */
const pagesGivenBack = 16_384;

/** How many pages of 4 KB are copied at a time: 8 MB, after which the thread may be ended. */
const pagesCopied = 2048;

/** Opens a connection to `file`; `nativeBinding` is better-sqlite3's, null for its own. */
export function connect(
  file: string,
  nativeBinding: string | null,
  options: { readonly readonly?: boolean; readonly fileMustExist?: boolean } = {},
): Database {
  const binding = nativeBinding === null ? {} : { nativeBinding };
  return new Database(
    translated(file, () => new Sqlite(file, { timeout: busyTimeoutMs, ...binding, ...options })),
    file,
  );
}

/** One connection. Calls block; a statement is compiled once. */
export class Database {
  /** Called when the connection has been closed; whether nothing that it was asked for has shown the file to be damaged. */
  onClosed: ((isSound: boolean) => void) | null = null;
  private readonly statements = new Map<string, Statement>();
  private isDamaged = false;

  constructor(
    private readonly connection: Sqlite.Database,
    readonly file: string,
  ) {}

  /** The first row, or undefined. `Row` is what the statement is known to select. */
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.translated(() => this.statement(sql).get(...values.map(bindable)) as Row | undefined);
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.translated(() => this.statement(sql).all(...values.map(bindable)) as Row[]);
  }

  /** All rows one after the other as numbers, NaN where there is none: no object is made of a row, as there may be a hundred thousand. */
  numbers(sql: string, ...values: SqlValue[]): Float64Array {
    return this.translated(() => {
      const rows = this.statement(sql, true).all(...values.map(bindable)) as unknown as (number | null)[][];
      const width = rows[0]?.length ?? 0;
      const numbers = new Float64Array(rows.length * width);
      let at = 0;
      for (const row of rows) for (const value of row) numbers[at++] = value ?? NaN;
      return numbers;
    });
  }

  /** Returns how many rows have changed. */
  run(sql: string, ...values: SqlValue[]): number {
    return this.translated(() => this.statement(sql).run(...values.map(bindable)).changes);
  }

  /** Several statements without values. */
  exec(sql: string): void {
    this.translated(() => this.connection.exec(sql));
  }

  /** The value of a pragma, or what setting it answers. */
  pragma(sql: string): unknown {
    return this.translated(() => this.connection.pragma(sql, { simple: true }));
  }

  /**
   * Does all of the work or none of it. The lock is taken at the start, so that two processes wait for each other
   * instead of failing half-way. Within another transaction it is a part of that.
   */
  write<T>(work: () => T): T {
    if (this.connection.inTransaction) return work();
    return this.translated(() => this.connection.transaction(work).immediate());
  }

  /**
   * Like `write`, and on disk when it returns: also a power cut does not undo it. What was written before is on disk
   * with it, as the log is synchronised as a whole.
   */
  writeDurably<T>(work: () => T): T {
    if (this.connection.inTransaction) return work();
    this.pragma('synchronous = FULL');
    try {
      return this.write(work);
    } finally {
      this.pragma('synchronous = NORMAL');
    }
  }

  /**
   * Copies the database as it is now into a new file, some pages at a time; others may write meanwhile. What ends the
   * thread in between leaves a part of a copy.
   */
  async copyTo(file: string): Promise<void> {
    // Reading in one transaction, or the copy would begin anew with each change of another connection.
    this.exec('BEGIN; SELECT count(*) FROM sqlite_schema');
    try {
      await this.connection.backup(file, { progress: () => pagesCopied });
    } catch (error) {
      this.translated(() => {
        throw error;
      });
    } finally {
      this.exec('COMMIT');
    }
  }

  get isOpen(): boolean {
    return this.connection.open;
  }

  /** Gives space that nothing uses any more back to the file system, at most 64 MB. */
  giveBackSpace(): void {
    // Each step of this statement frees a page; only `exec` takes them all.
    this.exec(`PRAGMA incremental_vacuum(${pagesGivenBack})`);
  }

  close(): void {
    this.statements.clear();
    this.translated(() => this.connection.close());
    this.onClosed?.(!this.isDamaged);
    this.onClosed = null;
  }

  private translated<T>(work: () => T): T {
    try {
      return translated(this.file, work);
    } catch (error) {
      this.isDamaged ||= error instanceof LabError && error.code === 'database';
      throw error;
    }
  }

  /** `asLists`: gives its rows as lists of values instead of objects. */
  private statement(sql: string, asLists = false): Statement {
    const key = asLists ? `lists: ${sql}` : sql;
    let statement = this.statements.get(key);
    if (!statement) {
      statement = this.connection.prepare<SqlValue[]>(sql);
      if (asLists) statement.raw();
      this.statements.set(key, statement);
    }
    return statement;
  }
}

/** SQLite's binding takes bytes as Buffer. */
function bindable(value: SqlValue): SqlValue {
  if (!(value instanceof Uint8Array) || Buffer.isBuffer(value)) return value;
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}
