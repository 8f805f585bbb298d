/** Takes from a backup what a damaged database has lost: whole runs under their numbers, and data sets; care thread, tests. */
import type { Database } from './database';
import { nextRevision } from './revisions';

/**
 * Adds the runs with these numbers, and the data sets that runs refer to; the numbers that the backup does not have are
 * returned.
 * @param lostNumbers runs that were there, or may have been
 * @param backup a sound database of the same lab
 */
export function fillFromBackup(db: Database, backup: string, lostNumbers: readonly number[]): number[] {
  db.run('ATTACH ? AS backup', backup);
  try {
    const columns = commonColumns(db);
    return db.write(() => {
      const missing = lostNumbers.filter((number) => !takeRun(db, columns, number));
      takeDatasets(db, columns);
      return missing;
    });
  } finally {
    db.run('DETACH backup');
  }
}

/** By table: the columns that both have; a backup may be of an earlier version. */
type Columns = ReadonlyMap<string, readonly string[]>;

function commonColumns(db: Database): Columns {
  const names = db.all<{ name: string }>(
    `SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'
     INTERSECT SELECT name FROM backup.sqlite_schema WHERE type = 'table'`,
  );
  return new Map(
    names.map(({ name }) => {
      const common = db.all<{ name: string }>(
        `SELECT name FROM pragma_table_info(?, 'main') INTERSECT SELECT name FROM pragma_table_info(?, 'backup')`,
        ...[name, name],
      );
      return [name, common.map((column) => column.name)];
    }),
  );
}

/** False where the backup has no such run, or the database has it under another number. */
function takeRun(db: Database, columns: Columns, number: number): boolean {
  const found = db.get<{ id: string }>('SELECT id FROM backup.runs WHERE number = ?', number);
  if (!found || db.get('SELECT 1 FROM main.runs WHERE id = ? OR number = ?', found.id, number)) return false;
  const revision = nextRevision(db, 'runs');
  const list = (columns.get('runs') ?? []).filter((name) => name !== 'revision').join(', ');
  db.run(
    `INSERT INTO main.runs (revision, ${list}) SELECT ?, ${list} FROM backup.runs WHERE number = ?`,
    ...[revision, number],
  );
  for (const [table, names] of columns) {
    if (!names.includes('run')) continue;
    // Points without their run may be left of it; those of the backup fit together.
    db.run(`DELETE FROM main.${table} WHERE run = ?`, number);
    const own = names.join(', ');
    db.run(`INSERT INTO main.${table} (${own}) SELECT ${own} FROM backup.${table} WHERE run = ?`, number);
  }
  return true;
}

/** Those that runs refer to and that are not there; an imported one's id follows from its content. */
function takeDatasets(db: Database, columns: Columns): void {
  const wanted = db.all<{ id: string }>(
    `SELECT DISTINCT dataset_id AS id FROM main.runs WHERE dataset_id NOT IN (SELECT id FROM main.datasets)
     INTERSECT SELECT id FROM backup.datasets`,
  );
  for (const { id } of wanted) {
    for (const [table, key] of [
      ['datasets', 'id'],
      ['dataset_parts', 'dataset'],
    ] as const) {
      const list = (columns.get(table) ?? []).join(', ');
      db.run(`DELETE FROM main.${table} WHERE ${key} = ?`, id);
      db.run(`INSERT INTO main.${table} (${list}) SELECT ${list} FROM backup.${table} WHERE ${key} = ?`, id);
    }
  }
}
