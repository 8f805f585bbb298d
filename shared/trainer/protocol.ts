/** Messages between the app (or the command line) and the training host process; versioned, plain data only. */
import type { Choice } from '../catalog/parameter';
import type { RunPlan } from '../config/plan';
import type { RunConfig } from '../config/runConfig';
import type { DatasetContent, DatasetInfo, DatasetPreview } from '../data/dataset';
import type { PrunerState, Verdict } from '../catalog/pruners/pruner';
import type { GradientReport } from '../exercises/gradientReport';
import type { LabErrorData } from '../result';
import type { RunDecisions, RunRows, RunSpread, SpreadRecord } from '../runs/inside';
import type {
  BoundarySnapshot,
  EngineInfo,
  Evaluation,
  LossChunk,
  RunEnvironment,
  RunOrigin,
  RunResult,
} from '../runs/run';
import type { Objective } from '../sweep/objective';

export const protocolVersion = 1;

/** Where the host finds a data set. */
export type DatasetSource =
  | { readonly kind: 'mnist'; readonly directory: string }
  | { readonly kind: 'generator'; readonly id: string; readonly params: Readonly<Record<string, number>> }
  | { readonly kind: 'report-points' }
  | { readonly kind: 'stored'; readonly info: DatasetInfo; readonly content: DatasetContent };

/** Options of an import; what is null is found out from the file. */
export interface ImportOptions {
  readonly name: string | null;
  /** CSV: header name or 0-based index of the label column. */
  readonly labelColumn: string | null;
  /** CSV: refuse where it is not clear which column is the label, with an issue for each (see `labelColumnPath`), instead of guessing. */
  readonly askLabel?: boolean;
}

/** Everything needed to go on as if training had never stopped. `data` is opaque to all but the engine. */
export interface Checkpoint {
  readonly step: number;
  readonly epoch: number;
  readonly elapsedMs: number;
  /** Weights, optimiser slots, scalars, early-stopping state, epoch seconds; self-describing, versioned. */
  readonly data: Uint8Array;
}

/** Final weights, layer by layer: kernel row-major [inputs, units], then bias [units]. */
export interface SavedWeights {
  readonly layers: readonly {
    readonly kernel: Float32Array;
    readonly bias: Float32Array;
    readonly inputs: number;
    readonly units: number;
  }[];
}

/** A series as another program recorded it, in order of its steps. */
export interface ImportedRunSeries {
  readonly name: string;
  readonly steps: Float64Array;
  readonly values: Float64Array;
  /** When each point was made, milliseconds from 1970 or from any other moment; null where nobody knows. */
  readonly wallMs: Float64Array | null;
}

/** A training that another program recorded. */
export interface ImportedRun {
  readonly kind: RunOrigin['kind'];
  /** Of the file or folder. */
  readonly fileName: string;
  readonly name: string;
  readonly params: readonly { readonly name: string; readonly value: string }[];
  readonly tags: readonly string[];
  readonly notes: string;
  readonly state: 'completed' | 'failed' | 'cancelled' | 'interrupted';
  readonly series: readonly ImportedRunSeries[];
}

/** How a network reads its inputs, and rows with the outputs it gives for them. */
export interface ModelExample {
  readonly info: DatasetInfo;
  /** A standardised feature is (x − mean) · invStd: one number for all features, or one each. */
  readonly mean: Float32Array;
  readonly invStd: Float32Array;
  /** Which rows these are. */
  readonly rowsOf: 'test' | 'train';
  /** Row-major [rows, features], as they are before standardisation. */
  readonly features: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
  /** Row-major [rows, outputs]: probabilities, or the plain outputs where the loss takes those. */
  readonly outputs: Float32Array;
}

/** By what a run of a sweep is judged at its evaluations. */
export interface Pruning {
  readonly sweepId: string;
  /** The run's id within the sweep. */
  readonly run: string;
  readonly pruner: { readonly id: string; readonly params: Readonly<Record<string, number>> };
  readonly objective: Objective;
  /** What the pruner remembered when it was last saved, as JSON; null where there is nothing, or it was said before. */
  readonly state: unknown;
}

/** What a sweep's pruner remembers now, to be saved. */
export interface PrunerNote {
  readonly sweepId: string;
  readonly state: PrunerState;
}

/** What a training worker needs. */
export interface TrainRequest {
  readonly runId: string;
  readonly config: RunConfig;
  readonly source: DatasetSource;
  readonly checkpoint: Checkpoint | null;
  /** Left out of runs that no pruner judges. */
  readonly pruning?: Pruning | null;
  /** Whether each evaluation waits for a verdict; left out: if there is `pruning`. */
  readonly isJudged?: boolean;
}

/** A trained network and where its data is. */
export interface Trained {
  readonly config: RunConfig;
  readonly source: DatasetSource;
  readonly weights: SavedWeights;
}

/** Requests and their answers. Every request has a number; the answer is `reply` with that number. */
export interface HostRequests {
  hello: {
    input: { readonly version: number };
    output: {
      readonly version: number;
      readonly engine: EngineInfo;
      readonly tensorflow: string | null;
      readonly tfjs: string;
    };
  };
  describeDataset: {
    input: { readonly source: DatasetSource; readonly previewRows: number };
    output: DatasetPreview;
  };
  importDataset: {
    input: { readonly paths: readonly string[]; readonly options: ImportOptions };
    output: { readonly info: DatasetInfo; readonly content: DatasetContent };
  };
  /** Starts a run; answers when the worker is up and the plan is known. */
  train: {
    input: TrainRequest;
    output: {
      readonly plan: RunPlan;
      readonly engine: EngineInfo;
      /** Where it is trained, if not on this machine. */
      readonly environment?: RunEnvironment;
      /** How long it waited for what is there for the next run as well, the host and its data, milliseconds; left out where nobody knows. */
      readonly waitedMs?: number;
    };
  };
  /** Takes effect within 200 ms at a chunk boundary. `stop` ends the run as completed with its results so far; `cancel` without. */
  control: {
    input: { readonly runId: string; readonly command: 'pause' | 'resume' | 'stop' | 'cancel' };
    output: null;
  };
  /** Measures or recalls milliseconds per step for a plan, to estimate a run. */
  estimate: {
    input: { readonly config: RunConfig; readonly info: DatasetInfo };
    output: { readonly msPerStep: number };
  };
  /** The gradient of a network before training, by its formulas and by differences. */
  checkGradient: {
    input: { readonly config: RunConfig; readonly source: DatasetSource };
    output: GradientReport;
  };
  /** Reads what other programs recorded: TensorBoard, MLflow, W&B, CSV. What cannot be read beside what can is told. */
  readRuns: {
    input: { readonly paths: readonly string[] };
    output: { readonly runs: readonly ImportedRun[]; readonly problems: readonly string[] };
  };
  /** What a trained network needs to be used elsewhere; at most so many rows. */
  modelExample: {
    input: {
      readonly config: RunConfig;
      readonly source: DatasetSource;
      readonly weights: SavedWeights;
      readonly mostRows: number;
    };
    output: ModelExample;
  };
  /** What a trained network decides for each row it was judged by. */
  decisions: { input: Trained; output: RunDecisions };
  /** Some of those rows, by their places. */
  rowsInside: { input: Trained & { readonly rows: readonly number[] }; output: RunRows };
  /** How activations, weights and gradients are spread before and after training. */
  spread: { input: Trained; output: RunSpread };
  /** An activation's derivative at some places by automatic differentiation; which backend did it. */
  activationGradient: {
    input: { readonly choice: Choice; readonly x: readonly number[] };
    output: { readonly values: Float32Array; readonly backend: string };
  };
  shutdown: { input: null; output: null };
}
export type HostRequestName = keyof HostRequests;

/** From the app to the host. */
export type HostMessage =
  | {
      [N in HostRequestName]: {
        readonly kind: 'request';
        readonly id: number;
        readonly name: N;
        readonly input: HostRequests[N]['input'];
      };
    }[HostRequestName]
  | { readonly kind: 'acknowledge'; readonly runId: string; readonly seq: number }
  /** Whether a run that was to be judged goes on. */
  | { readonly kind: 'judged'; readonly runId: string; readonly verdict: Verdict };

/** What happens in a run, in order. `seq` counts from 1 for each `train`; the app acknowledges, and the worker pauses if more than 64 are unacknowledged. */
export type RunEvent =
  | { readonly type: 'losses'; readonly chunk: LossChunk; readonly epoch: number }
  /** Evaluations since the last message, in order: where they are frequent, many at once. */
  | { readonly type: 'evaluated'; readonly evaluations: readonly Evaluation[] }
  | { readonly type: 'boundary'; readonly snapshot: BoundarySnapshot }
  | { readonly type: 'spread'; readonly record: SpreadRecord }
  /** `pruner`: of runs that a pruner judges, what it remembers by then. */
  | { readonly type: 'checkpointed'; readonly checkpoint: Checkpoint; readonly pruner?: PrunerNote }
  | { readonly type: 'paused' }
  | { readonly type: 'resumed' }
  | { readonly type: 'noted'; readonly engine: EngineInfo }
  | {
      readonly type: 'finished';
      readonly outcome: 'completed' | 'cancelled' | 'diverged' | 'pruned';
      readonly reason: string | null;
      readonly result: RunResult;
      readonly weights: SavedWeights;
      readonly checkpoint: Checkpoint;
      /** Now and then, of runs that a pruner judges. */
      readonly pruner?: PrunerNote;
    }
  | { readonly type: 'failed'; readonly error: LabErrorData };

/** From the host to the app. */
export type HostReply =
  | { readonly kind: 'reply'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly ok: false; readonly error: LabErrorData }
  | { readonly kind: 'run'; readonly runId: string; readonly seq: number; readonly event: RunEvent }
  /** Of runs with `pruning`: the run waits until it is judged. */
  | {
      readonly kind: 'judge';
      readonly runId: string;
      readonly evaluation: Evaluation;
      /** The run ends here by itself. */
      readonly isLast: boolean;
    }
  | { readonly kind: 'heartbeat'; readonly rssBytes: number };
