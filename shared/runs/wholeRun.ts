/** What the record of a run must be that comes from outside: checked field by field, as nobody vouches for it; runs anywhere. */
import { runConfigSchema } from '../config/runConfig';
import { z } from '../zod';
import { isActive, runStates, type RunRecord } from './run';
import { engineSchema, environmentSchema, runIdSchema } from './runSchemas';

const finite = z.number();
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const moment = z.number().int().min(0).max(8.64e15);
const metric = finite.nullable();
const text = (most: number) => z.string().max(most);

export const evaluationSchema = z.strictObject({
  step: count,
  epoch: finite.min(0),
  elapsedMs: finite.min(0),
  trainLoss: metric,
  trainError: metric,
  testLoss: metric,
  testError: metric,
});

const maxClasses = 1000;
const resultSchema = z
  .strictObject({
    finalLoss: metric,
    trainLoss: metric,
    trainError: metric,
    testLoss: metric,
    testError: metric,
    confusion: z.array(count).max(maxClasses * maxClasses),
    confusionOf: z.enum(['test', 'train']),
    perClassError: z.array(finite).max(maxClasses),
    epochSeconds: z.array(finite).max(10_000),
    stoppedEarly: z.boolean(),
  })
  .refine(
    ({ confusion, perClassError }) =>
      confusion.length === 0 || confusion.length === perClassError.length * perClassError.length,
  );

/** Bounds of what an import keeps. */
export const importLimits = {
  maxParams: 2000,
  maxSeries: 1000,
  maxNameLength: 300,
  maxValueLength: 2000,
} as const;

const originSchema = z.strictObject({
  kind: z.enum(['tensorboard', 'mlflow', 'wandb', 'csv']),
  fileName: text(1000),
  importedAt: moment,
  params: z
    .array(
      z.strictObject({ name: text(importLimits.maxNameLength), value: text(importLimits.maxValueLength) }),
    )
    .max(importLimits.maxParams),
  series: z
    .array(
      z.strictObject({
        name: text(importLimits.maxNameLength),
        as: z.enum(['loss', 'trainLoss', 'trainError', 'testLoss', 'testError']).nullable(),
        points: count,
        last: metric,
      }),
    )
    .max(importLimits.maxSeries),
});

const runRecordSchema = z.strictObject({
  id: runIdSchema,
  name: text(200),
  tags: z.array(text(60).min(1)).max(30),
  notes: text(20_000),
  starred: z.boolean(),
  archived: z.boolean(),
  state: z.enum(runStates).refine((state) => !isActive(state), { error: 'The run is under way.' }),
  stateReason: text(2000).nullable(),
  createdAt: moment,
  startedAt: moment.nullable(),
  finishedAt: moment.nullable(),
  config: runConfigSchema,
  configHash: text(100),
  datasetName: text(300),
  datasetHash: z.string().regex(/^([0-9a-f]{64})?$/),
  parameterCount: count,
  stepsPerEpoch: count,
  totalSteps: count,
  step: count,
  epoch: count,
  elapsedMs: finite.min(0),
  latest: evaluationSchema.nullable(),
  result: resultSchema.nullable(),
  engine: engineSchema.nullable(),
  environment: environmentSchema.nullable(),
  origin: originSchema.optional(),
});

/** The record, or what is wrong with it in one sentence. */
export function checkRunRecord(
  value: unknown,
):
  | { readonly ok: true; readonly record: Omit<RunRecord, 'number' | 'sweep'> }
  | { readonly ok: false; readonly problem: string } {
  const parsed = runRecordSchema.safeParse(value);
  if (parsed.success) {
    const { origin, ...record } = parsed.data;
    return { ok: true, record: origin ? { ...record, origin } : record };
  }
  const [issue] = parsed.error.issues;
  return { ok: false, problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}` };
}
