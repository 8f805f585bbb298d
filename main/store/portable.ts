/**
 * Portable study files: a database like the lab's own, with what was chosen to travel in it. Reading one that somebody sent:
 * the file is looked at through a copy, its schema must be exactly the lab's (so there is no trigger and no view that could
 * act), sizes are bounded, and every value is checked before it is believed; main process and command line.
 */
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { datasetLimits, type Dataset, type DatasetInfo } from '../../shared/data/dataset';
import type { Settings } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import type { LossChunk } from '../../shared/runs/run';
import type { HashConfig } from '../../shared/sweep/trials';
import { connect, type Database } from './database';
import { DatasetTable } from './datasets';
import { fileSize, inspectFile } from './inspect';
import { migrations } from './migrations';
import { openDatabase } from './open';
import { demand, portableLimits, Refusal } from './portableLimits';
import { wholeRunOf } from './portableRun';
import { sweepHeadsOf, wholeSweepOf, type SweepHead } from './portableSweep';
import { RunTable } from './runs';
import { SettingsTable } from './settings';
import type { WholeRun } from './wholeRun';
import type { WholeSweep } from './wholeSweep';

/** A study file that is open; `close` removes the copy. */
export interface PortableStudy {
  /** Ids of its runs, the oldest first. */
  readonly runIds: readonly string[];
  /** Its sweeps, the oldest first. */
  readonly sweeps: readonly SweepHead[];
  /** Ids of its imported data sets. */
  readonly datasetIds: readonly string[];
  /** Texts of its studies (templates), not yet checked, by id. */
  readonly studies: ReadonlyMap<string, string>;
  /** What stands in it of the settings. */
  readonly settings: Partial<Settings>;
  /** Bytes of all checkpoints. */
  readonly checkpointBytes: number;
  /** Throws LabError `bad-file` where anything about the run is not as a lab writes it. */
  run(id: string): WholeRun;
  /** The same of a sweep; hashes of its configurations are worked out anew. */
  sweep(id: string, hash: HashConfig): WholeSweep;
  /** An imported data set's description and content, not yet held against its hash; null where the file has none. */
  dataset(id: string): Dataset | null;
  close(): void;
}

/** Throws LabError: `bad-file`, `too-large`, `newer-database`, `database` (damaged). The file itself stays as it is. */
export function openPortable(file: string, nativeBinding: string | null): PortableStudy {
  const name = path.basename(file);
  const size = fileSize(file);
  if (size === 0) throw new LabError('bad-file', `"${name}" is empty or not there.`);
  if (size > portableLimits.maxFileBytes)
    throw new LabError('too-large', `"${name}" is larger than 8 GB, more than can be imported.`);
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-import-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = path.join(folder, 'study.sqlite');
    copyFileSync(file, copy);
    // A file that must not be written (from a CD, a shared folder) would make its copy so.
    chmodSync(copy, 0o600);
    const db = openChecked(copy, name, nativeBinding);
    return reader(db, name, () => {
      db.close();
      remove();
    });
  } catch (error) {
    remove();
    throw named(error, name);
  }
}

/** The errors of a database speak of the copy, which means nothing to the user. */
function named(error: unknown, name: string): unknown {
  if (!(error instanceof LabError)) return error;
  if (error.code === 'newer-database')
    return new LabError(
      'newer-database',
      `"${name}" was written by a newer LossLab; update this one to import it.`,
      { cause: error },
    );
  // Whatever SQLite cannot make sense of in somebody's file is the file's fault; so is a header that forbids to write it.
  const forbidsWriting =
    error.code === 'read-only' && (error.cause as { code?: unknown } | null)?.code === 'SQLITE_READONLY';
  if (error.code === 'database' || error.code === 'internal' || forbidsWriting)
    return new LabError('bad-file', `"${name}" is no LossLab study file, or it is damaged.`, {
      cause: error,
    });
  return error;
}

function openChecked(copy: string, name: string, nativeBinding: string | null): Database {
  const version = inspectFile(copy, nativeBinding, migrations.at(-1)?.version ?? 0);
  if (version === 0) throw bad(name, 'there are no runs in it');
  const raw = connect(copy, nativeBinding, { fileMustExist: true });
  try {
    raw.pragma('trusted_schema = OFF');
    raw.pragma('cell_size_check = ON');
    if (raw.pragma('quick_check(1)') !== 'ok') throw bad(name, 'it is damaged');
    if (schemaOf(raw) !== expectedSchema(version, nativeBinding))
      throw bad(name, 'its tables are not those of a study file');
    // Whoever wrote it has it open no more; what it says of processes would only be in the way.
    raw.run('DELETE FROM owners');
  } finally {
    raw.close();
  }
  return openDatabase({ file: copy, nativeBinding });
}

/** Every table, index, trigger and view, as it was made. */
function schemaOf(db: Database): string {
  const rows = db.all<{ type: string; name: string; tbl_name: string; sql: string | null }>(
    'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name',
  );
  return JSON.stringify(rows);
}

/** What a lab's own database of this version has. */
function expectedSchema(version: number, nativeBinding: string | null): string {
  const fresh = connect(':memory:', nativeBinding);
  try {
    for (const migration of migrations) if (migration.version <= version) migration.up(fresh);
    return schemaOf(fresh);
  } finally {
    fresh.close();
  }
}

const bad = (name: string, what: string): LabError =>
  new LabError('bad-file', `"${name}" cannot be imported: ${what}.`);

function reader(db: Database, name: string, close: () => void): PortableStudy {
  const runs = new RunTable(db);
  const { maxRuns, maxDatasets } = portableLimits;
  const idsOf = (what: string, sql: string, most: number): string[] => {
    const rows = db.all<{ id: unknown }>(`${sql} LIMIT ?`, most + 1);
    if (rows.length > most) throw bad(name, `there are too many ${what} in it`);
    return rows.map(({ id }) => String(id));
  };
  const datasets = new DatasetTable(db);
  const settings = new SettingsTable(db);
  return {
    runIds: idsOf('runs', 'SELECT id FROM runs WHERE deleted_at IS NULL ORDER BY number', maxRuns),
    sweeps: guarded(name, () => sweepHeadsOf(db)),
    datasetIds: idsOf('data sets', 'SELECT id FROM datasets ORDER BY imported_at, id', maxDatasets),
    studies: guarded(name, () => settings.studies(portableLimits.maxStudies)),
    settings: guarded(name, () => settings.given()),
    checkpointBytes: guarded(name, () => bytesOfCheckpoints(db)),
    run: (id) => {
      const whole = guarded(name, () => wholeRunOf(db, runs, id));
      return { ...whole, losses: guardedEach(name, whole.losses) };
    },
    sweep: (id, hash) => guarded(name, () => wholeSweepOf(db, id, hash)),
    dataset: (id) => guarded(name, () => datasetOf(db, datasets, id)),
    close,
  };
}

const bytesOfCheckpoints = (db: Database): number =>
  db.get<{ bytes: number }>('SELECT total(length(data)) AS bytes FROM checkpoints')?.bytes ?? 0;

/** Whatever goes wrong in reading what nobody vouches for is the file's fault. */
function guarded<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof LabError && (error.code === 'bad-file' || error.code === 'too-large')) throw error;
    const what = error instanceof Refusal ? error.message : 'it is damaged, or was changed by other hands';
    throw new LabError('bad-file', `"${name}" cannot be imported: ${what}.`, { cause: error });
  }
}

/** Losses are read only as they are taken. */
function* guardedEach(name: string, chunks: Iterable<LossChunk>): Generator<LossChunk> {
  const iterator = chunks[Symbol.iterator]();
  for (;;) {
    const next = guarded(name, () => iterator.next());
    if (next.done) return;
    yield next.value;
  }
}

/** Room is made for a content only once its size is known to be within bounds and to be there. */
function datasetOf(db: Database, table: DatasetTable, id: string): Dataset | null {
  const row = db.get<{ info: string; feature_type: string }>(
    'SELECT info, feature_type FROM datasets WHERE id = ?',
    id,
  );
  if (!row) return null;
  const what = 'a data set in it is not as a lab writes it';
  const info = JSON.parse(row.info) as DatasetInfo;
  const { rows, featureShape } = info;
  demand(Number.isInteger(rows) && rows >= 1 && rows <= datasetLimits.maxRows, what);
  const sizes: unknown = featureShape;
  demand(Array.isArray(sizes) && sizes.length >= 1 && sizes.length <= 4, what);
  demand(
    sizes.every((size) => Number.isInteger(size) && size >= 1),
    what,
  );
  const width = featureShape.reduce((product, size) => product * size, 1);
  const bytes = rows * width * (row.feature_type === 'u1' ? 1 : 4);
  demand(width <= datasetLimits.maxFeatures && bytes <= datasetLimits.maxContentBytes, what);
  const stored = db.get<{ bytes: number }>(
    'SELECT total(length(bytes)) AS bytes FROM dataset_parts WHERE dataset = ?',
    id,
  );
  demand(stored?.bytes === bytes + rows, what);
  return { info, ...table.content(id) };
}
