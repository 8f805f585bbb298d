/** A sweep in memory: its trials, its lines, its search and its clock, kept in step with the store; main process and command line. */
import { prunerOf } from '../../shared/catalog/pruners';
import { strategyOf } from '../../shared/catalog/strategies';
import type { RunRecord } from '../../shared/runs/run';
import { classOf } from '../../shared/sweep/ledger';
import { metricAt, valueOfRun } from '../../shared/sweep/objective';
import type { SweepDetail, SweepRecord, SweepState, SweepTrialRow } from '../../shared/sweep/record';
import { typicalRates, type Rates } from '../../shared/sweep/timeLeft';
import { plannedTrials } from '../../shared/sweep/sweepFile';
import type { Store, StoredLine, StoredSweep, StoredTrial } from '../store/store';
import { Gaps } from './gaps';
import { LineBook } from './lineBook';
import { progressOf, sweepTimeLeft, type OutlookParts, type UnderWay } from './outlook';

/** How long progress and time left are shown before they are worked out again, milliseconds; longer where many lines are gone through. */
const outlookEveryMs = { few: 150, many: 1000 } as const;
const manyLines = 2000;
/** Whoever waits for longer waits for an engine, milliseconds. */
const engineStartMs = 200;
/** Steps that are less than this share of a run's tell little of what it takes. */
const leastShareHeard = 0.1;

export class OpenSweep {
  stored: StoredSweep;
  /** Why nothing goes on although it is running: the disk is full, say; null where all is well. */
  trouble: string | null = null;
  readonly trials: Map<number, StoredTrial>;
  readonly book: LineBook;
  /** Lines being handed to the executor. */
  starting = 0;
  /** Nothing more will be proposed. */
  isExhausted: boolean;
  private readonly lineOfRun = new Map<string, readonly [trial: number, seed: number]>();
  private readonly begunAt = new Map<string, number>();
  private readonly resumed = new Set<string>();
  private readonly shares = new Map<string, number>();
  /** Runs that are heard of before `begun`. */
  private readonly early = new Map<string, RunRecord>();
  /** When runs under way were first heard of training, and how far they were: what came before they do but once. */
  private readonly firstHeard = new Map<string, { readonly at: number; readonly share: number }>();
  /** What runs that ended took without their start-up, milliseconds. */
  private readonly workMs = new Map<string, number>();
  private readonly gaps = new Gaps();
  /** What this machine is taken for until runs say more. */
  rates: Rates = typicalRates;
  private newTrials: SweepTrialRow[] = [];
  private runningSince: number | null = null;
  private outlook: { at: number; timeLeftMs: number | null; progress: number; plannedRuns: number } | null =
    null;
  private planned: number;

  /** Reads it from the store. Runs that ended without their line being told are settled. */
  constructor(
    private readonly store: Store,
    id: string,
    private readonly places: () => number,
  ) {
    this.stored = store.sweeps.get(id);
    const { sweep } = this.stored;
    this.trials = new Map(store.sweeps.trials(id).map((trial) => [trial.number, trial]));
    this.book = new LineBook(sweep.objective, store.sweeps.lines(id));
    this.isExhausted = !strategyOf(sweep.strategy.id).adaptive;
    this.planned = plannedTrials(sweep);
    for (const line of this.book.lines) {
      if (line.runId === null) continue;
      if (line.endedAt === null && classOf(line.state) !== 'open') this.hear(store.getRun(line.runId), line);
      this.lineOfRun.set(line.runId, [line.trial, line.seed]);
      this.resumed.add(line.runId);
    }
  }

  get id(): string {
    return this.stored.id;
  }

  get isAdaptive(): boolean {
    return strategyOf(this.stored.sweep.strategy.id).adaptive;
  }

  /** Lines under way or being started. */
  get busy(): number {
    return this.book.counts.running + this.starting;
  }

  addTrial(trial: StoredTrial): void {
    this.trials.set(trial.number, trial);
    this.newTrials.push({ number: trial.number, point: trial.point });
  }

  /** A line's run has been saved and waits for its turn or trains. */
  begun(line: StoredLine, run: RunRecord): void {
    this.lineOfRun.set(run.id, [line.trial, line.seed]);
    // What had happened to it by then was heard before its line was known.
    const record = this.early.get(run.id) ?? run;
    this.early.delete(run.id);
    this.book.set({ ...line, runId: run.id, state: 'queued', reason: null }, true);
    this.hear(record);
  }

  /** A change of one of its runs. False where it is none of its lines'. */
  hear(run: RunRecord, known?: StoredLine): boolean {
    const place = this.lineOfRun.get(run.id);
    const line = known ?? (place && this.book.line(...place));
    if (!line && this.starting > 0) this.early.set(run.id, run);
    if (!line || line.runId !== run.id) return false;
    const { state, stateReason, epoch } = run;
    if (classOf(state) === 'open') {
      const before = this.begunAt.get(run.id);
      if (before === undefined && (state === 'starting' || state === 'running')) {
        this.begunAt.set(run.id, performance.now());
        this.gaps.begun();
      }
      // A pause is no time of training.
      if (state === 'paused' || state === 'interrupted') this.resumed.add(run.id);
      if (state === 'interrupted') this.begunAt.delete(run.id);
      this.shares.set(run.id, shareOf(run));
      // The store finds all this in the run itself.
      this.book.set(
        { ...line, state, reason: stateReason, epochs: epoch, endedAt: null },
        line.endedAt === null,
      );
      return true;
    }
    if (line.endedAt !== null && line.state === state) return true;
    this.book.set(this.ended(line, run));
    if (this.begunAt.has(run.id)) this.gaps.ended();
    this.begunAt.delete(run.id);
    this.firstHeard.delete(run.id);
    this.shares.delete(run.id);
    return true;
  }

  /** What a run waited for that the next one finds ready says nothing of what runs take. */
  hasWaited(runId: string, waitedMs: number): void {
    const begunAt = this.begunAt.get(runId);
    if (begunAt !== undefined) this.begunAt.set(runId, begunAt + waitedMs);
    // An engine that was starting has slowed the others: what they take shows from now on.
    if (waitedMs > engineStartMs) this.firstHeard.clear();
  }

  progressed(runId: string, totalShare: number): void {
    if (!this.shares.has(runId)) return;
    this.shares.set(runId, totalShare);
    if (totalShare > 0 && !this.firstHeard.has(runId))
      this.firstHeard.set(runId, { at: performance.now(), share: totalShare });
  }

  /** The steps of a run in all, for `progressed`. */
  stepsOf(runId: string): number | null {
    const place = this.lineOfRun.get(runId);
    return place ? (this.trials.get(place[0])?.cost.steps ?? null) : null;
  }

  private ended(line: StoredLine, run: RunRecord): StoredLine {
    const { objective } = this.stored.sweep;
    const begunAt = this.begunAt.get(run.id);
    const isWhole = begunAt !== undefined && !this.resumed.has(run.id);
    const evaluations =
      objective.at === 'best' ? this.store.evaluations(run.id) : run.latest ? [run.latest] : [];
    const lastKnown = run.latest ? metricAt(objective, run.latest) : null;
    const isResult = run.state === 'completed';
    const workMs = isWhole ? this.workOf(run.id, shareOf(run)) : undefined;
    if (workMs !== undefined) this.workMs.set(run.id, workMs);
    return {
      ...line,
      state: run.state,
      reason: run.stateReason ?? this.reasonFor(run.state),
      value: isResult ? valueOfRun(objective, evaluations) : run.state === 'pruned' ? lastKnown : null,
      epochs: run.epoch,
      endedAt: run.finishedAt ?? Date.now(),
      durationMs: isWhole && (isResult || run.state === 'pruned') ? performance.now() - begunAt : null,
      doneShare: shareOf(run),
    };
  }

  private reasonFor(state: RunRecord['state']): string | null {
    return state === 'cancelled' && this.stored.state === 'stopped' ? stoppedReason : null;
  }

  /** Time it was running. */
  get elapsedMs(): number {
    const sinceMs = this.runningSince === null ? 0 : performance.now() - this.runningSince;
    return this.stored.elapsedMs + sinceMs;
  }

  /** Into another state, on disk as well. */
  move(state: SweepState, reason: string | null = null): void {
    const isNew = state !== this.stored.state;
    const finishedAt = state === 'completed' ? Date.now() : state === 'running' ? null : undefined;
    this.save();
    this.gaps.broken();
    const change = { state, reason, elapsedMs: this.elapsedMs };
    this.stored = this.store.sweeps.changeState(
      this.id,
      finishedAt === undefined ? change : { ...change, finishedAt },
    );
    if (state !== 'running') this.runningSince = null;
    else if (isNew || this.runningSince === null) this.runningSince = performance.now();
    this.outlook = null;
  }

  /** What the store says of it, after a change there. */
  refresh(): void {
    const { elapsedMs } = this;
    this.outlook = null;
    this.stored = { ...this.store.sweeps.get(this.id), elapsedMs };
    if (this.runningSince !== null) this.runningSince = performance.now();
    this.planned = plannedTrials(this.stored.sweep);
    this.isExhausted = !this.isAdaptive;
  }

  /** Writes the lines that have changed. Throws LabError; what was not written is kept for the next time. */
  save(): void {
    const lines = this.book.toSave;
    if (lines.length === 0) return;
    this.store.sweeps.putLines(this.id, lines, this.elapsedMs);
    this.book.saved();
  }

  /** Trials and lines that have come or changed since the last call. */
  takeNews(): { readonly trials: readonly SweepTrialRow[]; readonly lines: readonly StoredLine[] } {
    const trials = this.newTrials;
    this.newTrials = [];
    return { trials, lines: this.book.takeNews() };
  }

  record(): SweepRecord {
    const { id, number, name, state, stateReason, priority, sweep, createdAt, finishedAt } = this.stored;
    const { counts, bestTrial } = this.book;
    const point = bestTrial && this.trials.get(bestTrial.trial)?.point;
    const { progress, timeLeftMs, plannedRuns } = this.currentOutlook();
    return {
      ...{ id, number, name, state, stateReason: this.trouble ?? stateReason, priority, sweep },
      ...{ createdAt, finishedAt, counts },
      ...{ plannedRuns, progress: state === 'completed' ? 1 : progress },
      timeLeftMs: state === 'running' ? timeLeftMs : null,
      elapsedMs: this.elapsedMs,
      best: bestTrial && point ? { ...bestTrial, point } : null,
    };
  }

  detail(): SweepDetail {
    return {
      record: this.record(),
      trials: [...this.trials.values()].map(({ number, point }) => ({ number, point })),
      lines: this.book.lines.map(shownLine),
    };
  }

  private currentOutlook() {
    const now = performance.now();
    const everyMs = this.book.size > manyLines ? outlookEveryMs.many : outlookEveryMs.few;
    if (this.outlook && now - this.outlook.at < everyMs) return this.outlook;
    const parts = this.outlookParts();
    this.outlook = {
      at: now,
      timeLeftMs: this.stored.state === 'running' ? sweepTimeLeft(parts) : null,
      progress: progressOf(parts),
      plannedRuns: this.book.size + parts.unproposed,
    };
    return this.outlook;
  }

  private outlookParts(): OutlookParts {
    const { sweep } = this.stored;
    const missing = this.isExhausted ? 0 : Math.max(0, this.planned - this.trials.size);
    return {
      lines: this.book.lines,
      waiting: this.book.waiting(),
      unproposed: missing * sweep.seeds.length,
      costOf: (trial) => this.trials.get(trial)?.cost ?? { steps: 0, trainingWork: 0, evaluationWork: 0 },
      underWay: (line) => this.underWay(line),
      workMsOf: ({ runId }) => (runId === null ? undefined : this.workMs.get(runId)),
      rates: this.rates,
      usualShare:
        prunerOf(sweep.pruner.id).usualShare?.(sweep.base.training.epochs, sweep.pruner.params) ?? null,
      gapMs: this.gaps.usualMs,
      places: this.places(),
    };
  }

  private underWay({ runId }: StoredLine): UnderWay {
    const id = runId ?? '';
    const begunAt = this.begunAt.get(id);
    const isWhole = begunAt !== undefined && !this.resumed.has(id);
    const doneShare = this.shares.get(id) ?? 0;
    return {
      elapsedMs: begunAt === undefined ? 0 : performance.now() - begunAt,
      doneShare,
      workMs: isWhole ? this.workOf(id, doneShare) : undefined,
    };
  }

  /** What a run's steps took up to this share of them, by those since it was first heard of; undefined where these are few. */
  private workOf(id: string, share: number): number | undefined {
    const first = this.firstHeard.get(id);
    if (!first || share < leastShareHeard + first.share) return undefined;
    return ((performance.now() - first.at) * share) / (share - first.share);
  }
}

/** Why lines of a stopped sweep are cancelled: these go on with it, those that the user cancelled one by one do not. */
export const stoppedReason = 'The sweep was stopped.';

/** A line without what only the outlook needs. */
export function shownLine({
  durationMs: _ms,
  doneShare: _share,
  ...line
}: StoredLine): Omit<StoredLine, 'durationMs' | 'doneShare'> {
  return line;
}

function shareOf({ step, totalSteps }: RunRecord): number {
  return totalSteps > 0 ? Math.min(1, step / totalSteps) : 0;
}
