/** Messages between the training host and its worker threads; plain data, arrays on shared memory. */
import type { Verdict } from '../../shared/catalog/pruners/pruner';
import type { RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import type { DatasetContent, DatasetInfo, DatasetPreview } from '../../shared/data/dataset';
import type { GradientReport } from '../../shared/exercises/gradientReport';
import type { LabErrorData } from '../../shared/result';
import type { EngineInfo, Evaluation } from '../../shared/runs/run';
import type {
  Checkpoint,
  DatasetSource,
  HostRequests,
  ImportOptions,
  RunEvent,
} from '../../shared/trainer/protocol';
import type { PreparedData } from '../data/prepare';
import type { Capabilities } from './capabilities';

/** A data set as a run uses it. */
export interface RunData {
  readonly info: DatasetInfo;
  readonly data: PreparedData;
}

/** A request about a trained network, with its data in place of where that is. */
type TrainedInput<N extends 'decisions' | 'rowsInside' | 'spread'> = Omit<
  HostRequests[N]['input'],
  'source'
> & { readonly runData: RunData };

/** What a worker can be asked to do, one thing at a time. */
export interface WorkerTasks {
  probe: { input: null; output: Capabilities };
  prepare: {
    input: { readonly source: DatasetSource; readonly config: RunConfig['dataset'] };
    output: RunData;
  };
  describe: {
    input: { readonly source: DatasetSource; readonly previewRows: number };
    output: DatasetPreview;
  };
  importFiles: {
    input: { readonly paths: readonly string[]; readonly options: ImportOptions };
    output: { readonly info: DatasetInfo; readonly content: DatasetContent };
  };
  estimate: {
    input: { readonly config: RunConfig; readonly info: DatasetInfo; readonly capabilities: Capabilities };
    output: { readonly msPerStep: number };
  };
  checkGradient: { input: { readonly config: RunConfig; readonly runData: RunData }; output: GradientReport };
  readRuns: { input: HostRequests['readRuns']['input']; output: HostRequests['readRuns']['output'] };
  modelExample: {
    input: Omit<HostRequests['modelExample']['input'], 'source'> & { readonly runData: RunData };
    output: HostRequests['modelExample']['output'];
  };
  decisions: {
    input: TrainedInput<'decisions'> & { readonly capabilities: Capabilities };
    output: HostRequests['decisions']['output'];
  };
  rowsInside: { input: TrainedInput<'rowsInside'>; output: HostRequests['rowsInside']['output'] };
  spread: { input: TrainedInput<'spread'>; output: HostRequests['spread']['output'] };
  activationGradient: {
    input: HostRequests['activationGradient']['input'];
    output: HostRequests['activationGradient']['output'];
  };
  /** Answers when the run starts; its events follow, the last one is `finished` or `failed`. */
  train: {
    input: {
      readonly runId: string;
      readonly config: RunConfig;
      readonly runData: RunData;
      readonly checkpoint: Checkpoint | null;
      /** Each evaluation is judged by the host before training goes on. */
      readonly isJudged: boolean;
      readonly capabilities: Capabilities;
    };
    output: { readonly plan: RunPlan; readonly engine: EngineInfo };
  };
}
export type WorkerTaskName = keyof WorkerTasks;

/** From the host to a worker. */
export type ToWorker =
  | {
      [N in WorkerTaskName]: {
        readonly kind: 'task';
        readonly id: number;
        readonly name: N;
        readonly input: WorkerTasks[N]['input'];
      };
    }[WorkerTaskName]
  | {
      readonly kind: 'control';
      readonly runId: string;
      readonly command: HostRequests['control']['input']['command'];
    }
  | { readonly kind: 'acknowledge'; readonly runId: string; readonly seq: number }
  | { readonly kind: 'judged'; readonly runId: string; readonly verdict: Verdict };

/** From a worker to the host. */
export type FromWorker =
  | { readonly kind: 'done'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'done'; readonly id: number; readonly ok: false; readonly error: LabErrorData }
  | { readonly kind: 'run'; readonly runId: string; readonly seq: number; readonly event: RunEvent }
  /** Answered by `judged`; the run waits for it. */
  | {
      readonly kind: 'judge';
      readonly runId: string;
      readonly evaluation: Evaluation;
      readonly isLast: boolean;
    };
