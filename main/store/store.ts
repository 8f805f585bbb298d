/** The store: everything that is kept, behind one door; the only code that touches SQLite; main process and command line. */
import type { SpreadRecord } from '../../shared/runs/inside';
import type { DatasetContent, DatasetInfo } from '../../shared/data/dataset';
import type { RunPoints, RunSeries, Settings } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import type {
  BoundarySnapshot,
  Evaluation,
  LossChunk,
  RunMeta,
  RunRecord,
  RunState,
  UserChange,
} from '../../shared/runs/run';
import type { Checkpoint, RunEvent, SavedWeights } from '../../shared/trainer/protocol';
import { appendEvents, type AppendContext, type RunTables } from './append';
import { DatasetTable } from './datasets';
import { LossTable } from './losses';
import { MetricTables } from './metrics';
import { openDatabase, type OpenOptions } from './open';
import { liveOwners, OwnerTable } from './owners';
import { recordOf, type RunChange } from './runRow';
import type { RunText } from './runText';
import { RunTable, type IdenticalRun, type NewRun } from './runs';
import { SettingsTable } from './settings';
import { SweepTable } from './sweeps';
import { storedBytes, type StoredBytes } from './storedBytes';
import { putWholeRun, takeWholeRun, type WholeRun } from './wholeRun';
import { putWholeSweep, takeWholeSweep, type WholeSweep } from './wholeSweep';

export type { RunChange } from './runRow';
export type { NewRun } from './runs';
export type { NewTrial, StoredLine, StoredSweep, StoredTrial } from './sweepRow';
export { heartbeatMs } from './owners';

export interface StoreOptions extends OpenOptions {
  /** How this process is named to others: "the LossLab window". */
  readonly processName: string;
  readonly now?: () => number;
}

/** What a run goes on from. */
export interface BegunRun {
  readonly record: RunRecord;
  readonly checkpoint: Checkpoint | null;
}

/** A change that another process made to a run. */
export interface ForeignChange {
  readonly record: RunRecord;
  readonly isDeleted: boolean;
}

/** Foreign changes told at once: each is a run that is read and drawn. */
const changesAtOnce = 500;

/** All calls block and throw LabError. Runs made or begun here belong to this process until they are at rest. */
export class Store {
  readonly sweeps: SweepTable;
  /** Of the library itself: "3.45.1". */
  readonly sqliteVersion: string;
  private readonly tables: RunTables;
  private readonly datasetTable: DatasetTable;
  private readonly settingsTable: SettingsTable;
  private readonly owner: OwnerTable;
  private readonly now: () => number;
  /** Of the file, and of the runs: what `foreignChanges` has told. */
  private seenVersion: unknown;
  private seenRevision: number;

  constructor(options: StoreOptions) {
    this.now = options.now ?? Date.now;
    const db = openDatabase(options);
    this.sqliteVersion = db.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? '';
    this.datasetTable = new DatasetTable(db);
    this.settingsTable = new SettingsTable(db);
    this.owner = new OwnerTable(db, options.processName);
    this.sweeps = new SweepTable(db, this.owner.id, this.now);
    this.tables = {
      ...{ db, runs: new RunTable(db), losses: new LossTable(db) },
      ...{ metrics: new MetricTables(db), sweeps: this.sweeps },
    };
    try {
      this.tendOwners();
      this.purge();
      this.seenVersion = db.pragma('data_version');
      this.seenRevision = this.tables.runs.latestRevision();
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** A run of a sweep is entered in its line at once, so that no line is ever run twice. */
  createRun(run: NewRun): RunRecord {
    return this.tables.db.write(() => {
      const record = this.tables.runs.create(run, this.owner.id, this.now());
      if (run.sweep) this.sweeps.attachRun(run.sweep.id, run.sweep.trial, run.config.seed, record.id);
      return record;
    });
  }

  getRun(id: string): RunRecord {
    return this.tables.runs.get(id);
  }

  /** Whether there is one that is not deleted. */
  hasRun(id: string): boolean {
    return this.tables.runs.isShown(id);
  }

  /** Not deleted ones, the newest first. */
  listRuns(): RunRecord[] {
    return this.tables.runs.list();
  }

  /** A stretch of the list as JSON: the newest below a number (null: of all), the newest first; without seconds of epochs and confusion matrices. */
  runTexts(below: number | null, most: number): RunText[] {
    return this.tables.runs.texts(below, most);
  }

  /** Changes with every change of a run, by whatever process. */
  runsRevision(): number {
    return this.tables.runs.latestRevision();
  }

  /** Runs that have changed after a revision and are not deleted. */
  runsChangedAfter(revision: number): RunRecord[] {
    return this.tables.runs
      .changedAfter(revision, Number.MAX_SAFE_INTEGER)
      .flatMap((row) => (row.deleted_at === null ? [recordOf(row)] : []));
  }

  updateRun(id: string, change: Partial<RunMeta> & { readonly starred?: boolean }): RunRecord {
    return this.tables.runs.update(id, change);
  }

  /** What the user says about runs, all or none. */
  updateRuns(changes: readonly UserChange[]): void {
    this.tables.runs.updateAll(changes);
  }

  /** Throws `conflict` for what `runTransitions` does not allow and for runs of another process. */
  changeState(id: string, state: RunState, reason: string | null, change: RunChange = {}): RunRecord {
    return this.tables.db.writeDurably(() =>
      this.tables.runs.changeState(id, state, reason, change, this.owner.id),
    );
  }

  /** Throws `conflict` where an active run belongs to another process. */
  requireOwnRun(id: string): void {
    this.tables.runs.requireOwner(this.tables.runs.row(id), this.owner.id);
  }

  /** A queued run is starting: back to its last checkpoint, or to nothing. */
  beginRun(id: string): BegunRun {
    const { db, runs, losses, metrics } = this.tables;
    return db.writeDurably(() => {
      const { number, started_at } = runs.row(id);
      const checkpoint = metrics.lastCheckpoint(number);
      const step = checkpoint?.step ?? 0;
      losses.truncate(number, step);
      metrics.truncate(number, checkpoint ? step : -1);
      const record = this.changeState(id, 'starting', null, {
        startedAt: started_at ?? this.now(),
        finishedAt: null,
        step,
        epoch: Math.floor(checkpoint?.epoch ?? 0),
        elapsedMs: checkpoint?.elapsedMs ?? 0,
        latest: metrics.lastEvaluation(number),
        result: null,
      });
      return { record, checkpoint };
    });
  }

  /** A run under way goes on from its last checkpoint, or from nothing: what came after it is forgotten. */
  rewindRun(id: string): RunRecord {
    const { db, runs, losses, metrics } = this.tables;
    return db.writeDurably(() => {
      this.requireOwnRun(id);
      const { number } = runs.row(id);
      const checkpoint = metrics.lastCheckpoint(number);
      const step = checkpoint?.step ?? 0;
      losses.truncate(number, step);
      metrics.truncate(number, checkpoint ? step : -1);
      return runs.update(id, {
        ...{ step, epoch: Math.floor(checkpoint?.epoch ?? 0), elapsedMs: checkpoint?.elapsedMs ?? 0 },
        latest: metrics.lastEvaluation(number),
      });
    });
  }

  /** Everything that `work` writes, all or none of it. */
  together<T>(work: () => T): T {
    return this.tables.db.write(work);
  }

  /** A batch of what the worker reports, all or nothing. */
  appendEvents(
    id: string,
    events: readonly RunEvent[],
    context: Pick<AppendContext, 'pauseReason' | 'stoppedByUser'>,
  ): RunRecord {
    return appendEvents(this.tables, id, events, { ...context, ownerId: this.owner.id, now: this.now() });
  }

  /** The step that a resumed run would go on from. */
  checkpointStep(id: string): number | null {
    return this.tables.metrics.lastCheckpoint(this.tables.runs.row(id).number)?.step ?? null;
  }

  /** All points from a step on. */
  series(id: string, fromStep = 0): RunSeries {
    const { number } = this.tables.runs.row(id);
    return {
      losses: this.tables.losses.read(number, fromStep),
      evaluations: this.tables.metrics.evaluations(number, fromStep),
    };
  }

  /** All points of several runs from a step on each, packed; of those that are gone, nothing. */
  points(wanted: readonly { readonly id: string; readonly fromStep: number }[]): RunPoints[] {
    const { runs, losses, metrics } = this.tables;
    return wanted.flatMap(({ id, fromStep }) => {
      const number = runs.numberOf(id);
      if (number === null) return [];
      const evaluations = metrics.packedEvaluations(number, fromStep);
      return [{ id, losses: losses.read(number, fromStep), evaluations }];
    });
  }

  evaluations(id: string): Evaluation[] {
    return this.tables.metrics.evaluations(this.tables.runs.row(id).number, 0);
  }

  /** Every loss, a few thousand at a time. */
  lossesInTurn(id: string): Generator<LossChunk> {
    return this.tables.losses.iterate(this.tables.runs.row(id).number);
  }

  /** Spreads recorded while the run was trained. */
  spreads(id: string): SpreadRecord[] {
    return this.tables.metrics.spreads(this.tables.runs.row(id).number);
  }

  boundaries(id: string): BoundarySnapshot[] {
    return this.tables.metrics.boundaries(this.tables.runs.row(id).number);
  }

  weights(id: string): SavedWeights | null {
    return this.tables.metrics.weights(this.tables.runs.row(id).number);
  }

  /** A run with everything that is kept of it, checkpoints only if asked for; losses are read as they are asked for. */
  wholeRun(id: string, { checkpoints }: { readonly checkpoints: boolean }): WholeRun {
    return takeWholeRun(this.tables, id, checkpoints);
  }

  /** Adds a run from elsewhere, all or nothing; false where there is one with its id already. */
  putWholeRun(run: WholeRun): boolean {
    return putWholeRun(this.tables, run);
  }

  /** A sweep with its whole ledger and what its search remembers; throws `not-found`. */
  wholeSweep(id: string): WholeSweep {
    const whole = takeWholeSweep(this.tables.db, id);
    if (!whole) throw new LabError('not-found', 'There is no such sweep; it may have been deleted.');
    return whole;
  }

  /** Adds a sweep from elsewhere, all or nothing, and binds its runs to it; false where there is one with its id already. */
  putWholeSweep(sweep: WholeSweep): boolean {
    return putWholeSweep(this.tables.db, sweep);
  }

  /** Bytes that runs and data sets take on disk, about. */
  storedBytes(runIds: readonly string[], datasetIds: readonly string[]): StoredBytes {
    return storedBytes(this.tables.db, runIds, datasetIds);
  }

  /** Leaves nothing beside the file once it is closed: for files that are passed on. */
  becomeOneFile(): void {
    this.tables.db.pragma('journal_mode = DELETE');
  }

  findIdentical(configHash: string, datasetHash: string): IdenticalRun[] {
    return this.tables.runs.findIdentical(configHash, datasetHash);
  }

  /** Runs in any state with a configuration and data, the newest first. */
  runsAlike(configHash: string, datasetHash: string): RunRecord[] {
    return this.tables.runs.alike(configHash, datasetHash);
  }

  countInterrupted(): number {
    return this.tables.runs.countInterrupted();
  }

  /** Hides runs until they are restored, or erased when this process ends; active ones are refused (`conflict`). */
  markDeleted(ids: readonly string[]): void {
    this.tables.runs.markDeleted(ids, this.owner.id, this.now());
  }

  /** Hidden, and not yet erased. */
  isDeleted(id: string): boolean {
    return this.tables.runs.row(id).deleted_at !== null;
  }

  restore(ids: readonly string[]): void {
    this.tables.runs.restore(ids);
  }

  putDataset(info: DatasetInfo, content: DatasetContent): DatasetInfo {
    return this.datasetTable.put(info, content, this.now());
  }

  /** Imported ones, the newest first. */
  listDatasets(): DatasetInfo[] {
    return this.datasetTable.list();
  }

  datasetInfo(id: string): DatasetInfo {
    return this.datasetTable.info(id);
  }

  datasetContent(id: string): DatasetContent {
    return this.datasetTable.content(id);
  }

  /** Refused (`conflict`) while runs use it. */
  removeDataset(id: string): void {
    this.datasetTable.remove(id);
  }

  /** Changes when data sets come, go or are renamed, also by another process. */
  datasetsFingerprint(): string {
    return this.datasetTable.fingerprint();
  }

  settings(): Settings {
    return this.settingsTable.get();
  }

  /** What of the settings is set; defaults are not. */
  givenSettings(): Partial<Settings> {
    return this.settingsTable.given();
  }

  /** Puts a study (a template) into a study file. */
  putStudy(id: string, study: unknown): void {
    this.settingsTable.putStudy(id, study);
  }

  setSettings(change: Partial<Settings>): Settings {
    return this.settingsTable.set(change);
  }

  /** What the lab has noted for itself, or null. */
  note(name: string): unknown {
    return this.settingsTable.note(name);
  }

  setNote(name: string, value: unknown): void {
    this.settingsTable.setNote(name, value);
  }

  /** As it was given to `setSecret`; null where none is kept. */
  secret(name: string): string | null {
    return this.settingsTable.secret(name);
  }

  setSecret(name: string, secret: string | null): void {
    this.settingsTable.setSecret(name, secret);
  }

  /** Says that this process lives, and interrupts runs and sweeps of those that do not; to be called every `heartbeatMs`. Returns the runs' ids. */
  tendOwners(): string[] {
    const { db, runs } = this.tables;
    return db.write(() => {
      this.owner.beat(this.now());
      this.sweeps.interruptOrphans();
      return runs.interruptOrphans();
    });
  }

  /** What other processes have changed in runs since the last call; costs next to nothing where they have not. */
  foreignChanges(): ForeignChange[] {
    const version = this.tables.db.pragma('data_version');
    if (version === this.seenVersion) return [];
    const changed = this.tables.runs.changedAfter(this.seenRevision, changesAtOnce);
    // What is more comes with the next call.
    if (changed.length < changesAtOnce) this.seenVersion = version;
    this.seenRevision = changed.at(-1)?.revision ?? this.seenRevision;
    return changed
      .filter((row) => row.owner_id !== this.owner.id)
      .map((row) => ({ record: recordOf(row), isDeleted: row.deleted_at !== null }));
  }

  /** Names of other processes that have the database open now. */
  others(): readonly string[] {
    const live = liveOwners(this.tables.db, this.now());
    return live.filter(({ id }) => id !== this.owner.id).map(({ name }) => name);
  }

  /** Erases what was deleted here, and closes the file; a second time does nothing. */
  close(): void {
    const { db } = this.tables;
    if (!db.isOpen) return;
    try {
      this.owner.leave();
      this.purge();
    } catch (error) {
      // On a full disk, say: whoever opens it next tidies up.
      if (!(error instanceof LabError)) throw error;
    } finally {
      db.close();
    }
  }

  private purge(): void {
    this.sweeps.purge();
    if (this.tables.runs.purge() > 0) this.tables.db.giveBackSpace();
  }
}
