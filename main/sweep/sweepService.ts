/** The lives of sweeps: planned, started, controlled, extended, shown and deleted; main process and command line. */
import { LabError } from '../../shared/result';
import { extendedState, extensionIssues } from '../../shared/sweep/extend';
import { failedAgain } from '../../shared/sweep/ledger';
import type { SweepDetail, SweepRecord } from '../../shared/sweep/record';
import type { Sweep } from '../../shared/sweep/sweepFile';
import type { LabEmitter } from '../runs/emitter';
import type { LineRef, RunService, SweepCommand, SweepService } from '../runs/types';
import type { Store, StoredLine } from '../store/store';
import type { Executor } from './executor';
import { isWaiting } from './lineBook';
import { OpenSweep, stoppedReason } from './openSweep';
import type { PruningDesk } from './pruningDesk';
import type { SweepScheduler } from './scheduler';
import { measureSteps } from './stepProbes';
import { defaultSweepName } from './sweepName';
import type { SweepNews } from './sweepNews';
import { planSweep, type PlanNeeds } from './sweepPlan';
import { TrialWriter } from './trialWriter';

/** How long runs of a sweep that is to be deleted may take to end, milliseconds. */
const cancelPatienceMs = 20_000;
/** Lines of a new sweep that are told without being asked for. */
const mostToldAtOnce = 1000;

export interface SweepServiceNeeds extends PlanNeeds {
  readonly store: Store;
  readonly runs: RunService;
  readonly emitter: LabEmitter;
  readonly executor: Executor;
  readonly scheduler: SweepScheduler;
  readonly news: SweepNews;
  readonly pruning: PruningDesk;
}

export class LabSweeps implements SweepService {
  /** Records of sweeps at rest, by id, as long as nothing has changed in them. */
  private readonly resting = new Map<string, { readonly revision: number; readonly record: SweepRecord }>();

  constructor(private readonly needs: SweepServiceNeeds) {}

  plan(sweep: Sweep) {
    return planSweep(this.needs, sweep);
  }

  async start(sweep: Sweep): Promise<SweepRecord> {
    const { store, scheduler, news } = this.needs;
    const name =
      sweep.name.trim() || defaultSweepName(sweep, (await this.needs.datasets.info(sweep.base.dataset)).name);
    const { id } = store.sweeps.create(name, sweep);
    try {
      const open = this.load(id);
      const writer = this.writerOf(open);
      await writer.fill();
      if (open.book.size === 0 && !open.isAdaptive)
        throw new LabError('invalid-input', 'The sweep has no run.');
      open.stored = store.sweeps.reveal(id);
      open.move('running');
      scheduler.activate(open, writer);
      void measureSteps(this.needs, open);
      // Whoever is shown a sweep asks for its lines; thousands at once would hold up the windows.
      if (open.book.size > mostToldAtOnce) open.takeNews();
      news.tell(open);
      return open.record();
    } catch (error) {
      store.sweeps.discard(id);
      throw error;
    }
  }

  list(): readonly SweepRecord[] {
    return this.needs.store.sweeps.list().map(({ id }) => this.record(id));
  }

  get(id: string): SweepDetail {
    return this.open(id).detail();
  }

  record(id: string): SweepRecord {
    const active = this.needs.scheduler.get(id);
    if (active) return active.record();
    const { revision } = this.needs.store.sweeps.get(id);
    const known = this.resting.get(id);
    if (known?.revision === revision) return known.record;
    const record = this.load(id).record();
    this.resting.set(id, { revision, record });
    return record;
  }

  async control(id: string, command: SweepCommand): Promise<SweepRecord> {
    const open = this.own(id);
    const { state, number } = open.stored;
    const refusal = new LabError('conflict', `Sweep ${number} is ${state}; ${remedy[command]}`);
    if (command === 'resume') {
      if (state === 'running' || state === 'completed') throw refusal;
      return this.resume(open);
    }
    if (command === 'pause' ? state !== 'running' : state === 'stopped' || state === 'completed')
      throw refusal;
    open.move(command === 'pause' ? 'paused' : 'stopped');
    this.tellRuns(open, command === 'pause' ? 'pause' : 'cancel');
    return this.told(open);
  }

  async extend(id: string, after: Sweep): Promise<SweepRecord> {
    const { store, scheduler, pruning } = this.needs;
    const open = this.own(id);
    const before = open.stored.sweep;
    const issues = extensionIssues(before, after);
    const [first] = issues;
    if (first) throw new LabError('invalid-input', `${first.path}: ${first.message}`, { issues });
    return scheduler.quietly(async () => {
      open.save();
      const state = extendedState(before, after, store.sweeps.get(id).strategyState);
      store.sweeps.replaceFile(id, after, state);
      if (after.name.trim() !== '') store.sweeps.update(id, { name: after.name.trim() });
      if (JSON.stringify(before.pruner) !== JSON.stringify(after.pruner)) pruning.forget(id);
      open.refresh();
      return this.goOn(open);
    });
  }

  async rerunFailed(id: string): Promise<SweepRecord> {
    const open = this.own(id);
    const lines = failedAgain(open.book.lines) as StoredLine[];
    if (lines.length === 0) throw new LabError('conflict', 'No run of this sweep has failed.');
    for (const line of lines) open.book.set(again(line));
    if (open.stored.state === 'running') return this.told(open);
    if (open.stored.state === 'paused') {
      open.save();
      return this.told(open);
    }
    return this.resume(open);
  }

  update: SweepService['update'] = (id, change) => {
    const { store, emitter } = this.needs;
    store.sweeps.requireOwn(id);
    store.sweeps.update(id, change);
    const active = this.needs.scheduler.get(id);
    if (active) {
      active.refresh();
      return this.told(active);
    }
    const record = this.record(id);
    emitter.emit('sweep:changed', record);
    return record;
  };

  move: SweepService['move'] = (ref, to) => {
    const { open, line } = this.lineOf(ref);
    if (!isWaiting(line.state))
      throw new LabError('conflict', 'Only a waiting run can be moved in the queue.');
    open.book.move(ref.trial, ref.seed, to);
    this.written(open);
  };

  cancelLine(ref: LineRef): void {
    const { open, line } = this.lineOf(ref);
    if (line.endedAt !== null) throw new LabError('conflict', 'This run has come to its end already.');
    if (line.runId !== null) this.needs.executor.control(line.runId, 'cancel');
    if (!isWaiting(line.state)) return;
    open.book.set({ ...line, state: 'cancelled', reason: 'Cancelled by the user.', endedAt: Date.now() });
    this.written(open);
  }

  async delete(ids: readonly string[], withRuns: boolean): Promise<void> {
    const { store, emitter } = this.needs;
    // All or none: nothing is stopped where another process runs one of them.
    for (const id of ids) store.sweeps.requireOwn(id);
    await Promise.all(
      ids.map(async (id) => {
        const { state } = store.sweeps.get(id);
        if (state === 'running' || state === 'paused') await this.control(id, 'stop');
        if (!(await this.atRest(id, cancelPatienceMs))) throw stillEnding();
      }),
    );
    const runs = withRuns ? ids.flatMap((id) => store.sweeps.runsOf(id)) : [];
    store.sweeps.markDeleted(ids, withRuns);
    emitter.emit('sweep:deleted', { ids });
    if (runs.length > 0) emitter.emit('run:deleted', { ids: runs });
  }

  restore(ids: readonly string[]): void {
    const { store, emitter, runs } = this.needs;
    const shown = new Set(ids.flatMap((id) => store.sweeps.runsOf(id)));
    store.sweeps.restore(ids);
    for (const id of ids) {
      for (const run of store.sweeps.runsOf(id))
        if (!shown.has(run)) emitter.emit('run:changed', runs.get(run));
      emitter.emit('sweep:changed', this.record(id));
    }
  }

  async settled(id: string): Promise<SweepRecord> {
    return (await this.atRest(id, null)) ?? this.record(id);
  }

  /** The sweep once nothing of it goes on any more; null where it still does after so long. */
  private async atRest(id: string, timeoutMs: number | null): Promise<SweepRecord | null> {
    const { scheduler, emitter } = this.needs;
    if (!scheduler.get(id)) return this.record(id);
    return new Promise((resolve) => {
      const finish = (record: SweepRecord | null) => {
        stop();
        if (timer) clearTimeout(timer);
        resolve(record);
      };
      const timer = timeoutMs === null ? null : setTimeout(() => finish(null), timeoutMs);
      // The lab may be closed with it: what is heard last is all there is.
      const stop = emitter.on('sweep:changed', (record) => {
        if (record.id === id && !scheduler.get(id)) finish(record);
      });
    });
  }

  private async resume(open: OpenSweep): Promise<SweepRecord> {
    const { state } = open.stored;
    if (state === 'paused') {
      open.move('running');
      this.tellRuns(open, 'resume');
      this.needs.scheduler.wake();
      return this.told(open);
    }
    // Runs that are still ending would come to their end as cancelled ones of a sweep that goes on.
    if (!(await this.atRest(open.id, cancelPatienceMs))) throw stillEnding();
    for (const line of open.book.lines)
      if (line.state === 'cancelled' && line.reason === stoppedReason) open.book.set(again(line));
    return this.needs.scheduler.quietly(() => this.goOn(open));
  }

  /** Writes what its file comes to and is not there yet, and starts. */
  private async goOn(open: OpenSweep): Promise<SweepRecord> {
    const writer = this.writerOf(open);
    await writer.fill();
    if (open.stored.state !== 'running') open.move('running');
    this.needs.scheduler.activate(open, writer);
    void measureSteps(this.needs, open);
    return this.told(open);
  }

  /** Tells the runs under way what the sweep was told. */
  private tellRuns(open: OpenSweep, command: 'pause' | 'resume' | 'cancel'): void {
    for (const { state, runId, endedAt } of open.book.lines) {
      if (runId === null || endedAt !== null || isWaiting(state)) continue;
      if (command !== 'resume' || state === 'paused') this.needs.executor.control(runId, command);
    }
    this.needs.scheduler.wake();
  }

  private told(open: OpenSweep): SweepRecord {
    this.needs.news.tell(open);
    this.needs.scheduler.wake();
    return open.record();
  }

  private written(open: OpenSweep): void {
    open.save();
    this.needs.news.touch(open);
  }

  private lineOf({ id, trial, seed }: LineRef): { open: OpenSweep; line: StoredLine } {
    const open = this.own(id);
    const line = open.book.line(trial, seed);
    if (!line) throw new LabError('not-found', 'The sweep has no such run.');
    return { open, line };
  }

  /** The sweep to be changed; throws `conflict` where another process runs it. */
  private own(id: string): OpenSweep {
    this.needs.store.sweeps.requireOwn(id);
    return this.open(id);
  }

  private open(id: string): OpenSweep {
    return this.needs.scheduler.get(id) ?? this.load(id);
  }

  private load(id: string): OpenSweep {
    return new OpenSweep(this.needs.store, id, this.needs.places);
  }

  private writerOf(open: OpenSweep): TrialWriter {
    return new TrialWriter(this.needs.store, this.needs.datasets, open);
  }
}

const stillEnding = () =>
  new LabError('timed-out', 'Runs of the sweep are still being cancelled; try again.');

/** A line that waits as if it had never been run. */
const again = (line: StoredLine): StoredLine => ({
  ...line,
  ...{ state: 'waiting', reason: null, runId: null, value: null, epochs: 0 },
  ...{ endedAt: null, durationMs: null, doneShare: null },
});

const remedy: Readonly<Record<SweepCommand, string>> = {
  pause: 'only one that is going on can be paused.',
  resume: 'only one that is paused, stopped or interrupted can go on; extend it to add runs.',
  stop: 'there is nothing to stop.',
};
