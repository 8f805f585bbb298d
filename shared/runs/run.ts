/** What a run is, in every process: its states, its record, its metrics; types and pure rules only. */
import type { RunConfig } from '../config/runConfig';

export const runStates = [
  'queued',
  'starting',
  'running',
  'paused',
  'completed',
  'failed',
  'cancelled',
  'pruned',
  'diverged',
  'interrupted',
] as const;
export type RunState = (typeof runStates)[number];

/** Allowed changes of state; anything else is a bug. `completed` is also how a run ends that was stopped early on purpose. */
export const runTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['starting', 'cancelled', 'interrupted'],
  starting: ['running', 'failed', 'cancelled', 'interrupted'],
  running: ['paused', 'completed', 'failed', 'cancelled', 'pruned', 'diverged', 'interrupted'],
  paused: ['running', 'completed', 'failed', 'cancelled', 'interrupted'],
  interrupted: ['queued', 'cancelled'],
  completed: [],
  failed: ['queued'],
  cancelled: ['queued'],
  pruned: [],
  diverged: [],
};

/** Whether a run in this state is still to go on by itself. */
export const isActive = (state: RunState): boolean =>
  state === 'queued' || state === 'starting' || state === 'running' || state === 'paused';

/** How the training was carried out. */
export interface EngineInfo {
  readonly backend: 'native' | 'wasm' | 'cpu';
  readonly path: 'graph-xla' | 'graph' | 'eager';
  /** Plain sentences for the user: why a slower way was taken, what was not available. */
  readonly notes: readonly string[];
}

/** Where a run was made. */
export interface RunEnvironment {
  readonly losslab: string;
  readonly buildId: string;
  readonly node: string;
  readonly electron: string | null;
  readonly tfjs: string;
  readonly tensorflow: string | null;
  readonly platform: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What the user says about a run; changing it does not change the run. */
export interface RunMeta {
  readonly name: string;
  readonly tags: readonly string[];
  readonly notes: string;
}

/** What the user changes of a saved run; what is left out stays. */
export interface UserChange extends Partial<RunMeta> {
  readonly id: string;
  readonly starred?: boolean;
  readonly archived?: boolean;
}

/** Metrics at one evaluation. Errors are in percent (0–100), losses in the loss's own unit; null where there are no rows. */
export interface Evaluation {
  readonly step: number;
  readonly epoch: number;
  /** Time spent training since the start (pauses left out), milliseconds. */
  readonly elapsedMs: number;
  readonly trainLoss: number | null;
  readonly trainError: number | null;
  readonly testLoss: number | null;
  readonly testError: number | null;
}

/** Losses of consecutive steps: `losses[i]` is the batch loss of step `firstStep + i` (0-based), before that step's update. */
export interface LossChunk {
  readonly firstStep: number;
  readonly losses: Float32Array;
  /** Training time at the chunk's start and end, milliseconds since the start of the run. */
  readonly startMs: number;
  readonly endMs: number;
}

/** What is known when a run ends. */
export interface RunResult {
  readonly finalLoss: number | null;
  readonly trainLoss: number | null;
  readonly trainError: number | null;
  readonly testLoss: number | null;
  readonly testError: number | null;
  /** Row-major [classes, classes]: rows are true classes, columns predicted; of the test rows, or of the training rows if there is no test set. Outputs beyond the classes count as wrong in no column. */
  readonly confusion: readonly number[];
  readonly confusionOf: 'test' | 'train';
  /** Percent wrong of each class. */
  readonly perClassError: readonly number[];
  /** Seconds of each epoch (training only), at most the first 10,000. */
  readonly epochSeconds: readonly number[];
  readonly stoppedEarly: boolean;
}

/** The numbers of an evaluation and the loss of steps: what the series of an imported run can be. */
export type RunMeasure = 'loss' | 'trainLoss' | 'trainError' | 'testLoss' | 'testError';

/** A series as an imported run brought it. */
export interface ImportedSeries {
  readonly name: string;
  /** What it is here; null: kept and exported, but no chart of runs has a place for it. */
  readonly as: RunMeasure | null;
  readonly points: number;
  readonly last: number | null;
}

/** Where a run comes from that was not trained in a lab. */
export interface RunOrigin {
  readonly kind: 'tensorboard' | 'mlflow' | 'wandb' | 'csv';
  /** Of the file or folder that was read. */
  readonly fileName: string;
  readonly importedAt: number;
  /** What the other program knew of its settings, in its own words. */
  readonly params: readonly { readonly name: string; readonly value: string }[];
  readonly series: readonly ImportedSeries[];
}

/** A saved run without its points. */
export interface RunRecord extends RunMeta {
  readonly id: string;
  /** 1, 2, 3 … in order of creation; colours follow from it. */
  readonly number: number;
  readonly starred: boolean;
  /** Put aside: not shown unless asked for. */
  readonly archived: boolean;
  readonly state: RunState;
  /** Why it is in this state, for the user, or null. */
  readonly stateReason: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  readonly config: RunConfig;
  readonly configHash: string;
  readonly datasetName: string;
  readonly datasetHash: string;
  readonly parameterCount: number;
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** Steps and epochs done, training time. */
  readonly step: number;
  readonly epoch: number;
  readonly elapsedMs: number;
  readonly latest: Evaluation | null;
  readonly result: RunResult | null;
  readonly engine: EngineInfo | null;
  readonly environment: RunEnvironment | null;
  /** The sweep that made it, and the number of its configuration there. */
  readonly sweep: { readonly id: string; readonly trial: number } | null;
  /**
   * Only in runs that were trained elsewhere. Nothing of their `config` is known: what stands there keeps the record whole
   * and is shown nowhere (see `knownConfig`).
   */
  readonly origin?: RunOrigin;
}

/** Class-1 probability on a square grid over a 2-D data set, for the decision boundary. */
export interface BoundarySnapshot {
  readonly step: number;
  readonly epoch: number;
  readonly size: number;
  readonly xRange: readonly [number, number];
  readonly yRange: readonly [number, number];
  /** Row-major [size, size], row 0 at the lowest y: the most probable class (0, 1, …) for more than two classes, else P(class 1) in 0…255. */
  readonly values: Uint8Array;
  readonly classes: number;
}

/** A run's configuration; null where it was trained elsewhere and nobody knows. */
export const knownConfig = ({ config, origin }: Pick<RunRecord, 'config' | 'origin'>): RunConfig | null =>
  origin ? null : config;

/** Trained numbers of the network; null where nobody knows. */
export const knownParameterCount = ({
  origin,
  parameterCount,
}: Pick<RunRecord, 'origin' | 'parameterCount'>): number | null => (origin ? null : parameterCount);

/** Time spent training, milliseconds; null where the program that trained it kept no times. */
export const knownElapsedMs = ({
  origin,
  elapsedMs,
}: Pick<RunRecord, 'origin' | 'elapsedMs'>): number | null => (origin && elapsedMs === 0 ? null : elapsedMs);
