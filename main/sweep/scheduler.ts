/** Decides which line of which sweep is trained next, and follows what becomes of it; main process and command line. */
import { LabError, toErrorData } from '../../shared/result';
import type { RunRecord } from '../../shared/runs/run';
import { sweepPriorities } from '../../shared/sweep/record';
import { isPassing } from '../runs/recorder';
import type { DatasetService } from '../runs/types';
import type { Store, StoredLine } from '../store/store';
import type { Executor } from './executor';
import type { OpenSweep } from './openSweep';
import type { SweepNews } from './sweepNews';
import type { TrialWriter } from './trialWriter';
import { lineConfig } from './trialWriter';

/** How long to wait where the store takes nothing for now, milliseconds. */
const retryMs = 2000;
/** So often may a run be torn down with its engine before the sweep gives up. */
const mostInterruptions = 3;

export interface SchedulerNeeds {
  readonly store: Store;
  readonly datasets: DatasetService;
  readonly executor: Executor;
  readonly news: SweepNews;
}

/**
 * The sweeps that go on. High ones before normal before low ones; sweeps alike share the places, lines of a sweep come in
 * the order of their places.
 */
export class SweepScheduler {
  private readonly active = new Map<string, { readonly open: OpenSweep; readonly writer: TrialWriter }>();
  private readonly interruptions = new Map<string, number>();
  private readonly stops: readonly (() => void)[];
  private pumping: Promise<void> | null = null;
  private isPumpWanted = false;
  private holds = 0;
  private retry: NodeJS.Timeout | null = null;
  private isClosing = false;

  constructor(private readonly needs: SchedulerNeeds) {
    const { executor } = needs;
    this.stops = [
      executor.onRun((run) => this.hear(run)),
      executor.onBegun((runId, waitedMs) => this.all.forEach((open) => open.hasWaited(runId, waitedMs))),
      executor.onProgress((runId, step) => this.progressed(runId, step)),
      executor.onRoom(() => this.wake()),
    ];
  }

  /** The sweep if it goes on here, or has runs that still do. */
  get(id: string): OpenSweep | undefined {
    return this.active.get(id)?.open;
  }

  get all(): OpenSweep[] {
    return [...this.active.values()].map(({ open }) => open);
  }

  /** Takes a sweep in; it is started as soon as there is room. */
  activate(open: OpenSweep, writer: TrialWriter): void {
    this.active.set(open.id, { open, writer });
    this.wake();
  }

  /** Does something while nothing is proposed or started. */
  async quietly<T>(work: () => Promise<T>): Promise<T> {
    this.holds++;
    try {
      await this.pumping;
      return await work();
    } finally {
      this.holds--;
      this.wake();
    }
  }

  /** Sees to everything that is due, soon. */
  wake(): void {
    if (this.isClosing || this.active.size === 0) return;
    this.isPumpWanted = true;
    if (this.holds === 0)
      this.pumping ??= new Promise((resolve) => setImmediate(resolve)).then(() => this.pump());
  }

  /** Nothing is started any more; what is under way is brought to rest by the runs' own queue. */
  closing(): void {
    this.isClosing = true;
    if (this.retry) clearTimeout(this.retry);
  }

  /** Every sweep that was going on is interrupted, with all its lines written. */
  close(reason: string): void {
    for (const stop of this.stops) stop();
    const { all } = this;
    this.active.clear();
    for (const open of all) {
      try {
        if (open.stored.state === 'running' || open.stored.state === 'paused')
          open.move('interrupted', reason);
        else open.save();
        this.needs.news.tell(open);
      } catch {
        // It becomes interrupted when the database is opened the next time.
      }
    }
  }

  private async pump(): Promise<void> {
    while (this.isPumpWanted && !this.isClosing && this.holds === 0) {
      this.isPumpWanted = false;
      try {
        for (const { open } of this.active.values()) this.settle(open);
        await this.startLines();
        for (const open of this.all) open.trouble = null;
      } catch (error) {
        this.held(error);
      }
    }
    this.pumping = null;
  }

  /** Writes what has changed, and lets go of what has come to its end. */
  private settle(open: OpenSweep): void {
    open.save();
    const { state } = open.stored;
    if (open.busy > 0) return;
    if (state === 'running' && open.isExhausted && !open.book.isOpen) open.move('completed');
    if (open.stored.state === 'running' || state === 'paused') return;
    this.active.delete(open.id);
    this.needs.news.tell(open);
  }

  private async startLines(): Promise<void> {
    while (!this.isClosing && this.holds === 0 && this.needs.executor.room() > 0) {
      const chosen = await this.nextLine();
      if (!chosen) return;
      await this.start(chosen.open, chosen.line);
    }
  }

  /** The next line of the sweep whose turn it is; sweeps that have nothing to start are passed over. */
  private async nextLine(): Promise<{ open: OpenSweep; line: StoredLine } | null> {
    for (const { open, writer } of this.inOrder()) {
      for (;;) {
        const line = open.book.next();
        if (line) {
          if (this.isAnswered(open, writer, line)) continue;
          return { open, line };
        }
        if (open.isExhausted) break;
        if (await writer.propose()) continue;
        open.isExhausted = true;
        this.isPumpWanted = true;
      }
    }
    return null;
  }

  private inOrder() {
    const rank = (open: OpenSweep) => sweepPriorities.indexOf(open.stored.priority);
    return [...this.active.values()]
      .filter(({ open }) => open.stored.state === 'running')
      .sort(
        ({ open: a }, { open: b }) =>
          rank(a) - rank(b) || a.busy - b.busy || a.stored.number - b.stored.number,
      );
  }

  /** Another sweep or the user may have trained it in the meantime. */
  private isAnswered(open: OpenSweep, writer: TrialWriter, line: StoredLine): boolean {
    const answer = line.runId === null ? writer.answerTo(line) : null;
    if (!answer) return false;
    open.book.set({ ...line, ...answer, state: 'answered', endedAt: Date.now() });
    this.isPumpWanted = true;
    return true;
  }

  private async start(open: OpenSweep, line: StoredLine): Promise<void> {
    const { store, executor, news } = this.needs;
    open.starting++;
    try {
      const config = lineConfig(store, open.id, line);
      const run = await executor.start({ sweepId: open.id, trial: line.trial, config, runId: line.runId });
      open.begun(line, run);
      // It was stopped or paused in the meantime.
      if (open.stored.state === 'stopped') executor.control(run.id, 'cancel');
      this.isPumpWanted = true;
    } catch (error) {
      if (isPassing(error) || this.isClosing) throw error;
      const { message } = toErrorData(error);
      open.book.set({ ...line, state: 'failed', reason: message, endedAt: Date.now() });
      this.isPumpWanted = true;
    } finally {
      open.starting--;
    }
    news.touch(open);
  }

  /** The store takes nothing for now, or something is wrong with the lab itself. */
  private held(error: unknown): void {
    if (this.isClosing) return;
    const { message } = toErrorData(error);
    const isPassed = isPassing(error);
    for (const open of this.all) {
      if (open.trouble !== message) {
        open.trouble = message;
        this.needs.news.touch(open);
      }
    }
    if (!isPassed && !(error instanceof LabError)) this.giveUp(message);
    this.retry ??= setTimeout(() => {
      this.retry = null;
      this.wake();
    }, retryMs);
  }

  /** A mistake of the program must not go round for ever. */
  private giveUp(reason: string): void {
    for (const open of this.all) this.halt(open, reason);
  }

  private halt(open: OpenSweep, reason: string): void {
    try {
      open.move('interrupted', reason);
    } catch {
      // What cannot be written now is when the database is opened the next time.
    }
    this.active.delete(open.id);
    this.needs.news.tell(open);
  }

  private hear(run: RunRecord): void {
    const entry = run.sweep && this.active.get(run.sweep.id);
    if (!entry) return;
    const { open } = entry;
    if (!open.hear(run)) return;
    if (run.state === 'running' && open.stored.state === 'paused')
      this.needs.executor.control(run.id, 'pause');
    if (run.state === 'interrupted' && !this.isClosing && open.stored.state === 'running') {
      const count = (this.interruptions.get(run.id) ?? 0) + 1;
      this.interruptions.set(run.id, count);
      if (count >= mostInterruptions) this.halt(open, run.stateReason ?? 'The training engine has stopped.');
    }
    this.needs.news.touch(open);
    this.wake();
  }

  private progressed(runId: string, step: number): void {
    for (const { open } of this.active.values()) {
      const steps = open.stepsOf(runId);
      if (steps !== null && steps > 0) return open.progressed(runId, Math.min(1, step / steps));
    }
  }
}
