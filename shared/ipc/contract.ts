/** The one map of calls and events between the renderer and the main process; every input is checked by its schema in main. */
import { activations } from '../catalog/activations';
import type { ClusterStatus, ClusterTest } from '../cluster/status';
import { completeParams, findEntry } from '../catalog/parameter';
import { runConfigSchema } from '../config/runConfig';
import type { RunPlan } from '../config/plan';
import { modelForms } from '../export/forms';
import { tableFormats } from '../export/table';
import type { OpenedFile, RecentFile } from '../files/fileKind';
import { studyChoiceSchema, type SavedStudy, type StudyFileOutlook } from '../files/studyChoice';
import type { StudyPreview } from '../files/studyPreview';
import type { GradientReport } from '../exercises/gradientReport';
import type { DatasetInfo, DatasetPreview } from '../data/dataset';
import { mostRowsAtOnce, type RunDecisions, type RunRows, type RecordedSpread } from '../runs/inside';
import type { BoundarySnapshot, EngineInfo, Evaluation, LossChunk, RunRecord, RunState } from '../runs/run';
import type { RunImport } from '../runs/runImport';
import {
  sweepPriorities,
  type Concurrency,
  type SweepLine,
  type SweepPlan,
  type SweepRecord,
  type SweepTrialRow,
} from '../sweep/record';
import type { PackedSweep } from '../sweep/packedSweep';
import { sweepLimits, sweepSchema, type Sweep } from '../sweep/sweepFile';
import { runIdSchema } from '../runs/runSchemas';
import type { SavedWeights } from '../trainer/protocol';
import { defaultSettings } from './defaultSettings';
import type { BackupStatus, RecoveryStatus, Repaired } from './recovery';
import type { StudyInfo, StudyOutlook } from '../study/info';
import type { StudyProgress } from '../study/progress';
import type { StudyReport } from '../study/report';
import { studyLimits } from '../study/limits';
import { z } from '../zod';

const runId = runIdSchema;
const datasetRef = z.strictObject({
  id: z.string().max(100),
  params: z.record(z.string().max(40), z.number()).default({}),
});
const runIds = z.array(runId).min(1).max(10_000);
/** Of a chart or a table that the page has made, in characters. */
const maxTextLength = 64 * 1024 * 1024;
const sweepId = runId;
/** A line of a sweep: configuration and seed. */
const lineOf = {
  id: sweepId,
  trial: z.number().int().min(1).max(sweepLimits.maxTrials),
  seed: z.number().int().min(0).max(0xffff_ffff),
};
const activationChoice = z
  .strictObject({ id: z.string().max(60), params: z.record(z.string().max(40), z.number()) })
  .transform((given, context) => {
    const entry = findEntry(activations, given.id);
    const completed = entry && completeParams(entry, given.params, 'params');
    if (!completed)
      context.addIssue({ code: 'custom', path: ['id'], message: 'There is no such activation.' });
    for (const { path, message } of completed?.issues ?? [])
      context.addIssue({ code: 'custom', path: path.split('.'), message });
    return { id: given.id, params: completed?.params ?? {} };
  });
/** Runs changed by one call. */
const maxRunsAtOnce = 100_000;
const filePath = z.string().min(1).max(4096);
const filePaths = z.array(filePath).min(1).max(8);

/** What the user says about a run. */
const metaFields = {
  name: z.string().trim().max(200),
  tags: z.array(z.string().trim().min(1).max(60)).max(30),
  notes: z.string().max(20_000),
};
export const runMetaSchema = z.strictObject({
  name: metaFields.name.default(''),
  tags: metaFields.tags.default([]),
  notes: metaFields.notes.default(''),
});
/** What is left out stays as it is: a default would set it back. */
const runMetaChangeSchema = z.strictObject(metaFields).partial();

/** What is wrong with an address is said when it is tried. */
const clusterPlaceFields = {
  url: z.string().trim().min(1).max(2000),
  keyFile: z.string().trim().min(1).max(4096).nullable(),
  caFile: z.string().trim().min(1).max(4096).nullable().default(null),
};
const clusterChoiceSchema = z.strictObject({
  ...clusterPlaceFields,
  password: z.string().max(1000).nullable(),
});
const settingsFields = {
  theme: z.enum(['system', 'light', 'dark']),
  railCollapsed: z.boolean(),
  /** Runs trained side by side; null: as many as the lab thinks best. */
  concurrentRuns: z.number().int().min(1).max(64).nullable(),
  /** A desktop notification when a sweep has ended. */
  notifyAtEnd: z.boolean(),
  /** Where sweeps are trained; null: on this machine. The password is kept apart, and no page gets to see it. */
  cluster: z
    .strictObject({ ...clusterPlaceFields, password: z.enum(['none', 'plain', 'encrypted']) })
    .nullable(),
  /** The tour of the first start was seen or skipped. */
  tourSeen: z.boolean(),
  /** How digits of large numbers are grouped: 12,345, 12 345 (thin space) or 12345. */
  digitGroups: z.enum(['comma', 'space', 'none']),
  /** Queries for runs that the user keeps, the newest first. */
  savedQueries: z.array(z.string().trim().min(1).max(4000)).max(50),
};
export const settingsSchema = z.strictObject({
  theme: settingsFields.theme.default(defaultSettings.theme),
  railCollapsed: settingsFields.railCollapsed.default(defaultSettings.railCollapsed),
  concurrentRuns: settingsFields.concurrentRuns.default(defaultSettings.concurrentRuns),
  notifyAtEnd: settingsFields.notifyAtEnd.default(defaultSettings.notifyAtEnd),
  tourSeen: settingsFields.tourSeen.default(defaultSettings.tourSeen),
  digitGroups: settingsFields.digitGroups.default(defaultSettings.digitGroups),
  savedQueries: settingsFields.savedQueries.default(defaultSettings.savedQueries),
  cluster: settingsFields.cluster.default(defaultSettings.cluster),
});
/** Other machines are named by `cluster:use`, which asks the user. */
const settingsChangeSchema = z.strictObject(settingsFields).omit({ cluster: true }).partial();
export type Settings = z.output<typeof settingsSchema>;

/** What the machine and the lab are. */
export interface LabInfo {
  readonly version: string;
  readonly buildId: string;
  readonly sqlite: string;
  readonly electron: string;
  readonly chromium: string;
  readonly node: string;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly dataFolder: string;
  readonly databaseFile: string;
  /** null until the training host has answered. */
  readonly engine: EngineInfo | null;
  readonly tensorflow: string | null;
  /** `idle`: no host is running, as nobody needs one. */
  readonly hostState: 'idle' | 'starting' | 'ready' | 'failed';
  /** Runs found `interrupted` at this start. */
  readonly interruptedRuns: number;
  /** null where this process makes no backups. */
  readonly backup: BackupStatus | null;
}

/** What launching a configuration comes to. */
export interface LaunchPlan {
  readonly plan: RunPlan;
  readonly dataset: DatasetInfo;
  /** null where this kind of run was never measured here. */
  readonly estimatedMs: number | null;
  readonly estimatedBytes: number;
  /** Completed runs with the very same configuration and data. */
  readonly identicalRuns: readonly { readonly id: string; readonly name: string; readonly number: number }[];
}

/** A run as the list shows it (no weights, no points). */
export type RunListItem = RunRecord;

/** All points of a run. */
export interface RunSeries {
  readonly losses: readonly LossChunk[];
  readonly evaluations: readonly Evaluation[];
}

/** Records as the table of runs takes them: without seconds of epochs and confusion matrices, which `runs:get` brings. */
export interface RunsPage {
  /** See shared/runs/packedRuns. */
  readonly json: string;
  /** `below` of the next stretch; null: there is none. */
  readonly next: number | null;
}

/** All points of a run, packed: typed arrays travel whole, objects one by one. */
export interface RunPoints {
  readonly id: string;
  readonly losses: readonly LossChunk[];
  /** See shared/runs/packedEvaluations. */
  readonly evaluations: Float64Array;
}

const studyId = z.string().min(1).max(80);
const studyInput = z.strictObject({
  id: studyId,
  options: z.strictObject({
    fraction: z.number().gt(0).max(1),
    seeds: z.number().int().min(1).max(studyLimits.maxSeeds).nullable(),
    rows: z.array(z.string().max(40)).min(1).max(studyLimits.maxRows).nullable(),
  }),
});

/** type of a call's output, carried without a value. */
type Output<T> = { readonly output?: T };
const call = <I extends z.ZodType, O>(input: I, _output: Output<O>) =>
  ({ input }) as { readonly input: I } & Output<O>;
const out = <T>(): Output<T> => ({});
const nothing = z.null().default(null);

/** Calls: channel → input schema and output type. A missing handler in main does not compile. */
export const calls = {
  'lab:info': call(nothing, out<LabInfo>()),
  'settings:get': call(nothing, out<Settings>()),
  'settings:set': call(settingsChangeSchema, out<Settings>()),
  'datasets:list': call(nothing, out<readonly DatasetInfo[]>()),
  'datasets:preview': call(
    z.strictObject({ dataset: datasetRef, rows: z.number().int().min(1).max(5000) }),
    out<DatasetPreview>(),
  ),
  /** Opens the file dialog; null if the user closes it. */
  'datasets:chooseFiles': call(nothing, out<readonly string[] | null>()),
  'datasets:import': call(
    z.strictObject({
      paths: filePaths,
      name: z.string().trim().max(200).nullable().default(null),
      labelColumn: z.string().max(200).nullable().default(null),
      askLabel: z.boolean().default(false),
    }),
    out<DatasetInfo>(),
  ),
  /** Refused (`conflict`) while runs use it. */
  'datasets:remove': call(z.strictObject({ id: z.string().max(100) }), out<null>()),
  'runs:plan': call(z.strictObject({ config: runConfigSchema }), out<LaunchPlan>()),
  'runs:start': call(z.strictObject({ config: runConfigSchema, meta: runMetaSchema }), out<RunRecord>()),
  'runs:control': call(
    z.strictObject({ id: runId, command: z.enum(['pause', 'resume', 'stop', 'cancel']) }),
    out<RunRecord>(),
  ),
  'runs:list': call(nothing, out<readonly RunListItem[]>()),
  /** A stretch of the list, the newest first; JSON, as records by the thousand take seconds to be copied one by one. */
  'runs:page': call(
    z.strictObject({
      below: z.number().int().min(0).nullable(),
      most: z.number().int().min(1).max(maxRunsAtOnce),
    }),
    out<RunsPage>(),
  ),
  /** All points of several runs. */
  'runs:points': call(
    z.strictObject({
      runs: z
        .array(z.strictObject({ id: runId, fromStep: z.number().int().min(0) }))
        .min(1)
        .max(100),
    }),
    out<readonly RunPoints[]>(),
  ),
  'runs:get': call(z.strictObject({ id: runId }), out<RunRecord>()),
  'runs:series': call(
    z.strictObject({ id: runId, fromStep: z.number().int().min(0).default(0) }),
    out<RunSeries>(),
  ),
  'runs:boundaries': call(z.strictObject({ id: runId }), out<readonly BoundarySnapshot[]>()),
  'runs:weights': call(z.strictObject({ id: runId }), out<SavedWeights | null>()),
  'runs:update': call(
    z.strictObject({ id: runId, meta: runMetaChangeSchema, starred: z.boolean().optional() }),
    out<RunRecord>(),
  ),
  /** Changes many at once, all or none; the page that asks knows what changed and is told nothing else. */
  'runs:updateAll': call(
    z.strictObject({
      changes: z
        .array(
          runMetaChangeSchema.extend({
            id: runId,
            starred: z.boolean().optional(),
            archived: z.boolean().optional(),
          }),
        )
        .min(1)
        .max(maxRunsAtOnce),
    }),
    out<null>(),
  ),
  /** Marks runs deleted; `runs:restore` brings them back until the lab is closed, when they are erased. */
  'runs:delete': call(z.strictObject({ ids: z.array(runId).min(1).max(maxRunsAtOnce) }), out<null>()),
  'runs:restore': call(z.strictObject({ ids: z.array(runId).min(1).max(maxRunsAtOnce) }), out<null>()),
  /** Asks for a file name and writes every point; null if the user closes the dialog. */
  'runs:export': call(z.strictObject({ id: runId, format: z.enum(['csv', 'json']) }), out<string | null>()),
  /** Asks for a folder and makes one in it with the trained model; null if the user closes the dialog. */
  'exits:model': call(z.strictObject({ id: runId, form: z.enum(modelForms) }), out<string | null>()),
  /** Asks for a file name and writes every point of the runs; null if the user closes the dialog. */
  'exits:points': call(
    z.strictObject({ ids: runIds, format: z.enum(['csv', 'json']), name: z.string().max(200) }),
    out<string | null>(),
  ),
  /** Asks for a file name and writes the runs as one HTML page; null if the user closes the dialog. */
  'exits:report': call(
    z.strictObject({ ids: runIds, title: z.string().trim().min(1).max(200) }),
    out<string | null>(),
  ),
  /** What a portable study file would hold, and how large it would be. */
  'exits:studyOutlook': call(z.strictObject({ choice: studyChoiceSchema }), out<StudyFileOutlook>()),
  /** Asks for a file name and writes a portable study file; null if the user closes the dialog. */
  'exits:study': call(
    z.strictObject({
      choice: studyChoiceSchema,
      checkpoints: z.boolean().default(false),
      name: z.string().max(200),
    }),
    out<SavedStudy | null>(),
  ),
  /** Asks for a file name and saves a text of the page's: a chart or a table. */
  'exits:text': call(
    z.strictObject({
      name: z.string().max(200),
      format: z.enum(['svg', ...tableFormats]),
      text: z.string().max(maxTextLength),
    }),
    out<string | null>(),
  ),
  /** Opens the dialog for files or a folder and takes the runs in them; null if the user closes it. */
  'entrances:import': call(z.strictObject({ from: z.enum(['files', 'folder']) }), out<RunImport | null>()),
  /** What is in a study file that the user has shown; nothing is taken from it. */
  'entrances:preview': call(z.strictObject({ path: filePath }), out<StudyPreview>()),
  /** Takes the runs in files or folders that the user has shown. */
  'entrances:importPaths': call(z.strictObject({ paths: filePaths }), out<RunImport>()),
  /** Opens the dialog for files of every kind that the lab reads; null if the user closes it. */
  'files:choose': call(nothing, out<readonly OpenedFile[] | null>()),
  /** What dropped files are. */
  'files:describe': call(z.strictObject({ paths: filePaths }), out<readonly OpenedFile[]>()),
  /** Files that the system has handed over (a double click, the command line) since the last such call. */
  'files:takeOpened': call(nothing, out<readonly OpenedFile[]>()),
  /** The newest first. */
  'files:recent': call(nothing, out<readonly RecentFile[]>()),
  /** A file of that list, as if it were shown again; `not-found` for any other. */
  'files:openRecent': call(z.strictObject({ path: filePath }), out<OpenedFile>()),
  'files:clearRecent': call(nothing, out<null>()),
  /** Saves a chart that the renderer drew. */
  'charts:savePng': call(
    z.strictObject({ name: z.string().max(200), png: z.instanceof(Uint8Array) }),
    out<string | null>(),
  ),
  'lab:showDataFolder': call(nothing, out<null>()),
  /** What is wrong with the database; these calls are answered only while it cannot be opened. */
  'recovery:status': call(nothing, out<RecoveryStatus>()),
  /** Puts the newest sound backup in its place; the damaged file is kept. */
  'recovery:restore': call(nothing, out<Repaired>()),
  /** Puts what can be read in its place, and from the backup what cannot; the damaged file is kept. */
  'recovery:recover': call(nothing, out<Repaired>()),
  /** Opens the lab on the repaired database: the page gives way to the lab's own. */
  'recovery:open': call(nothing, out<null>()),
  'recovery:quit': call(nothing, out<null>()),
  /** Lets the user choose another data folder; null if the dialog is closed. Nothing has changed then. */
  'dataFolder:choose': call(
    nothing,
    out<{ readonly folder: string; readonly hasLab: boolean; readonly bytes: number } | null>(),
  ),
  /** Moves the data to the folder that was chosen (or opens the lab that is there) and starts anew. */
  'dataFolder:change': call(z.strictObject({ folder: filePath }), out<null>()),
  /** Opens the notices of what is inside; `unsupported` where the lab runs from its source, which has no such file. */
  'lab:showNotices': call(nothing, out<null>()),
  /** What a trained network decides for each row it was judged by; `conflict` where there is no network. */
  'inside:decisions': call(z.strictObject({ id: runId }), out<RunDecisions>()),
  'inside:rows': call(
    z.strictObject({ id: runId, rows: z.array(z.number().int().min(0)).min(1).max(mostRowsAtOnce) }),
    out<RunRows>(),
  ),
  'inside:spread': call(z.strictObject({ id: runId }), out<RecordedSpread>()),
  'exercises:checkGradient': call(z.strictObject({ config: runConfigSchema }), out<GradientReport>()),
  'exercises:activationGradient': call(
    z.strictObject({ choice: activationChoice, x: z.array(z.number()).min(1).max(2000) }),
    out<{ readonly values: Float32Array; readonly backend: string }>(),
  ),
  'lab:concurrency': call(nothing, out<Concurrency>()),
  'cluster:status': call(nothing, out<ClusterStatus>()),
  /** Tries a place without using it. */
  'cluster:test': call(clusterChoiceSchema, out<ClusterTest>()),
  /** Where sweeps are trained from now on; rejects with `cancelled` where the user does not confirm it. */
  'cluster:use': call(clusterChoiceSchema.nullable(), out<Settings>()),
  /** Writes nothing. */
  'sweeps:plan': call(z.strictObject({ sweep: sweepSchema }), out<SweepPlan>()),
  /** Writes the ledger, then starts. An empty name gets one from what is varied. */
  'sweeps:start': call(z.strictObject({ sweep: sweepSchema }), out<SweepRecord>()),
  'sweeps:list': call(nothing, out<readonly SweepRecord[]>()),
  'sweeps:get': call(z.strictObject({ id: sweepId }), out<PackedSweep>()),
  'sweeps:control': call(
    z.strictObject({ id: sweepId, command: z.enum(['pause', 'resume', 'stop']) }),
    out<SweepRecord>(),
  ),
  /** More trials, more seeds, a wider space; `invalid-input` where what was run would not fit any more. */
  'sweeps:extend': call(z.strictObject({ id: sweepId, sweep: sweepSchema }), out<SweepRecord>()),
  'sweeps:rerunFailed': call(z.strictObject({ id: sweepId }), out<SweepRecord>()),
  'sweeps:update': call(
    z.strictObject({
      id: sweepId,
      name: z.string().trim().max(200).optional(),
      priority: z.enum(sweepPriorities).optional(),
    }),
    out<SweepRecord>(),
  ),
  /** Moves a waiting line in the queue. */
  'sweeps:move': call(
    z.strictObject({ ...lineOf, to: z.enum(['first', 'up', 'down', 'last']) }),
    out<null>(),
  ),
  /** Cancels one line, waiting or under way. */
  'sweeps:cancelLine': call(z.strictObject(lineOf), out<null>()),
  /** Stops and hides sweeps (and the runs they made, if asked); `sweeps:restore` brings them back until the lab is closed. */
  'sweeps:delete': call(
    z.strictObject({ ids: z.array(sweepId).min(1).max(1000), withRuns: z.boolean() }),
    out<null>(),
  ),
  'sweeps:restore': call(z.strictObject({ ids: z.array(sweepId).min(1).max(1000) }), out<null>()),
  /** Opens the file dialog and reads a sweep file, whole and checked; null if the user closes it. */
  'sweeps:openFile': call(nothing, out<{ readonly fileName: string; readonly sweep: Sweep } | null>()),
  /** Asks for a file name and saves a sweep file; null if the user closes the dialog. */
  'sweeps:saveFile': call(z.strictObject({ sweep: sweepSchema }), out<string | null>()),
  'studies:list': call(nothing, out<readonly StudyInfo[]>()),
  /** What a study has come to, from the runs that are saved. */
  'studies:report': call(studyInput, out<StudyReport>()),
  /** What is left to do; may measure how fast this machine is. */
  'studies:outlook': call(studyInput, out<StudyOutlook>()),
  /** Trains what no saved run answers; refused (`conflict`) while a study is under way. */
  'studies:start': call(studyInput, out<StudyProgress>()),
  'studies:control': call(
    z.strictObject({ command: z.enum(['pause', 'resume', 'cancel']) }),
    out<StudyProgress | null>(),
  ),
  /** The study under way, or the last one since the lab was opened; null if there was none. */
  'studies:progress': call(nothing, out<StudyProgress | null>()),
  /** Makes a study of one's own from runs, and keeps it in the data folder. */
  'studies:make': call(
    z.strictObject({
      title: z.string().trim().min(1).max(200),
      runIds: z.array(runId).min(1).max(studyLimits.maxRuns),
    }),
    out<StudyInfo>(),
  ),
  /** Refused (`conflict`) for built-in ones. */
  'studies:remove': call(z.strictObject({ id: studyId }), out<null>()),
  /** Opens the file dialog and keeps the study in the file; null if the user closes it. */
  'studies:openFile': call(nothing, out<StudyInfo | null>()),
  /** Asks for a file name and saves the study; null if the user closes the dialog. */
  'studies:saveFile': call(z.strictObject({ id: studyId }), out<string | null>()),
  /** Asks for a file name and saves the report as one page; null if the user closes the dialog. */
  'studies:exportHtml': call(studyInput, out<string | null>()),
} as const;

export type Channel = keyof typeof calls;
export type CallInput<C extends Channel> = z.input<(typeof calls)[C]['input']>;
export type CheckedInput<C extends Channel> = z.output<(typeof calls)[C]['input']>;
export type CallOutput<C extends Channel> =
  NonNullable<(typeof calls)[C]['output']> | (null extends (typeof calls)[C]['output'] ? null : never);

/** Events: main → renderer, named in the past tense. */
export interface LabEvents {
  /** A run was made or changed (state, progress, meta). */
  'run:changed': RunRecord;
  'run:deleted': { readonly ids: readonly string[] };
  /** About ten times a second per running run. */
  'run:progressed': {
    readonly id: string;
    readonly chunks: readonly LossChunk[];
    readonly evaluations: readonly Evaluation[];
    readonly step: number;
    readonly epoch: number;
    readonly elapsedMs: number;
    readonly state: RunState;
  };
  'run:boundaryDrawn': { readonly id: string; readonly snapshot: BoundarySnapshot };
  /** State, counts, best trial, time left; at most five times a second for each sweep. */
  'sweep:changed': SweepRecord;
  /** New trials and changed lines since the last such event; at most five times a second for each sweep. */
  'sweep:advanced': {
    readonly id: string;
    readonly trials: readonly SweepTrialRow[];
    readonly lines: readonly SweepLine[];
  };
  'sweep:deleted': { readonly ids: readonly string[] };
  /** At most four times a second. */
  'study:progressed': StudyProgress;
  'datasets:changed': null;
  'lab:changed': LabInfo;
  'cluster:changed': ClusterStatus;
  'settings:changed': Settings;
  /** The system has handed over files; `files:takeOpened` says which. */
  'files:opened': null;
  'files:recentChanged': readonly RecentFile[];
  /** A menu entry or shortcut was used. */
  'command:invoked': { readonly command: string };
}
export type LabEventName = keyof LabEvents;
