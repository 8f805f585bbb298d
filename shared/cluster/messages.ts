/** What labs and machines tell each other when sweeps are trained on several machines: schemas of every message; runs anywhere. */
import { runConfigSchema } from '../config/runConfig';
import { spreadRecordSchema } from '../runs/inside';
import type { EngineInfo, Evaluation, RunEnvironment } from '../runs/run';
import { engineSchema, environmentSchema, runIdSchema } from '../runs/runSchemas';
import type { RunEvent } from '../trainer/protocol';
import { z } from '../zod';

/** Both sides must have the same; it changes with any message or key here. */
export const clusterVersion = 3;

const text = (most: number) => z.string().max(most);
const count = z.number().int().nonnegative();
/** Also infinite, also no number: losses may come to that. */
const anyNumber = z.custom<number>((value) => typeof value === 'number');
const measured = anyNumber.nullable();
const bytes = z.instanceof(Uint8Array);
const floats = z.instanceof(Float32Array);
const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Of each time a run is handed in: what is left of an earlier one does not count. */
export const submissionSchema = z.string().regex(/^[0-9a-f]{16}$/);

/** A trial as a machine gets it. Data only: the machine's own catalogs say what the names in it mean. */
export const trialSchema = z.strictObject({
  kind: z.literal('trial'),
  version: z.literal(clusterVersion),
  losslab: text(40),
  runId: runIdSchema,
  submission: submissionSchema,
  /** Who has sent it, for people. */
  lab: text(200),
  name: text(200),
  /** Milliseconds since 1970. */
  sentAt: count,
  expiresAt: count,
  config: runConfigSchema,
  datasetHash: hash,
  /** Whether the data travel; else the machine has them or makes them itself. */
  dataTravel: z.boolean(),
  /** Whether it waits at each evaluation until the lab has said that it goes on. */
  isJudged: z.boolean(),
});
export type Trial = z.output<typeof trialSchema>;

const datasetInfoSchema = z.strictObject({
  id: text(100),
  name: text(1000),
  kind: z.enum(['images', 'points', 'table']),
  source: z.enum(['built-in', 'generator', 'imported']),
  rows: count,
  featureShape: z.array(count).min(1).max(4),
  featureNames: z.array(text(1000)),
  classNames: z.array(text(1000)).max(256),
  classCounts: z.array(count).max(256),
  givenTrainRows: count.nullable(),
  hash,
  featureRanges: z.array(z.tuple([anyNumber, anyNumber])),
  mean: anyNumber,
  std: anyNumber,
  importedAt: z.number().nullable(),
  fileName: text(1000).nullable(),
});

/** The head of a data set under way; its content follows in pieces. */
export const datasetHeadSchema = z.strictObject({
  kind: z.literal('dataset'),
  version: z.literal(clusterVersion),
  info: datasetInfoSchema,
  features: z.enum(['u1', 'f4']),
  pieces: count,
});
export type DatasetHead = z.output<typeof datasetHeadSchema>;

const evaluationSchema = z.strictObject({
  step: count,
  epoch: anyNumber,
  elapsedMs: anyNumber,
  trainLoss: measured,
  trainError: measured,
  testLoss: measured,
  testError: measured,
});
const checkpointSchema = z.strictObject({
  step: count,
  epoch: anyNumber,
  elapsedMs: anyNumber,
  data: bytes,
});
const resultSchema = z.strictObject({
  finalLoss: measured,
  trainLoss: measured,
  trainError: measured,
  testLoss: measured,
  testError: measured,
  confusion: z.array(z.number()),
  confusionOf: z.enum(['test', 'train']),
  perClassError: z.array(anyNumber),
  epochSeconds: z.array(anyNumber).max(10_000),
  stoppedEarly: z.boolean(),
});
const weightsSchema = z.strictObject({
  layers: z.array(z.strictObject({ kernel: floats, bias: floats, inputs: count, units: count })),
});
const errorSchema = z.strictObject({
  code: z.enum([
    ...([
      'invalid-input',
      'not-found',
      'conflict',
      'bad-file',
      'too-large',
      'cancelled',
      'timed-out',
    ] as const),
    ...([
      'disk-full',
      'read-only',
      'database',
      'newer-database',
      'host-died',
      'unsupported',
      'internal',
    ] as const),
  ]),
  message: text(10_000),
  issues: z.array(z.strictObject({ path: text(1000), message: text(10_000) })).optional(),
  detail: text(100_000).optional(),
});

/** What happens in a run, as the training host says it (see `RunEvent`); what a pruner remembers stays with the lab. */
const runEventSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('losses'),
    chunk: z.strictObject({ firstStep: count, losses: floats, startMs: anyNumber, endMs: anyNumber }),
    epoch: anyNumber,
  }),
  z.strictObject({ type: z.literal('evaluated'), evaluations: z.array(evaluationSchema) }),
  z.strictObject({
    type: z.literal('boundary'),
    snapshot: z.strictObject({
      step: count,
      epoch: anyNumber,
      size: count,
      xRange: z.tuple([anyNumber, anyNumber]),
      yRange: z.tuple([anyNumber, anyNumber]),
      values: bytes,
      classes: count,
    }),
  }),
  z.strictObject({ type: z.literal('spread'), record: spreadRecordSchema }),
  z.strictObject({ type: z.literal('checkpointed'), checkpoint: checkpointSchema }),
  z.strictObject({ type: z.literal('paused') }),
  z.strictObject({ type: z.literal('resumed') }),
  z.strictObject({ type: z.literal('noted'), engine: engineSchema }),
  z.strictObject({
    type: z.literal('finished'),
    outcome: z.enum(['completed', 'cancelled', 'diverged', 'pruned']),
    reason: text(10_000).nullable(),
    result: resultSchema,
    weights: weightsSchema,
    checkpoint: checkpointSchema,
  }),
  z.strictObject({ type: z.literal('failed'), error: errorSchema }),
]);

/** A machine has begun with a run, or goes on with one that another has left. */
export interface StartedEvent {
  readonly type: 'started';
  readonly machine: string;
  /** Where it goes on from. */
  readonly step: number;
  readonly engine: EngineInfo;
  readonly environment: RunEnvironment;
}
const startedSchema = z.strictObject({
  type: z.literal('started'),
  machine: text(200),
  step: count,
  engine: engineSchema,
  environment: environmentSchema,
});

/** A run that is judged waits at an evaluation for the lab's verdict. */
export interface AskedEvent {
  readonly type: 'asked';
  readonly evaluation: Evaluation;
  /** It ends here by itself. */
  readonly isLast: boolean;
}
const askedSchema = z.strictObject({
  type: z.literal('asked'),
  evaluation: evaluationSchema,
  isLast: z.boolean(),
});

/** What the lab says to the evaluation at a step. */
export const verdictSchema = z.strictObject({
  kind: z.literal('verdict'),
  version: z.literal(clusterVersion),
  runId: runIdSchema,
  submission: submissionSchema,
  step: count,
  verdict: z.discriminatedUnion('prune', [
    z.strictObject({ prune: z.literal(false) }),
    z.strictObject({ prune: z.literal(true), reason: text(2000) }),
  ]),
});
export type TrialVerdict = z.output<typeof verdictSchema>;

/** One message of a run, with its place: which handing-in, which attempt, which one in it (from 1). */
export const toldSchema = z.strictObject({
  kind: z.literal('told'),
  version: z.literal(clusterVersion),
  runId: runIdSchema,
  submission: submissionSchema,
  attempt: count,
  seq: count,
  event: z.union([startedSchema, askedSchema, runEventSchema]),
});
export type Told = z.output<typeof toldSchema>;
/** What a machine says of a run. */
export type ToldEvent = RunEvent | StartedEvent | AskedEvent;

/** A machine as it shows itself: one process that takes trials. */
export const machineSchema = z.strictObject({
  kind: z.literal('machine'),
  version: z.literal(clusterVersion),
  id: text(80),
  name: text(200),
  pid: count,
  losslab: text(40),
  cpu: text(200),
  cores: count,
  memoryBytes: count,
  /** Trials side by side. */
  places: z.number().int().min(1).max(1024),
  /** What it trains now. */
  trials: z.array(
    z.strictObject({ runId: runIdSchema, lab: text(200), name: text(200), step: count, totalSteps: count }),
  ),
  stepsPerSecond: z.number().nonnegative(),
  trialsDone: count,
  /** Jobs it would not take, and why the last one. */
  refused: count,
  lastRefusal: text(1000).nullable(),
  startedAt: count,
  /** By the machine's own clock, milliseconds since 1970. */
  beatAt: count,
});
export type Machine = z.output<typeof machineSchema>;

/** Commands for a run under way. */
export const trialCommands = ['pause', 'resume', 'stop', 'cancel'] as const;
export type TrialCommand = (typeof trialCommands)[number];
