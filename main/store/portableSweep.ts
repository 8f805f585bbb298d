/** A sweep as it stands in a study file, every value held against what a lab writes; main process and command line. */
import { prunerOf } from '../../shared/catalog/pruners';
import { strategyStateSchema } from '../../shared/catalog/strategies/strategy';
import { runConfigSchema } from '../../shared/config/runConfig';
import { runStates } from '../../shared/runs/run';
import { runIdSchema } from '../../shared/runs/runSchemas';
import { classOf, configOf } from '../../shared/sweep/ledger';
import { applyPoint } from '../../shared/sweep/point';
import { sweepPriorities } from '../../shared/sweep/record';
import { sweepLimits, sweepSchema, type Sweep } from '../../shared/sweep/sweepFile';
import type { HashConfig } from '../../shared/sweep/trials';
import { z } from '../../shared/zod';
import type { Database } from './database';
import { demand, portableLimits, Refusal } from './portableLimits';
import type { NewTrial, StoredLine } from './sweepRow';
import { takeWholeSweep, type SweepRun, type WholeSweep } from './wholeSweep';

/** What a look into the file tells of a sweep. */
export interface SweepHead {
  readonly id: string;
  readonly name: string;
  readonly state: (typeof restingStates)[number];
  /** Lines of its ledger. */
  readonly runs: number;
}

/** One that goes on belongs to a process. */
const restingStates = ['stopped', 'interrupted', 'completed'] as const;

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const moment = z.number().int().min(0).max(8.64e15);
const amount = z.number().min(0);
const reason = z.string().max(2000).nullable();

const headSchema = z.strictObject({
  id: runIdSchema,
  name: z.string().min(1).max(200),
  state: z.enum(restingStates),
  runs: count,
});

const wholeSchema = z.strictObject({
  sweep: z.strictObject({
    ...{ id: runIdSchema, name: headSchema.shape.name, state: headSchema.shape.state },
    stateReason: reason,
    priority: z.enum(sweepPriorities),
    sweep: sweepSchema,
    strategyState: strategyStateSchema,
    createdAt: moment,
    finishedAt: moment.nullable(),
    elapsedMs: amount,
  }),
  prunerState: z.unknown(),
  trials: z.array(
    z.strictObject({
      number: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
      point: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      config: runConfigSchema,
      identity: z.string().max(100),
      datasetHash: z.string().regex(/^([0-9a-f]{64})?$/),
      cost: z.strictObject({ steps: amount, trainingWork: amount, evaluationWork: amount }),
    }),
  ),
  lines: z.array(
    z.strictObject({
      trial: z.number().int(),
      seed: z.number().int().min(0).max(0xffff_ffff),
      hash: z.string().max(100),
      place: z.number().int(),
      state: z.enum(['waiting', 'answered', ...runStates]),
      reason,
      runId: runIdSchema.nullable(),
      value: z.number().nullable(),
      epochs: amount,
      endedAt: moment.nullable(),
      durationMs: amount.nullable(),
      doneShare: z.number().min(0).max(1).nullable(),
    }),
  ),
  runs: z.array(z.strictObject({ id: runIdSchema, trial: z.number().int() })),
});

/** All sweeps of a file, the oldest first. */
export function sweepHeadsOf(db: Database): SweepHead[] {
  const { maxSweeps } = portableLimits;
  const rows = db.all<{ number: number }>(
    `SELECT number, id, name, state, (SELECT count(*) FROM sweep_lines WHERE sweep = number) AS runs FROM sweeps
     WHERE deleted_at IS NULL ORDER BY number LIMIT ?`,
    maxSweeps + 1,
  );
  demand(rows.length <= maxSweeps, 'there are too many sweeps in it');
  return rows.map(({ number, ...row }) => {
    const head = headSchema.safeParse(row);
    demand(head.success, `sweep ${number} is not as a lab writes it`);
    return head.data;
  });
}

/** A sweep of a file. */
export function wholeSweepOf(db: Database, id: string, hash: HashConfig): WholeSweep {
  requireSize(db, id);
  const found = takeWholeSweep(db, id);
  demand(found !== null, 'a sweep is missing in it');
  const parsed = wholeSchema.safeParse(found);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Refusal(`a sweep is not as a lab writes it (${issue?.path.join('.')}: ${issue?.message})`);
  }
  const { sweep, trials, lines, runs } = parsed.data;
  const name = `the sweep “${sweep.name}”`;
  const checked = checkedTrials(sweep.sweep, trials, name, hash);
  return {
    ...{ sweep, runs: runs satisfies readonly SweepRun[], trials: checked },
    prunerState: revivedState(sweep.sweep, found.prunerState),
    lines: checkedLines(sweep.sweep, checked, lines, name, hash),
  };
}

/** Before everything of it is read into memory. */
function requireSize(db: Database, id: string): void {
  const size = db.get<{ trials: number; lines: number; state: number }>(
    `SELECT (SELECT count(*) FROM sweep_trials WHERE sweep = number) AS trials,
       (SELECT count(*) FROM sweep_lines WHERE sweep = number) AS lines,
       coalesce(length(pruner_state), 0) + length(strategy_state) + length(file) AS state
     FROM sweeps WHERE id = ?`,
    id,
  );
  demand(
    size !== undefined &&
      size.trials <= sweepLimits.maxTrials &&
      size.lines <= sweepLimits.maxRuns &&
      size.state <= portableLimits.maxStateLength,
    'a sweep in it is too large',
  );
}

/** Each configuration must be what its point makes of the base: nothing else is shown than is trained. */
function checkedTrials(
  { base }: Sweep,
  trials: readonly NewTrial[],
  name: string,
  hash: HashConfig,
): NewTrial[] {
  return trials.map((trial) => {
    const identity = hash(trial.config);
    demand(
      hash(applyPoint(base, trial.point)) === identity,
      `configuration ${trial.number} of ${name} is not what it says`,
    );
    return { ...trial, identity };
  });
}

/** Each line must be of a configuration and a seed of the sweep, and one that has ended must have come to an end. */
function checkedLines(
  { seeds }: Sweep,
  trials: readonly NewTrial[],
  lines: readonly StoredLine[],
  name: string,
  hash: HashConfig,
): StoredLine[] {
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const known = new Set(seeds);
  return lines.map((line) => {
    const trial = byNumber.get(line.trial);
    const hasEnded = line.endedAt !== null;
    demand(
      trial !== undefined && known.has(line.seed) && (!hasEnded || classOf(line.state) !== 'open'),
      `the ledger of ${name} does not fit together`,
    );
    return { ...line, hash: hash(configOf(trial, line.seed)) };
  });
}

/** What the pruner remembers, if it understands it. */
function revivedState({ pruner }: Sweep, state: unknown): unknown {
  return state === null ? null : prunerOf(pruner.id).revive(state);
}
