/** Reads a table of a damaged database row by row, around what cannot be read; care thread, tests. */
import { LabError } from '../../shared/result';
import type { Database, SqlValue } from './database';

/** More keys than rows below one page that leads to others. */
const failuresInARow = 20_000;
/** More are not told apart. */
const mostUnreadable = 1_000_000;

export type Row = Readonly<Record<string, SqlValue>>;

/** What was seen of a table. */
export interface SeenRows {
  /** Keys (of tables with numbers) at which the file could not be read: a row may have been there. */
  readonly unreadable: readonly number[];
  readonly isWhole: boolean;
}

/** A damaged page or value is passed over; a disk that is full or gone ends the work. */
export function orNothing<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof LabError && (error.code === 'database' || error.code === 'internal')) return null;
    throw error;
  }
}

/**
 * Takes every readable row of a table that has row numbers: from its start to the first damage, from its end to the last
 * one, and in between number by number.
 * @param mostKey the highest number there may be, where the end of the table cannot be read; 0 where nobody knows
 */
export function takeNumbered(
  db: Database,
  table: string,
  columns: string,
  mostKey: number,
  take: (row: Row) => void,
): SeenRows {
  const select = `SELECT rowid AS salvage_key, ${columns} FROM ${table} NOT INDEXED`;
  const passOn = ({ salvage_key, ...row }: Row) => {
    take(row);
    return Number(salvage_key);
  };
  const first = walk(Number.MIN_SAFE_INTEGER, (key) =>
    db.get<Row>(`${select} WHERE rowid > ? ORDER BY rowid LIMIT 1`, key),
  );
  if (first.isWhole) return { unreadable: [], isWhole: true };
  const last = walk(Number.MAX_SAFE_INTEGER, (key) =>
    db.get<Row>(`${select} WHERE rowid < ? ORDER BY rowid DESC LIMIT 1`, key),
  );
  const from = Math.max(first.key, 0) + 1;
  const to = last.key === Number.MAX_SAFE_INTEGER ? mostKey : last.key - 1;
  return { unreadable: lookUp(from, to), isWhole: false };

  /** Row by row; behind a long stretch of nothing but damage no more is looked for. */
  function lookUp(start: number, end: number): number[] {
    const unreadable: number[] = [];
    let failures = 0;
    for (let key = start; key <= end && unreadable.length < mostUnreadable; key++) {
      const isGivenUp = failures > failuresInARow;
      const row = isGivenUp
        ? null
        : orNothing(() => ({ found: db.get<Row>(`${select} WHERE rowid = ?`, key) }));
      failures = row === null ? failures + 1 : 0;
      if (row === null) unreadable.push(key);
      else if (row.found) passOn(row.found);
    }
    return unreadable;
  }

  function walk(start: number, next: (key: number) => Row | undefined): { key: number; isWhole: boolean } {
    for (let key = start; ;) {
      const row = orNothing(() => ({ found: next(key) }));
      if (row === null) return { key, isWhole: false };
      if (!row.found) return { key, isWhole: true };
      key = passOn(row.found);
    }
  }
}

/** The same for a table that is kept in the order of its key: from both ends to the damage. */
export function takeKeyed(
  db: Database,
  table: string,
  columns: string,
  key: readonly string[],
  take: (row: Row) => void,
): SeenRows {
  const names = key.join(', ');
  const marks = key.map(() => '?').join(', ');
  const walk = (sign: '<' | '>', order: string): boolean => {
    for (let last: readonly SqlValue[] | null = null; ;) {
      const where: string = last === null ? '' : `WHERE (${names}) ${sign} (${marks})`;
      const row: { found: Row | undefined } | null = orNothing(() => ({
        found: db.get<Row>(
          `SELECT ${columns} FROM ${table} ${where} ORDER BY ${key.map((name) => `${name} ${order}`).join(', ')} LIMIT 1`,
          ...(last ?? []),
        ),
      }));
      if (row === null) return false;
      const { found } = row;
      if (!found) return true;
      take(found);
      last = key.map((name) => found[name] ?? null);
    }
  };
  if (walk('>', 'ASC')) return { unreadable: [], isWhole: true };
  walk('<', 'DESC');
  return { unreadable: [], isWhole: false };
}
