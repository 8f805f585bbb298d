/** Writes what a training worker reports into the database, a batch in one transaction; main process and command line. */
import { LabError } from '../../shared/result';
import type { EngineInfo, Evaluation, LossChunk, RunRecord, RunState } from '../../shared/runs/run';
import type { RunEvent } from '../../shared/trainer/protocol';
import type { Database } from './database';
import type { LossTable } from './losses';
import type { MetricTables } from './metrics';
import { recordOf, type RunChange, type RunRow } from './runRow';
import type { RunTable } from './runs';
import type { SweepTable } from './sweeps';

/** The tables a batch goes to. */
export interface RunTables {
  readonly db: Database;
  readonly runs: RunTable;
  readonly losses: LossTable;
  readonly metrics: MetricTables;
  readonly sweeps: SweepTable;
}

export interface AppendContext {
  readonly ownerId: string;
  readonly now: number;
  /** Told to the user with `paused`, where it was not they who paused. */
  readonly pauseReason: string | null;
  /** The run's end was asked for. */
  readonly stoppedByUser: boolean;
}

/** Where a run stands, as the batch changes it. */
interface Standing {
  state: RunState;
  reason: string | null;
  step: number;
  epoch: number;
  elapsedMs: number;
  latest: Evaluation | null;
  engine: EngineInfo | null;
}

const light: readonly RunEvent['type'][] = ['losses', 'evaluated', 'boundary', 'spread'];

/** All events or none; what matters for going on (states, checkpoints) also outlives a power cut. */
export function appendEvents(
  tables: RunTables,
  id: string,
  events: readonly RunEvent[],
  context: AppendContext,
): RunRecord {
  const isWeighty = events.some(({ type }) => !light.includes(type));
  const work = () => append(tables, id, events, context);
  return isWeighty ? tables.db.writeDurably(work) : tables.db.write(work);
}

function append(
  tables: RunTables,
  id: string,
  events: readonly RunEvent[],
  context: AppendContext,
): RunRecord {
  const { runs, losses } = tables;
  const row = runs.row(id);
  if (row.owner_id !== context.ownerId)
    throw new LabError('conflict', `Run ${row.number} does not belong to this LossLab any more.`);
  const standing = standingOf(row);
  const chunks: LossChunk[] = [];
  let end: RunChange = {};
  for (const event of events) {
    if (event.type === 'losses') chunks.push(event.chunk);
    end = { ...end, ...take(tables, row.number, standing, event, context) };
  }
  if (chunks.length > 0) losses.append(row.number, chunks);
  const { state, reason, ...rest } = standing;
  const change = { ...rest, ...end };
  if (state === row.state && reason === row.state_reason) return runs.update(id, change);
  return runs.changeState(id, state, reason, change, context.ownerId);
}

function standingOf(row: RunRow): Standing {
  const { state, stateReason, step, epoch, elapsedMs, latest, engine } = recordOf(row);
  return { state, reason: stateReason, step, epoch, elapsedMs, latest, engine };
}

/** One event; returns what the run's end adds. */
function take(
  { metrics, runs, sweeps }: RunTables,
  run: number,
  standing: Standing,
  event: RunEvent,
  context: AppendContext,
): RunChange {
  switch (event.type) {
    case 'losses': {
      const { chunk, epoch } = event;
      advance(standing, chunk.firstStep + chunk.losses.length, epoch, chunk.endMs);
      return {};
    }
    case 'evaluated':
      for (const evaluation of event.evaluations) {
        metrics.putEvaluation(run, evaluation);
        standing.latest = evaluation;
        advance(standing, evaluation.step, evaluation.epoch, evaluation.elapsedMs);
      }
      return {};
    case 'boundary':
      metrics.putBoundary(run, event.snapshot);
      return {};
    case 'spread':
      metrics.putSpread(run, event.record);
      return {};
    case 'checkpointed':
      if (event.pruner) sweeps.savePrunerState(event.pruner.sweepId, event.pruner.state);
      metrics.putCheckpoint(run, event.checkpoint);
      return {};
    case 'paused':
      standing.state = 'paused';
      standing.reason = context.pauseReason;
      return {};
    case 'resumed':
      standing.state = 'running';
      standing.reason = null;
      return {};
    case 'noted':
      standing.engine = event.engine;
      return {};
    case 'failed':
      standing.state = 'failed';
      standing.reason = event.error.message;
      return { finishedAt: context.now };
    case 'finished':
      if (event.pruner) sweeps.savePrunerState(event.pruner.sweepId, event.pruner.state);
      return finish(metrics, runs, run, standing, event, context);
  }
}

function finish(
  metrics: MetricTables,
  runs: RunTable,
  run: number,
  standing: Standing,
  event: Extract<RunEvent, { type: 'finished' }>,
  context: AppendContext,
): RunChange {
  standing.state = event.outcome;
  standing.reason = event.reason;
  advance(standing, event.checkpoint.step, event.checkpoint.epoch, event.checkpoint.elapsedMs);
  metrics.putCheckpoint(run, event.checkpoint);
  metrics.keepLastCheckpoints(run, 1);
  // A cancelled run has no results, but may be resumed.
  if (event.outcome === 'cancelled') return { finishedAt: context.now };
  metrics.putWeights(run, event.weights);
  if (context.stoppedByUser) runs.markStoppedByUser(run);
  return { finishedAt: context.now, result: event.result };
}

function advance(standing: Standing, step: number, epoch: number, elapsedMs: number): void {
  standing.step = Math.max(standing.step, step);
  standing.epoch = Math.max(standing.epoch, Math.floor(epoch));
  standing.elapsedMs = Math.max(standing.elapsedMs, elapsedMs);
}
