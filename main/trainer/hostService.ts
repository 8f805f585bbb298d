/** What the training host does, apart from where its messages come from: answers requests, keeps workers, passes on runs. */
import { LabError, toErrorData } from '../../shared/result';
import {
  protocolVersion,
  type HostMessage,
  type HostReply,
  type HostRequestName,
  type HostRequests,
  type TrainRequest,
} from '../../shared/trainer/protocol';
import type { Capabilities } from './capabilities';
import { RunDataCache } from './runDataCache';
import { TaskWorker, WorkerPool } from './workerPool';

/** Time between heartbeats, milliseconds. */
const heartbeatMs = 1000;
/** Version of tfjs-node whose binding is used. */
const tfjsVersion = '4.22.0';

interface HostedRun {
  readonly worker: TaskWorker;
  readonly kind: string;
  lastSeq: number;
}

/** Serves one client. `send` posts to it; `exit` ends the process. */
export class HostService {
  private readonly pool: WorkerPool;
  private readonly dataWorker: { worker: TaskWorker | null } = { worker: null };
  private readonly cache: RunDataCache;
  private readonly runs = new Map<string, HostedRun>();
  private readonly estimates = new Map<string, number>();
  private readonly heartbeat: NodeJS.Timeout;
  private capabilities: Promise<Capabilities> | null = null;

  constructor(
    private readonly workerFile: string,
    private readonly send: (reply: HostReply) => void,
    private readonly exit: () => void,
  ) {
    this.pool = new WorkerPool(workerFile);
    this.cache = new RunDataCache((source, config) => this.data().ask('prepare', { source, config }));
    this.heartbeat = setInterval(
      () => send({ kind: 'heartbeat', rssBytes: process.memoryUsage.rss() }),
      heartbeatMs,
    );
  }

  receive(message: HostMessage): void {
    if (message.kind === 'request') void this.answer(message.id, message.name, message.input);
    else this.runs.get(message.runId)?.worker.post(message);
  }

  private async answer<N extends HostRequestName>(
    id: number,
    name: N,
    input: HostRequests[N]['input'],
  ): Promise<void> {
    try {
      const value = await this.handlers[name](input);
      this.send({ kind: 'reply', id, ok: true, value });
      if (name === 'shutdown') this.exit();
    } catch (error) {
      this.send({ kind: 'reply', id, ok: false, error: toErrorData(error) });
    }
  }

  private readonly handlers: {
    readonly [N in HostRequestName]: (input: HostRequests[N]['input']) => Promise<HostRequests[N]['output']>;
  } = {
    hello: async ({ version }) => {
      if (version !== protocolVersion) {
        throw new LabError('unsupported', 'The training host belongs to another version of the lab.');
      }
      const { backend, tensorflow, xla, notes } = await this.probed();
      const path = tensorflow === null ? 'eager' : xla ? 'graph-xla' : 'graph';
      const engine = { backend, path, notes } as const;
      return { version: protocolVersion, engine, tensorflow, tfjs: tfjsVersion };
    },
    describeDataset: (input) => this.data().ask('describe', input),
    importDataset: ({ paths, options }) => this.data().ask('importFiles', { paths, options }),
    readRuns: (input) => this.data().ask('readRuns', input),
    train: (input) => this.train(input),
    control: ({ runId, command }) => {
      this.runs.get(runId)?.worker.post({ kind: 'control', runId, command });
      return Promise.resolve(null);
    },
    estimate: (input) => this.estimate(input),
    checkGradient: async ({ config, source }) => {
      const runData = await this.cache.get(source, config.dataset);
      return this.borrow('exercise', (worker) => worker.ask('checkGradient', { config, runData }));
    },
    modelExample: async ({ source, ...input }) => {
      const runData = await this.cache.get(source, input.config.dataset);
      return this.borrow('exercise', (worker) => worker.ask('modelExample', { ...input, runData }));
    },
    decisions: async ({ source, ...input }) => {
      const [capabilities, runData] = await Promise.all([
        this.probed(),
        this.cache.get(source, input.config.dataset),
      ]);
      const task = { ...input, runData, capabilities };
      return this.borrow('exercise', (worker) => worker.ask('decisions', task));
    },
    rowsInside: async ({ source, ...input }) => {
      const runData = await this.cache.get(source, input.config.dataset);
      return this.borrow('exercise', (worker) => worker.ask('rowsInside', { ...input, runData }));
    },
    spread: async ({ source, ...input }) => {
      const runData = await this.cache.get(source, input.config.dataset);
      return this.borrow('exercise', (worker) => worker.ask('spread', { ...input, runData }));
    },
    activationGradient: (input) =>
      this.borrow('exercise', (worker) => worker.ask('activationGradient', input)),
    shutdown: async () => {
      clearInterval(this.heartbeat);
      await Promise.all([this.pool.close(), this.dataWorker.worker?.terminate()]);
      return null;
    },
  };

  /** The thread that reads and prepares data, so that the host itself always answers. */
  private data(): TaskWorker {
    if (!this.dataWorker.worker?.isAlive) this.dataWorker.worker = new TaskWorker(this.workerFile);
    return this.dataWorker.worker;
  }

  /** Capabilities, found out once; the worker that did it stays warm for the first run. */
  private probed(): Promise<Capabilities> {
    this.capabilities ??= this.borrow('', (worker) => worker.ask('probe', null));
    this.capabilities.catch(() => (this.capabilities = null));
    return this.capabilities;
  }

  private async borrow<R>(kind: string, use: (worker: TaskWorker) => Promise<R>): Promise<R> {
    const worker = this.pool.take(kind);
    try {
      return await use(worker);
    } finally {
      this.pool.release(worker, kind);
    }
  }

  private async train({
    runId,
    config,
    source,
    checkpoint,
    pruning = null,
    isJudged = pruning !== null,
  }: TrainRequest): Promise<HostRequests['train']['output']> {
    if (this.runs.has(runId)) throw new LabError('conflict', 'The run is being trained already.');
    const kind = JSON.stringify([config.model, config.loss, config.optimizer.id, config.training.batchSize]);
    const askedAt = performance.now();
    const [capabilities, runData] = await Promise.all([
      this.probed(),
      this.cache.get(source, config.dataset),
    ]);
    const waitedMs = performance.now() - askedAt;
    if (this.runs.has(runId)) throw new LabError('conflict', 'The run is being trained already.');
    const worker = this.pool.take(kind);
    const run: HostedRun = { worker, kind, lastSeq: 0 };
    this.runs.set(runId, run);
    worker.onRun = ({ seq, event }) => {
      run.lastSeq = seq;
      if (event.type === 'finished' || event.type === 'failed') this.end(runId);
      this.send({ kind: 'run', runId, seq, event });
    };
    worker.onJudge = ({ evaluation, isLast }) => this.send({ kind: 'judge', runId, evaluation, isLast });
    worker.onDeath = (error) => {
      this.end(runId);
      const event = { type: 'failed', error: toErrorData(error) } as const;
      this.send({ kind: 'run', runId, seq: run.lastSeq + 1, event });
    };
    try {
      const task = { runId, config, runData, checkpoint, capabilities, isJudged };
      return { ...(await worker.ask('train', task)), waitedMs };
    } catch (error) {
      worker.onDeath = null;
      this.end(runId);
      throw error;
    }
  }

  private end(runId: string): void {
    const run = this.runs.get(runId);
    if (!run) return;
    this.runs.delete(runId);
    this.pool.release(run.worker, run.kind);
  }

  private async estimate({
    config,
    info,
  }: HostRequests['estimate']['input']): Promise<{ msPerStep: number }> {
    const { model, loss, optimizer, regularization, training } = config;
    const shape = [info.featureShape, info.classNames.length, info.rows, info.kind, config.dataset.trainRows];
    const key = JSON.stringify([model, loss, optimizer.id, regularization, training.batchSize, shape]);
    const known = this.estimates.get(key);
    if (known !== undefined) return { msPerStep: known };
    const capabilities = await this.probed();
    const input = { config, info, capabilities };
    const { msPerStep } = await this.borrow('estimate', (worker) => worker.ask('estimate', input));
    if (this.estimates.size > 1000) this.estimates.clear();
    this.estimates.set(key, msPerStep);
    return { msPerStep };
  }
}
