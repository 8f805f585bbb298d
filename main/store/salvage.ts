/**
 * Makes a sound database of what can be read of a damaged one: every table row by row, runs of which something is missing cut
 * back to what fits together, and what is lost altogether taken from a backup, where it is; care thread, tests.
 */
import type { DatasetInfo } from '../../shared/data/dataset';
import { connect, type Database } from './database';
import type { RunRow } from './runRow';
import { cutBack, isReadable } from './salvageRuns';
import { fillFromBackup } from './salvageBackup';
import { orNothing, takeKeyed, takeNumbered, type Row, type SeenRows } from './salvageRows';
import { migrations } from './migrations';
import { openDatabase } from './open';

export interface Salvage {
  /** Runs in the new database. */
  readonly runs: number;
  /** Of these: with fewer points than there were. */
  readonly shortened: number;
  /** Of these: taken from the backup. */
  readonly fromBackup: number;
  /** Runs of which nothing is left but that they were there. */
  readonly lost: number;
}

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly isKeyed: boolean;
}

/** Entries of processes mean nothing in another file. */
const leftOut: ReadonlySet<string> = new Set(['owners']);

/**
 * Writes what can be read of `damaged` to `target`, a new file. `damaged` is a copy that this may change (its log is taken
 * in). Throws LabError `disk-full`; a file of which nothing can be read gives a database without runs.
 */
export function salvage(
  damaged: string,
  target: string,
  backup: string | null,
  nativeBinding: string | null,
): Salvage {
  const version = knownVersion(damaged, nativeBinding);
  const known = migrations.filter((migration) => migration.version <= version);
  const db = openDatabase({ file: target, nativeBinding, migrations: known });
  const source = connect(damaged, nativeBinding, { fileMustExist: true });
  try {
    db.pragma('foreign_keys = OFF');
    const numbers = db.write(() => takeAll(source, db));
    const missing = backup === null ? numbers : fillFromBackup(db, backup, numbers);
    const shortened = db.write(() => {
      tidy(db);
      return cutBack(db);
    });
    const runs = db.get<{ count: number }>('SELECT count(*) AS count FROM runs')?.count ?? 0;
    return { runs, shortened, fromBackup: numbers.length - missing.length, lost: missing.length };
  } finally {
    orNothing(() => source.close());
    db.close();
  }
}

/** The schema's version as the header has it, the latest where that cannot be. */
function knownVersion(file: string, nativeBinding: string | null): number {
  const latest = migrations.at(-1)?.version ?? 0;
  const db = connect(file, nativeBinding, { fileMustExist: true });
  try {
    const found = orNothing(() => Number(db.pragma('user_version'))) ?? 0;
    return found >= 1 && found <= latest ? found : latest;
  } finally {
    orNothing(() => db.close());
  }
}

/** Every row that can be read; returns numbers of runs that were there, or may have been, and cannot be read. */
function takeAll(source: Database, db: Database): readonly number[] {
  const mostRun = mostNumber(source);
  let unreadable: readonly number[] = [];
  for (const table of tablesOf(db)) {
    const isRuns = table.name === 'runs';
    const seen = takeTable(source, db, table, isRuns ? mostRun : 0);
    if (isRuns) ({ unreadable } = seen);
  }
  settleRevisions(db);
  dropNonsense(db);
  return [...new Set([...unreadable, ...withoutRun(db)])].sort((a, b) => a - b);
}

function takeTable(source: Database, db: Database, table: Table, mostKey: number): SeenRows {
  const { name, columns, key, isKeyed } = table;
  const list = columns.join(', ');
  const insert = `INSERT OR REPLACE INTO ${name} (${list}) VALUES (${columns.map(() => '?').join(', ')})`;
  // A value that the table does not take is damaged as well.
  const take = (row: Row) => orNothing(() => db.run(insert, ...columns.map((column) => row[column] ?? null)));
  return isKeyed ? takeKeyed(source, name, list, key, take) : takeNumbered(source, name, list, mostKey, take);
}

/** The tables of a database that is sound, each with its columns. */
function tablesOf(db: Database): Table[] {
  const tables = db.all<{ name: string; wr: number }>(
    "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
  );
  return tables
    .filter(({ name }) => !leftOut.has(name))
    .map(({ name, wr }) => {
      const columns = db.all<{ name: string; pk: number }>(`SELECT name, pk FROM pragma_table_info(?)`, name);
      const key = columns.filter(({ pk }) => pk > 0).sort((a, b) => a.pk - b.pk);
      return {
        name,
        columns: columns.map((column) => column.name),
        key: key.map((column) => column.name),
        isKeyed: wr === 1,
      };
    });
}

/** The highest number a run has had. */
function mostNumber(source: Database): number {
  const asked = [
    "SELECT seq AS most FROM sqlite_sequence WHERE name = 'runs'",
    'SELECT max(number) AS most FROM runs',
    'SELECT max(run) AS most FROM evaluations',
    'SELECT max(run) AS most FROM loss_chunks',
  ];
  const found = asked.map((sql) => orNothing(() => source.get<{ most: number | null }>(sql)?.most ?? 0) ?? 0);
  return Math.max(0, ...found);
}

/** Runs that have points, but no entry of their own. */
function withoutRun(db: Database): number[] {
  const children = tablesOf(db).filter(({ columns }) => columns[0] === 'run');
  const numbers = children.flatMap(({ name }) =>
    db.all<{ run: number }>(
      `SELECT DISTINCT run FROM ${name} WHERE run NOT IN (SELECT number FROM runs) AND run > 0`,
    ),
  );
  return numbers.map(({ run }) => run);
}

/** Counters go on from where they were, also where their own rows are lost. */
function settleRevisions(db: Database): void {
  const existing = tablesOf(db).map(({ name }) => name);
  for (const subject of ['runs', 'sweeps'].filter((name) => existing.includes(name)))
    db.run(
      `INSERT INTO revisions (subject, latest) SELECT ?, coalesce(max(revision), 0) FROM ${subject} WHERE true
       ON CONFLICT (subject) DO UPDATE SET latest = max(latest, excluded.latest)`,
      subject,
    );
}

/** Entries that can be read, but make no sense, count as lost. */
function dropNonsense(db: Database): void {
  const unfit = db.all<RunRow>('SELECT * FROM runs').filter((row) => !isReadable(row));
  for (const { number } of unfit) db.run('DELETE FROM runs WHERE number = ?', number);
  const short = db
    .all<{ id: string; info: string; feature_type: string }>('SELECT id, info, feature_type FROM datasets')
    .filter((dataset) => contentBytes(dataset) !== storedBytes(db, dataset.id));
  for (const { id } of short) db.run('DELETE FROM datasets WHERE id = ?', id);
}

/** Bytes of a data set's features and labels; −1 where its description cannot be read. */
function contentBytes({ info, feature_type }: { info: string; feature_type: string }): number {
  try {
    const { rows, featureShape } = JSON.parse(info) as DatasetInfo;
    const values = featureShape.reduce((product, size) => product * size, rows);
    return values * (feature_type === 'u1' ? 1 : 4) + rows;
  } catch {
    return -1;
  }
}

const storedBytes = (db: Database, id: string): number =>
  db.get<{ bytes: number }>('SELECT total(length(bytes)) AS bytes FROM dataset_parts WHERE dataset = ?', id)
    ?.bytes ?? 0;

/** What refers to nothing goes. */
function tidy(db: Database): void {
  for (const { name, columns } of tablesOf(db)) {
    if (columns[0] === 'run') db.run(`DELETE FROM ${name} WHERE run NOT IN (SELECT number FROM runs)`);
    if (columns[0] === 'sweep') db.run(`DELETE FROM ${name} WHERE sweep NOT IN (SELECT number FROM sweeps)`);
  }
  db.run('DELETE FROM dataset_parts WHERE dataset NOT IN (SELECT id FROM datasets)');
}
