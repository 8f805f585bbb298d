/** What the lab offers to the app's IPC handlers and to the command line; main process and command line, types only. */
import type { Writable } from 'node:stream';
import type { Choice } from '../../shared/catalog/parameter';
import type { ClusterChoice, ClusterPlace, ClusterStatus, ClusterTest } from '../../shared/cluster/status';
import type { RunConfig } from '../../shared/config/runConfig';
import type { DatasetInfo, DatasetPreview } from '../../shared/data/dataset';
import type { ModelForm } from '../../shared/export/forms';
import type { SavedStudy, StudyChoice, StudyFileOutlook } from '../../shared/files/studyChoice';
import type { StudyPreview } from '../../shared/files/studyPreview';
import type { GradientReport } from '../../shared/exercises/gradientReport';
import type {
  LabEvents,
  LabInfo,
  LaunchPlan,
  RunPoints,
  RunSeries,
  RunsPage,
  Settings,
} from '../../shared/ipc/contract';
import type { RunDecisions, RunRows, RecordedSpread } from '../../shared/runs/inside';
import type { BoundarySnapshot, RunMeta, RunRecord, UserChange } from '../../shared/runs/run';
import type { RunImport } from '../../shared/runs/runImport';
import type { DatasetSource, ImportOptions, SavedWeights } from '../../shared/trainer/protocol';
import type {
  Concurrency,
  SweepDetail,
  SweepPlan,
  SweepPriority,
  SweepRecord,
} from '../../shared/sweep/record';
import type { Sweep } from '../../shared/sweep/sweepFile';
import type { TrainerPort } from './trainerPort';

/** Which data set: a built-in id with its numbers, or `sha256:…`. */
export interface DatasetRef {
  readonly id: string;
  readonly params: Readonly<Record<string, number>>;
}

export type RunCommand = 'pause' | 'resume' | 'stop' | 'cancel';
export type ExportFormat = 'csv' | 'json';

/** Events of the lab: those of the contract that do not come from the desktop. */
export interface LabNews extends ToldNews {
  /** The engine has taken a run up, which had waited so long for an engine and data that are there for the next run as well. */
  'run:begun': { readonly id: string; readonly waitedMs: number };
}

/** What windows hear as well. */
export type ToldNews = Pick<
  LabEvents,
  | 'run:changed'
  | 'run:deleted'
  | 'run:progressed'
  | 'run:boundaryDrawn'
  | 'sweep:changed'
  | 'sweep:advanced'
  | 'sweep:deleted'
  | 'datasets:changed'
  | 'settings:changed'
  | 'lab:changed'
  | 'cluster:changed'
>;

/** Listens to one kind of event; the returned function stops it. */
export type Listen = <E extends keyof LabNews>(
  event: E,
  listener: (payload: LabNews[E]) => void,
) => () => void;

/** The lives of runs. Every method throws (or rejects with) LabError. */
export interface RunService {
  /** What launching a configuration comes to; writes nothing. */
  plan(config: RunConfig): Promise<LaunchPlan>;
  /** Saves a run as queued and starts it when its turn comes. An empty name gets one from the configuration. */
  start(config: RunConfig, meta?: Partial<RunMeta>, sweep?: RunRecord['sweep']): Promise<RunRecord>;
  /** Resolves when the command has taken effect, or after 2 s when it is on its way. `resume` also restarts what was interrupted, failed or cancelled from its last checkpoint. */
  control(id: string, command: RunCommand): Promise<RunRecord>;
  list(): readonly RunRecord[];
  /** A stretch of the list as JSON: the newest below a number (null: of all), the newest first. Without their `epochSeconds` and `confusion`. */
  page(below: number | null, most: number): RunsPage;
  /** All points of several runs, packed; of those that are gone, nothing. */
  points(wanted: readonly { readonly id: string; readonly fromStep: number }[]): readonly RunPoints[];
  /**
   * For each configuration the saved runs of the very same configuration on the very same data, the newest first, whatever
   * their state. What the user stopped before its end is left out.
   */
  identical(configs: readonly RunConfig[]): Promise<readonly (readonly RunRecord[])[]>;
  get(id: string): RunRecord;
  /** All points from a step on; the first chunk begins exactly there. */
  series(id: string, fromStep?: number): RunSeries;
  boundaries(id: string): readonly BoundarySnapshot[];
  weights(id: string): SavedWeights | null;
  update(id: string, change: { readonly meta?: Partial<RunMeta>; readonly starred?: boolean }): RunRecord;
  /** Changes what the user says about runs, all or none; no `run:changed` is told: whoever asked knows what changed. */
  updateAll(changes: readonly UserChange[]): void;
  /** Cancels what is going on and hides the runs; they are erased when the lab is closed. */
  delete(ids: readonly string[]): Promise<void>;
  restore(ids: readonly string[]): void;
  /** Writes every point. A file is written aside and renamed, so that it is whole or not there. */
  export(id: string, format: ExportFormat, target: string | Writable): Promise<void>;
  /** A file name to propose for an export, without extension. */
  fileName(id: string): string;
  /** Resolves with the record once the run has come to rest: no longer queued, starting, running (or paused, unless asked to stop there). */
  settled(id: string, options?: { readonly orPaused?: boolean }): Promise<RunRecord>;
}

/** Ways out of the lab for what is in it. Every method throws (or rejects with) LabError. */
export interface ExitService {
  /** Writes every point of some runs into one file. */
  points(ids: readonly string[], format: ExportFormat, target: string | Writable): Promise<void>;
  /** Writes runs as one HTML page that needs nothing else; `too-large` for more than it can show. */
  report(ids: readonly string[], title: string, file: string): Promise<void>;
  /** What a portable study file with this would hold; `conflict` for runs and sweeps under way. */
  studyOutlook(choice: StudyChoice): Promise<StudyFileOutlook>;
  /** Writes runs and sweeps with all that is kept of them into a portable study file; `conflict` for those under way. */
  study(choice: StudyChoice, file: string, options: { readonly checkpoints: boolean }): Promise<SavedStudy>;
  /** Writes the trained model of a run into a folder that is not there yet, or is empty; `conflict` where there is none. */
  model(id: string, form: ModelForm, folder: string): Promise<void>;
}

/** Ways into the lab. */
export interface EntranceService {
  /**
   * Takes runs from study files and from what TensorBoard, MLflow, W&B and others recorded (files or folders). Throws (rejects
   * with) LabError where nothing can be read.
   */
  import(paths: readonly string[]): Promise<RunImport>;
  /** What is in a study file; nothing is taken from it. Rejects with LabError as `import` does. */
  preview(file: string): Promise<StudyPreview>;
}

export type SweepCommand = 'pause' | 'resume' | 'stop';

/** A line of a sweep. */
export interface LineRef {
  readonly id: string;
  readonly trial: number;
  readonly seed: number;
}

/** The lives of sweeps. Every method throws (or rejects with) LabError. */
export interface SweepService {
  /** What launching a sweep comes to; writes nothing. */
  plan(sweep: Sweep): Promise<SweepPlan>;
  /** Writes the ledger, then starts. An empty name gets one from what is varied. */
  start(sweep: Sweep): Promise<SweepRecord>;
  /** Not deleted ones, the newest first. */
  list(): readonly SweepRecord[];
  get(id: string): SweepDetail;
  record(id: string): SweepRecord;
  /** `resume` goes on with one that is paused, stopped or interrupted. */
  control(id: string, command: SweepCommand): Promise<SweepRecord>;
  /** Goes on as another sweep that keeps what was run; `invalid-input` where that is not possible. */
  extend(id: string, sweep: Sweep): Promise<SweepRecord>;
  /** Failed lines wait again. */
  rerunFailed(id: string): Promise<SweepRecord>;
  update(id: string, change: { readonly name?: string; readonly priority?: SweepPriority }): SweepRecord;
  /** Moves a waiting line in the queue. */
  move(line: LineRef, to: 'first' | 'up' | 'down' | 'last'): void;
  /** Cancels one line, waiting or under way. */
  cancelLine(line: LineRef): void;
  /** Stops what goes on and hides the sweeps; they are erased when the lab is closed. */
  delete(ids: readonly string[], withRuns: boolean): Promise<void>;
  restore(ids: readonly string[]): void;
  /** Resolves once nothing of the sweep goes on any more. */
  settled(id: string): Promise<SweepRecord>;
}

/** Where the training host finds the data of a run. */
export interface RunSources {
  /** Throws `conflict` where the data are not those with this hash. */
  sourceOf(dataset: DatasetRef, hash: string): Promise<DatasetSource>;
}

/** Data sets, built in and imported. */
export interface DatasetService {
  /** Built-in ones with default numbers, then imported ones, the newest first. */
  list(): Promise<readonly DatasetInfo[]>;
  /** One data set's description; `not-found`. */
  info(dataset: DatasetRef): Promise<DatasetInfo>;
  preview(dataset: DatasetRef, rows: number): Promise<DatasetPreview>;
  /** Reads the files in the training host and saves the content; the same content again takes the new name. */
  import(paths: readonly string[], options: ImportOptions): Promise<DatasetInfo>;
  /** `conflict` while runs use it. */
  remove(id: string): void;
}

export interface SettingsService {
  get(): Settings;
  set(change: Partial<Settings>): Settings;
}

export interface LabOptions {
  /** Made if it is not there (with its folder). */
  readonly databaseFile: string;
  /** better-sqlite3's binding, null for its own. */
  readonly nativeBinding: string | null;
  readonly mnistDirectory: string;
  /** Called once the database is open, so that a refused database starts no host. */
  readonly launchTrainer: () => TrainerPort;
  /** For LabInfo; the folder of the database if left out. */
  readonly dataFolder?: string;
  /** How this process is named to another on the same database: "the LossLab window", "the losslab command". */
  readonly processName: string;
  /** Overrides settings.concurrentRuns (command line). */
  readonly concurrentRuns?: number;
  /** Overrides settings.cluster (command line): where sweeps are trained; null for here. */
  readonly cluster?: ClusterPlace | null;
  /** Where studies of the user's own are kept; without it, none are exported and none imported. */
  readonly studyFolder?: string;
  /** Whether a note beside the database tells how it was left, so that the next start is quicker; left out: no. */
  readonly notesLeft?: boolean;
  /** How passwords are kept in the database; plain if left out. */
  readonly secrets?: SecretBox;
  /** The bundle of store/careThread: with it the database is backed up once a day. */
  readonly careThread?: string;
}

/** Other machines that train sweeps. */
export interface ClusterService {
  status(): ClusterStatus;
  /** Resolves once the first attempt to connect has succeeded, or where there is nothing to connect to; rejects with why it has not. */
  ready(): Promise<void>;
  /** Rejects with LabError: what is wrong with a place. */
  test(choice: ClusterChoice): Promise<ClusterTest>;
  /** Keeps where sweeps are trained; null for here. Throws LabError `invalid-input` where it is no address. */
  use(choice: ClusterChoice | null): Settings;
}

/** Keeps secrets of the user's. */
export interface SecretBox {
  /** Whether what is closed can be read only by this user of this system. */
  readonly isEncrypted: boolean;
  close(secret: string): string;
  /** Throws where it was closed by another user, or on another system. */
  open(closed: string): string;
}

/** Looks into trained networks. Every method rejects with LabError: `conflict` where a run has no network, or its data is gone. */
export interface InsideService {
  /** What the network decides for each test row (training row where there are no others). */
  decisions(id: string): Promise<RunDecisions>;
  /** Some of those rows by their places, with the network's outputs. */
  rows(id: string, rows: readonly number[]): Promise<RunRows>;
  /** How activations, weights and gradients are spread before and after training. */
  spread(id: string): Promise<RecordedSpread>;
}

/** What the exercises ask of the training host. */
export interface ExerciseService {
  /** The gradient of a configuration's network before training, by formulas and by differences. */
  checkGradient(config: RunConfig): Promise<GradientReport>;
  /** An activation's derivative by automatic differentiation, and what did it. */
  activationGradient(
    choice: Choice,
    x: readonly number[],
  ): Promise<{ readonly values: Float32Array; readonly backend: string }>;
}

/** The lab: one database, one training host, everything above. */
export interface Lab {
  readonly runs: RunService;
  readonly datasets: DatasetService;
  readonly settings: SettingsService;
  readonly exercises: ExerciseService;
  readonly sweeps: SweepService;
  readonly exits: ExitService;
  readonly inside: InsideService;
  readonly entrances: EntranceService;
  readonly cluster: ClusterService;
  /** Names of other processes that have the database open. */
  others(): readonly string[];
  /** How many runs train side by side, and why. */
  concurrency(): Concurrency;
  readonly on: Listen;
  /** Electron's and Chromium's versions are '' outside Electron. */
  info(): LabInfo;
  /** Checkpoints what is running and marks it interrupted, erases deleted runs, closes host and database; within about 6 s. */
  close(): Promise<void>;
}
