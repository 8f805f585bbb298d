/** One run while the training host has it: its start, what the user wants of it, its end; main process and command line. */
import { toErrorData, type LabError } from '../../shared/result';
import { isActive, type RunRecord } from '../../shared/runs/run';
import type { Pruning, RunEvent } from '../../shared/trainer/protocol';
import type { BegunRun, Store } from '../store/store';
import type { LabEmitter } from './emitter';
import type { EngineStatus } from './engineStatus';
import { currentEnvironment } from './environment';
import { RunRecorder, type Recorded } from './recorder';
import type { TrainerPort } from './trainerPort';
import type { RunSources, RunCommand } from './types';

/** What a run needs of the lab. */
export interface LiveRunNeeds {
  readonly store: Store;
  readonly trainer: TrainerPort;
  readonly engine: EngineStatus;
  readonly sources: RunSources;
  readonly emitter: LabEmitter;
  /** What judges a run of a sweep, or null. */
  readonly pruningOf: (run: RunRecord) => Pruning | null;
}

/** From `starting` to rest. */
export class LiveRun implements Recorded {
  readonly id: string;
  private readonly recorder: RunRecorder;
  private record: RunRecord;
  /** The host has said its last word on it. */
  private hasEnded = false;
  /** Its end was decided here: what the host still says of it does not count. */
  private isLost = false;
  private isUnderWay = false;
  private isPausedByUser = false;
  private ending: 'stop' | 'cancel' | null = null;
  private heldReason: string | null = null;

  /** @param onMove called when the run has begun or ceased to train */
  constructor(
    { record }: BegunRun,
    private readonly needs: LiveRunNeeds,
    private readonly onMove: (run: LiveRun) => void,
  ) {
    this.id = record.id;
    this.record = record;
    this.recorder = new RunRecorder(this, needs.store, needs.emitter);
  }

  /** Hands the run to the host. Never rejects: what goes wrong becomes the run's state. */
  async launch({ record, checkpoint }: BegunRun): Promise<void> {
    const { trainer, sources, pruningOf, emitter } = this.needs;
    const { id: runId, config, datasetHash } = record;
    try {
      const source = await sources.sourceOf(config.dataset, datasetHash);
      if (this.isLost) return;
      const started = await trainer.request('train', {
        ...{ runId, config, source, checkpoint },
        pruning: pruningOf(record),
      });
      const environment = started.environment ?? currentEnvironment(await this.versions());
      if (this.isLost) return this.pass('cancel');
      // A short run may have ended by now.
      this.isUnderWay = !this.hasEnded;
      emitter.emit('run:begun', { id: runId, waitedMs: started.waitedMs ?? 0 });
      this.recorder.open({ engine: started.engine, environment });
      if (this.ending) this.send(this.ending);
      else if (this.isPausedByUser) this.send('pause');
    } catch (error) {
      this.fail(error);
    }
  }

  private versions() {
    const { engine } = this.needs;
    return engine.known ?? engine.versions().catch(() => null);
  }

  /** An event of the host. */
  hear(seq: number, event: RunEvent): void {
    if (this.isLost) return this.acknowledge(seq);
    if (event.type === 'finished' || event.type === 'failed') {
      this.hasEnded = true;
      this.isUnderWay = false;
    }
    this.recorder.hear(seq, event);
  }

  /** Whether it uses a processor: a run that is paused leaves its place to another one. */
  get isTraining(): boolean {
    return this.record.state !== 'paused';
  }

  /** Remembered while the run is starting. Throws what keeps a run from going on that cannot be stored. */
  give(command: RunCommand): void {
    if (command === 'stop' || command === 'cancel') {
      if (this.ending !== 'cancel') this.ending = command;
    } else {
      this.isPausedByUser = command === 'pause';
    }
    // Its release makes the host go on.
    if (command === 'resume' && this.recorder.heldBy && !this.recorder.flush()) throw this.recorder.heldBy;
    this.send(command);
    if (this.ending && !this.isUnderWay && !this.hasEnded) this.needs.trainer.withdraw?.(this.id);
  }

  /** The host has died, or the lab is closed: the run is interrupted where its last checkpoint is. */
  lose(reason: string): void {
    if (this.isLost || this.hasEnded) return;
    this.drop();
    this.recorder.end('interrupted', reason);
  }

  /** Why nothing of the run can be stored, or null. */
  get trouble(): string | null {
    return this.recorder.heldBy?.message ?? null;
  }

  /** Stores what there is, and forgets what cannot be stored. */
  close(): void {
    this.recorder.flush();
    this.recorder.close();
  }

  get pauseReason(): string | null {
    return this.isPausedByUser ? null : this.heldReason;
  }

  get stopWanted(): boolean {
    return this.ending === 'stop';
  }

  acknowledge(seq: number): void {
    this.needs.trainer.acknowledge(this.id, seq);
  }

  changed(record: RunRecord): void {
    const wasTraining = this.isTraining;
    this.record = record;
    this.needs.emitter.emit('run:changed', record);
    if (!isActive(record.state) || wasTraining !== this.isTraining) this.onMove(this);
  }

  held(error: LabError): void {
    this.heldReason = error.message;
    if (this.ending === null) this.send('pause');
    this.needs.emitter.emit('run:changed', this.shown(this.record));
  }

  released(): void {
    if (this.ending === null && !this.isPausedByUser) this.send('resume');
    if (isActive(this.record.state)) this.needs.emitter.emit('run:changed', this.record);
  }

  refused(error: unknown): void {
    this.send('cancel');
    this.drop();
    const { code, message } = toErrorData(error);
    try {
      // Where another process has taken it over, that one says what becomes of it.
      if (code === 'conflict' || code === 'not-found') this.record = this.needs.store.getRun(this.id);
      else this.record = this.needs.store.changeState(this.id, 'failed', message, { finishedAt: Date.now() });
      this.needs.emitter.emit('run:changed', this.record);
    } catch {
      // Erased, or the database is of no use: there is nothing left to write to.
    }
    this.record = { ...this.record, state: 'failed', stateReason: message };
    this.onMove(this);
  }

  /** The run as it is to be seen: one that cannot be stored does not train, though the store could not be told. */
  shown(record: RunRecord): RunRecord {
    const { trouble } = this;
    return trouble === null ? record : { ...record, state: 'paused', stateReason: trouble };
  }

  get isAtRest(): boolean {
    return !isActive(this.record.state);
  }

  private fail(error: unknown): void {
    if (this.isLost) return;
    const { code, message } = toErrorData(error);
    if (code === 'host-died') return this.lose(message);
    if (code === 'cancelled' && this.ending) {
      this.drop();
      return this.recorder.end('cancelled', null, { finishedAt: Date.now() });
    }
    // A worker that starts all the same would train for nobody.
    this.pass('cancel');
    this.drop();
    this.recorder.end('failed', message, { finishedAt: Date.now() });
  }

  private drop(): void {
    this.isLost = true;
    this.isUnderWay = false;
  }

  /** Tells the host, if it is training the run. */
  private send(command: RunCommand): void {
    if (this.isUnderWay) this.pass(command);
  }

  private pass(command: RunCommand): void {
    // A host that cannot be asked has died, which shows in its state.
    this.needs.trainer.request('control', { runId: this.id, command }).catch(() => undefined);
  }
}
