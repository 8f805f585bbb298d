/** The worker threads of the training host: one for data, and one per run under way, kept warm for the next. */
import { Worker } from 'node:worker_threads';
import { fromErrorData, LabError } from '../../shared/result';
import type { FromWorker, ToWorker, WorkerTaskName, WorkerTasks } from './workerProtocol';

type RunMessage = Extract<FromWorker, { kind: 'run' }>;
type JudgeMessage = Extract<FromWorker, { kind: 'judge' }>;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A worker thread that answers tasks. */
export class TaskWorker {
  /** Called for every event of the run in this worker. */
  onRun: ((message: RunMessage) => void) | null = null;
  /** Called for every evaluation that is to be judged. */
  onJudge: ((message: JudgeMessage) => void) | null = null;
  /** Called when the thread has died without being asked to. */
  onDeath: ((error: LabError) => void) | null = null;
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private dead: LabError | null = null;

  constructor(file: string) {
    this.worker = new Worker(file);
    this.worker.on('message', (message: FromWorker) => this.receive(message));
    this.worker.on('error', (error) => this.die(`A training thread failed: ${error.message}`));
    this.worker.on('exit', () => this.die('A training thread has ended unexpectedly.'));
  }

  get isAlive(): boolean {
    return this.dead === null;
  }

  /** Asks for a task; rejects with its error, or `host-died` if the thread dies. */
  async ask<N extends WorkerTaskName>(
    name: N,
    input: WorkerTasks[N]['input'],
  ): Promise<WorkerTasks[N]['output']> {
    if (this.dead) throw this.dead;
    const id = this.nextId++;
    const answer = new Promise((resolve, reject) => this.pending.set(id, { resolve, reject }));
    this.worker.postMessage({ kind: 'task', id, name, input });
    return answer as Promise<WorkerTasks[N]['output']>;
  }

  post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  async terminate(): Promise<void> {
    this.onDeath = null;
    this.die('The training thread was closed.');
    await this.worker.terminate();
  }

  private receive(message: FromWorker): void {
    if (message.kind === 'run') return this.onRun?.(message);
    if (message.kind === 'judge') return this.onJudge?.(message);
    const pending = this.pending.get(message.id);
    this.pending.delete(message.id);
    if (message.ok) pending?.resolve(message.value);
    else pending?.reject(fromErrorData(message.error));
  }

  private die(reason: string): void {
    if (this.dead) return;
    this.dead = new LabError('host-died', reason);
    for (const { reject } of this.pending.values()) reject(this.dead);
    this.pending.clear();
    this.onDeath?.(this.dead);
  }
}

/** Idle workers are kept up to this many: they hold compiled graphs. */
const mostIdle = 4;

/** Lends out workers. A worker that ran a graph before is lent first for the same kind of run. */
export class WorkerPool {
  private readonly idle: { readonly worker: TaskWorker; readonly kind: string }[] = [];
  private readonly busy = new Set<TaskWorker>();

  constructor(private readonly file: string) {}

  /** A worker for a kind of run; give it back with `release`. */
  take(kind: string): TaskWorker {
    let index = this.idle.findIndex((entry) => entry.kind === kind);
    if (index < 0) index = this.idle.length - 1;
    const [entry] = index < 0 ? [] : this.idle.splice(index, 1);
    const worker = entry?.worker.isAlive ? entry.worker : new TaskWorker(this.file);
    this.busy.add(worker);
    return worker;
  }

  release(worker: TaskWorker, kind: string): void {
    if (!this.busy.delete(worker) || !worker.isAlive) return;
    worker.onRun = null;
    worker.onJudge = null;
    worker.onDeath = null;
    this.idle.push({ worker, kind });
    if (this.idle.length > mostIdle) void this.idle.shift()?.worker.terminate();
  }

  async close(): Promise<void> {
    const all = [...this.busy, ...this.idle.map(({ worker }) => worker)];
    this.busy.clear();
    this.idle.length = 0;
    await Promise.all(all.map((worker) => worker.terminate()));
  }
}
