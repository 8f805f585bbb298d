/** The course of one run: chunks of steps, evaluations, checkpoints, pauses, its end; training workers. */
import type { Verdict } from '../../../shared/catalog/pruners/pruner';
import { scheduleOf } from '../../../shared/catalog/schedules';
import type { RunPlan } from '../../../shared/config/plan';
import type { RunConfig } from '../../../shared/config/runConfig';
import type { DatasetInfo } from '../../../shared/data/dataset';
import type { Evaluation, RunResult } from '../../../shared/runs/run';
import type { Checkpoint, RunEvent } from '../../../shared/trainer/protocol';
import type { PreparedData, TrainingEngine } from '../engine';
import { initialState, savedWeights } from '../network';
import { BatchPlan, isWhole } from './batches';
import {
  boundaryGrid,
  boundaryIntervalMs,
  drawBoundary,
  nextBoundaryStep,
  type BoundaryGrid,
} from './boundary';
import { decodeCheckpoint, encodeCheckpoint, initialProgress, requireFit, type Progress } from './checkpoint';
import { ChunkSizer } from './chunkSizer';
import { WorkClock } from './clock';
import { RunControl } from './control';
import { afterEvaluation, stopReason } from './earlyStopping';
import { confusionPart, evaluate, type FullEvaluation } from './evaluation';
import { MetricBuffer } from './metricBuffer';
import { SpreadRecorder } from './spreads';

/** What a session is made of. */
export interface SessionParts {
  readonly config: RunConfig;
  readonly plan: RunPlan;
  readonly info: DatasetInfo;
  readonly data: PreparedData;
  readonly engine: TrainingEngine;
  readonly checkpoint: Checkpoint | null;
  readonly emit: (event: RunEvent) => void;
  /** Called between chunks: lets messages in, and waits while too much is on its way out. */
  readonly breathe: () => Promise<void>;
  /** Says at an evaluation whether the run is worth going on with; null or left out where nobody judges it. */
  readonly judge?: ((evaluation: Evaluation, isLast: boolean) => Promise<Verdict>) | null;
  /** Steps a call, for tests; null to fit a call's duration. */
  readonly chunkSteps?: number | null;
}

/** Least time between two checkpoints, milliseconds; more where one takes long. */
const checkpointEveryMs = 1000;
const keptEpochSeconds = 10_000;

type Ending = Extract<RunEvent, { type: 'finished' }>['outcome'];

/** Trains one run. Its numbers follow from configuration, data and engine alone: not from time, chunks or interruptions. */
export class TrainingSession {
  readonly control = new RunControl();
  private readonly parts: SessionParts;
  private readonly batches: BatchPlan;
  private readonly sizer: ChunkSizer;
  private readonly metrics = new MetricBuffer();
  private readonly clock: WorkClock;
  private readonly progress: Progress;
  private readonly grid: BoundaryGrid | null;
  private readonly spreads: SpreadRecorder;
  private lastFull: FullEvaluation | null = null;
  private savedAtMs: number;
  private saveCostMs = 0;
  private drawnAtMs = -Infinity;
  /** Why the run is not worth going on with. */
  private prunedFor: string | null = null;

  /** Puts the network's state into the engine. Throws LabError where the checkpoint cannot be read. */
  constructor(parts: SessionParts) {
    this.parts = parts;
    const { config, plan, engine, checkpoint } = parts;
    const content = checkpoint && decodeCheckpoint(checkpoint);
    this.progress = content?.progress ?? initialProgress();
    const fresh = initialState(config, plan.layers);
    if (content) requireFit(content.state, fresh);
    engine.assign(content?.state ?? fresh);
    this.batches = new BatchPlan(plan, config.seed);
    this.sizer = new ChunkSizer(engine.maxSteps, parts.chunkSteps ?? null);
    this.clock = new WorkClock(this.progress.elapsedMs);
    this.savedAtMs = this.progress.elapsedMs;
    this.grid = boundaryGrid(parts.info, parts.data.featureCount);
    this.spreads = new SpreadRecorder(config, plan, parts.data);
  }

  /** Trains to the end and emits `finished`. Rejects where the engine fails; nothing is emitted then. */
  async run(): Promise<void> {
    const { plan } = this.parts;
    this.clock.start();
    this.evaluateIfDue();
    // The first call may compile for a second; what is known is shown before.
    this.sendMetrics();
    this.drawIfDue();
    for (;;) {
      const ending = this.endingNow();
      if (ending) return this.finish(ending.outcome, ending.reason);
      const notFinite = this.trainChunk();
      if (notFinite !== null) return this.finish('diverged', divergence(notFinite));
      this.evaluateIfDue();
      this.drawIfDue();
      // Before the checkpoint: what is resumed from has been judged.
      await this.judgeIfEvaluated();
      if (this.progress.step < plan.totalSteps) {
        if (this.metrics.isDue(this.clock.ms)) this.sendMetrics();
        this.saveIfDue();
      }
      this.clock.stop();
      await this.parts.breathe();
      if (this.control.pauseWanted) await this.pause();
      this.clock.start();
    }
  }

  /** Whether and how the run ends at this boundary. */
  private endingNow(): { outcome: Ending; reason: string | null } | null {
    const { plan } = this.parts;
    if (this.control.ending === 'cancel') return { outcome: 'cancelled', reason: null };
    if (this.progress.step >= plan.totalSteps) return { outcome: 'completed', reason: null };
    if (this.prunedFor !== null) return { outcome: 'pruned', reason: this.prunedFor };
    if (this.control.ending === 'stop') return { outcome: 'completed', reason: 'Stopped by the user.' };
    const reason = this.earlyStop();
    return reason ? { outcome: 'completed', reason } : null;
  }

  private earlyStop(): string | null {
    const rule = this.parts.config.training.earlyStopping;
    return rule ? stopReason(this.progress.earlyStopping, rule) : null;
  }

  private async judgeIfEvaluated(): Promise<void> {
    const { judge, plan } = this.parts;
    const { lastEvaluation, step } = this.progress;
    if (!judge || lastEvaluation?.step !== step) return;
    const isLast = step >= plan.totalSteps || this.earlyStop() !== null;
    this.clock.stop();
    const verdict = await judge(lastEvaluation, isLast);
    this.clock.start();
    if (verdict.prune) this.prunedFor = verdict.reason;
  }

  /** Does some steps. Returns the first step whose loss was not finite with that loss, or null. */
  private trainChunk(): { step: number; loss: number } | null {
    const { plan, engine } = this.parts;
    const { progress } = this;
    const startMs = this.clock.ms;
    const firstStep = progress.step;
    const most = Math.min(this.sizer.steps, this.stepsToEvaluation());
    const { count, batches } = this.batches.ahead(firstStep, most);
    const trained = engine.train({ firstStep, count, batches, learningRates: this.rates(firstStep, count) });
    const endMs = this.clock.ms;
    // The short last batch of an epoch comes alone and says nothing about the others.
    if (isWhole(batches, plan)) this.sizer.took(count, endMs - startMs);
    const bad = firstNotFinite(trained);
    const losses = bad < 0 ? trained : trained.slice(0, bad + 1);
    this.metrics.addLosses({ firstStep, losses, startMs, endMs });
    // Steps after a loss that is not finite do not count.
    progress.step += losses.length;
    progress.lastLoss = losses.at(-1) ?? null;
    this.countEpochs(count, endMs - startMs);
    return bad < 0 ? null : { step: firstStep + bad, loss: losses[bad] as number };
  }

  private rates(firstStep: number, count: number): Float64Array {
    const { config, plan } = this.parts;
    const { learningRate } = config.optimizer;
    const { totalSteps, stepsPerEpoch } = plan;
    if (config.schedule.id === 'constant') return new Float64Array(count).fill(learningRate);
    const schedule = scheduleOf(config.schedule.id);
    return Float64Array.from({ length: count }, (_, i) => {
      const time = { step: firstStep + i, totalSteps, stepsPerEpoch };
      return learningRate * schedule.factor(time, config.schedule.params);
    });
  }

  private countEpochs(steps: number, ms: number): void {
    const { progress } = this;
    const { stepsPerEpoch } = this.parts.plan;
    progress.epochMs += ms;
    if (progress.step % stepsPerEpoch !== 0) return;
    // Several epochs in one call only where an epoch is one step.
    const epochs = stepsPerEpoch === 1 ? steps : 1;
    for (let i = 0; i < epochs && progress.epochSeconds.length < keptEpochSeconds; i++) {
      progress.epochSeconds.push(progress.epochMs / epochs / 1000);
    }
    progress.epochMs = 0;
  }

  /** Steps until an evaluation is due; at least 1. */
  private stepsToEvaluation(): number {
    const { config, plan } = this.parts;
    const interval = config.evaluation.everyEpochs * plan.stepsPerEpoch;
    const { step } = this.progress;
    return Math.min(interval - (step % interval), plan.totalSteps - step);
  }

  private evaluateIfDue(): void {
    const { config, plan } = this.parts;
    const { step, lastEvaluation } = this.progress;
    const interval = config.evaluation.everyEpochs * plan.stepsPerEpoch;
    if (lastEvaluation?.step === step) return;
    if (step % interval !== 0 && step !== plan.totalSteps) return;
    this.evaluateNow();
  }

  private evaluateNow(): void {
    const { config, plan, engine, data } = this.parts;
    const { progress } = this;
    this.lastFull = evaluate(engine, config, plan, data);
    const { step } = progress;
    const evaluation: Evaluation = {
      step,
      epoch: step / plan.stepsPerEpoch,
      elapsedMs: this.clock.ms,
      ...this.lastFull.metrics,
    };
    progress.lastEvaluation = evaluation;
    const rule = config.training.earlyStopping;
    if (rule && step > 0) progress.earlyStopping = afterEvaluation(progress.earlyStopping, rule, evaluation);
    this.metrics.addEvaluation(evaluation);
    const record = this.spreads.record(engine, step);
    if (record) this.send({ type: 'spread', record });
  }

  private drawIfDue(): void {
    const { progress, clock } = this;
    if (!this.grid || progress.step < progress.nextBoundaryStep) return;
    if (clock.ms - this.drawnAtMs < boundaryIntervalMs) return;
    this.drawNow(this.grid);
  }

  private drawNow(grid: BoundaryGrid): void {
    const { config, plan, engine } = this.parts;
    const { progress } = this;
    const { step } = progress;
    this.drawnAtMs = this.clock.ms;
    progress.boundaries++;
    progress.nextBoundaryStep = nextBoundaryStep(step, plan.totalSteps, progress.boundaries);
    const network = { loss: config.loss.id, outputs: plan.outputUnits, classes: plan.classes };
    const at = { step, epoch: step / plan.stepsPerEpoch };
    this.send({ type: 'boundary', snapshot: drawBoundary(engine, grid, network, at) });
  }

  private saveIfDue(): void {
    const since = this.clock.ms - this.savedAtMs;
    // A checkpoint of a large network takes its time; it should stay below 5 % of the run's.
    if (since < Math.max(checkpointEveryMs, 20 * this.saveCostMs)) return;
    this.send({ type: 'checkpointed', checkpoint: this.checkpoint() });
  }

  private checkpoint(): Checkpoint {
    const { engine, plan } = this.parts;
    const startMs = this.clock.ms;
    this.progress.elapsedMs = startMs;
    const content = { progress: this.progress, state: engine.read(), path: engine.info.path };
    const checkpoint = encodeCheckpoint(content, plan.stepsPerEpoch);
    this.savedAtMs = this.clock.ms;
    this.saveCostMs = this.savedAtMs - startMs;
    return checkpoint;
  }

  private async pause(): Promise<void> {
    this.send({ type: 'checkpointed', checkpoint: this.checkpoint() });
    this.send({ type: 'paused' });
    await this.control.resumed();
    if (this.control.ending === null) this.send({ type: 'resumed' });
  }

  private finish(outcome: Ending, reason: string | null): void {
    const { engine, plan, data } = this.parts;
    const { progress } = this;
    // A run that was cut short is evaluated where it stopped; a cancelled one is not wanted any more.
    if (outcome !== 'cancelled' && progress.lastEvaluation?.step !== progress.step) this.evaluateNow();
    if (outcome !== 'cancelled' && this.lastFull === null) {
      this.lastFull = evaluate(engine, this.parts.config, plan, data);
    }
    if (outcome !== 'cancelled' && this.grid) this.drawNow(this.grid);
    this.sendMetrics();
    const evaluation = progress.lastEvaluation;
    const result: RunResult = {
      finalLoss: progress.lastLoss !== null && Number.isFinite(progress.lastLoss) ? progress.lastLoss : null,
      trainLoss: evaluation?.trainLoss ?? null,
      trainError: evaluation?.trainError ?? null,
      testLoss: evaluation?.testLoss ?? null,
      testError: evaluation?.testError ?? null,
      ...confusionPart(outcome === 'cancelled' ? null : this.lastFull, data, plan),
      epochSeconds: progress.epochSeconds,
      stoppedEarly: outcome === 'completed' && progress.step < plan.totalSteps,
    };
    const checkpoint = this.checkpoint();
    this.clock.stop();
    const weights = savedWeights(plan.layers, engine.read());
    this.send({ type: 'finished', outcome, reason, result, weights, checkpoint });
  }

  /** Metrics go out before whatever comes after them. */
  private send(event: RunEvent): void {
    this.sendMetrics();
    this.parts.emit(event);
  }

  private sendMetrics(): void {
    const { chunk, evaluations } = this.metrics.take();
    const epoch = Math.floor(this.progress.step / this.parts.plan.stepsPerEpoch);
    if (chunk) this.parts.emit({ type: 'losses', chunk, epoch });
    if (evaluations.length > 0) this.parts.emit({ type: 'evaluated', evaluations });
  }
}

/** Index of the first value that is no number or infinite, or -1. */
function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) return i;
  return -1;
}

function divergence({ step, loss }: { step: number; loss: number }): string {
  const what = Number.isNaN(loss) ? 'not a number' : 'infinite';
  return `The loss became ${what} at step ${(step + 1).toLocaleString('en-US')}; a lower learning rate may help.`;
}
