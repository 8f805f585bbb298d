/** The lab's side of the training host: requests, run events, heartbeats, restarts; main process and command line. */
import { goOn, type Verdict } from '../../shared/catalog/pruners/pruner';
import { fromErrorData, LabError } from '../../shared/result';
import type { Evaluation } from '../../shared/runs/run';
import {
  protocolVersion,
  type HostReply,
  type HostRequestName,
  type HostRequests,
  type RunEvent,
  type TrainRequest,
} from '../../shared/trainer/protocol';
import { hostEnvironment, type HostChannel, type HostSettings, type LaunchHost } from './hostChannel';

export type HostState = 'stopped' | 'starting' | 'ready' | 'failed';
export type Hello = HostRequests['hello']['output'];

/** Who listens to a run. */
export interface RunListener {
  /** Called in order; the event is acknowledged when the returned promise resolves, so that a slow store slows the run. */
  onEvent(event: RunEvent, seq: number): void | Promise<void>;
  /** Asked at every evaluation of a run that is judged, which waits for the answer; without it the run goes on. */
  onJudge?(evaluation: Evaluation, isLast: boolean): Verdict | Promise<Verdict>;
  /** The host has died: no event will follow. The run can be resumed from its last checkpoint. */
  onLost(error: LabError): void;
}

/** Options of a client; the times are for tests. */
export interface ClientOptions extends HostSettings {
  readonly launch: LaunchHost;
  readonly onState?: (state: HostState, hello: Hello | null) => void;
  /** How often the host must be heard, milliseconds. */
  readonly heartbeatMs?: number;
  /** Waits before restarts, milliseconds; when they are used up the client gives up until `restart` is called. */
  readonly restartDelaysMs?: readonly number[];
}

/** How long answers may take, milliseconds. */
const timeouts: Readonly<Record<HostRequestName, number>> = {
  hello: 60_000,
  describeDataset: 300_000,
  importDataset: 900_000,
  train: 300_000,
  control: 30_000,
  estimate: 60_000,
  shutdown: 5_000,
  checkGradient: 120_000,
  activationGradient: 60_000,
  modelExample: 300_000,
  decisions: 300_000,
  rowsInside: 300_000,
  spread: 300_000,
  readRuns: 900_000,
};
/** A host that lived this long has earned its restarts back. */
const steadyMs = 60_000;
/** How long a host may take to end once it was asked to. */
const endPatienceMs = 2000;

interface Pending {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: LabError) => void;
  readonly timer: NodeJS.Timeout;
}

/** Keeps one host running from `start` to `stop`. Every promise it gave out is settled when the host dies. */
export class TrainerClient {
  private readonly options: ClientOptions;
  private readonly pending = new Map<number, Pending>();
  private readonly listeners = new Map<string, RunListener>();
  private channel: HostChannel | null = null;
  private ready: Promise<Hello> | null = null;
  private nextId = 1;
  private restarts = 0;
  private launchedAt = 0;
  private watch: NodeJS.Timeout | null = null;
  private restartTimer: NodeJS.Timeout | null = null;
  private silentTicks = 0;
  /** A host that was sent to rest and has not ended yet. */
  private resting: Promise<void> = Promise.resolve();
  private stopping = false;
  private currentState: HostState = 'stopped';

  constructor(options: ClientOptions) {
    this.options = options;
  }

  get state(): HostState {
    return this.currentState;
  }

  /** Starts the host if it is not running, and resolves when it has answered. */
  start(): Promise<Hello> {
    if (this.ready) return this.ready;
    if (this.restartTimer) clearTimeout(this.restartTimer);
    this.restartTimer = null;
    this.stopping = false;
    this.setState('starting', null);
    const ready = this.launch();
    this.ready = ready;
    ready.then(
      (hello) => this.setState('ready', hello),
      () => undefined,
    );
    return ready;
  }

  /** Asks the host; starts it if need be. Rejects with LabError: the host's own, `host-died` or `timed-out`. */
  async request<N extends HostRequestName>(
    name: N,
    input: HostRequests[N]['input'],
  ): Promise<HostRequests[N]['output']> {
    await this.start();
    return this.ask(name, input);
  }

  /** Starts a run; its events go to `listener` until it has finished, failed or was lost. */
  async train(request: TrainRequest, listener: RunListener): Promise<HostRequests['train']['output']> {
    const askedAt = performance.now();
    await this.start();
    const startMs = performance.now() - askedAt;
    if (this.listeners.has(request.runId)) {
      throw new LabError('conflict', 'The run is being trained already.');
    }
    this.listeners.set(request.runId, listener);
    try {
      const started = await this.ask('train', request);
      return { ...started, waitedMs: startMs + (started.waitedMs ?? 0) };
    } catch (error) {
      this.listeners.delete(request.runId);
      throw error;
    }
  }

  /** Whether the host is up and nobody waits for anything of it. */
  get isIdle(): boolean {
    return this.currentState === 'ready' && this.pending.size === 0 && this.listeners.size === 0;
  }

  /** Gives back the memory of a host that has nothing to do, if it has; whoever asks next starts another, without waiting for its end. */
  rest(): void {
    const { channel } = this;
    if (!channel || !this.isIdle) return;
    if (this.watch) clearInterval(this.watch);
    this.watch = null;
    this.channel = null;
    this.ready = null;
    const gone = ended(channel);
    this.resting = Promise.all([this.resting, gone]).then(() => undefined);
    // Nobody hears its answer any more.
    channel.post({ kind: 'request', id: this.nextId++, name: 'shutdown', input: null });
    endByForce(channel, gone);
    this.setState('stopped', null);
  }

  /** Ends the host in an orderly way, by force where it takes too long. Runs under way are lost, but for their checkpoints. */
  async stop(): Promise<void> {
    this.stopping = true;
    if (this.restartTimer) clearTimeout(this.restartTimer);
    const { channel } = this;
    if (channel) {
      const gone = ended(channel);
      await this.ask('shutdown', null).catch(() => undefined);
      endByForce(channel, gone);
      await gone;
    } else this.setState('stopped', null);
    await this.resting;
  }

  private async launch(): Promise<Hello> {
    this.launchedAt = performance.now();
    const channel = this.options.launch(hostEnvironment(this.options));
    this.channel = channel;
    channel.onMessage((message) => {
      if (this.channel === channel) this.receive(message as HostReply);
    });
    channel.onExit((code) => {
      if (this.channel === channel) this.died(code);
    });
    this.silentTicks = 0;
    const allowed = this.options.heartbeatMs ?? 15_000;
    // Ticks instead of the clock: after the machine has slept the host gets its time to be heard.
    this.watch = setInterval(() => {
      if (++this.silentTicks > 15) channel.kill();
    }, allowed / 15);
    this.watch.unref();
    return this.ask('hello', { version: protocolVersion });
  }

  private ask<N extends HostRequestName>(
    name: N,
    input: HostRequests[N]['input'],
  ): Promise<HostRequests[N]['output']> {
    const { channel } = this;
    if (!channel) return Promise.reject(new LabError('host-died', 'The training engine is not running.'));
    const id = this.nextId++;
    const answer = new Promise<unknown>((resolve, reject) => {
      const timer = setTimeout(() => {
        this.pending.delete(id);
        reject(new LabError('timed-out', `The training engine did not answer in time (${name}).`));
        if (name === 'hello') channel.kill();
      }, timeouts[name]);
      this.pending.set(id, { resolve, reject, timer });
    });
    channel.post({ kind: 'request', id, name, input });
    return answer as Promise<HostRequests[N]['output']>;
  }

  private receive(reply: HostReply): void {
    this.silentTicks = 0;
    if (reply.kind === 'run') return this.deliver(reply.runId, reply.seq, reply.event);
    if (reply.kind === 'judge') return void this.judge(reply);
    if (reply.kind !== 'reply') return;
    const pending = this.pending.get(reply.id);
    if (!pending) return;
    this.pending.delete(reply.id);
    clearTimeout(pending.timer);
    if (reply.ok) pending.resolve(reply.value);
    else pending.reject(fromErrorData(reply.error));
  }

  private async judge({ runId, evaluation, isLast }: Extract<HostReply, { kind: 'judge' }>): Promise<void> {
    const { channel } = this;
    const verdict = await this.verdictOn(runId, evaluation, isLast);
    if (this.channel === channel) channel?.post({ kind: 'judged', runId, verdict });
  }

  private async verdictOn(runId: string, evaluation: Evaluation, isLast: boolean): Promise<Verdict> {
    try {
      return (await this.listeners.get(runId)?.onJudge?.(evaluation, isLast)) ?? goOn;
    } catch {
      // A judge that fails has its own trouble; the run must neither hang nor end for it.
      return goOn;
    }
  }

  private deliver(runId: string, seq: number, event: RunEvent): void {
    const listener = this.listeners.get(runId);
    if (event.type === 'finished' || event.type === 'failed') this.listeners.delete(runId);
    const { channel } = this;
    const acknowledge = () => {
      if (this.channel === channel) channel?.post({ kind: 'acknowledge', runId, seq });
    };
    const done = listener?.onEvent(event, seq);
    // A listener that fails has its own trouble; the run must not hang for it.
    if (done instanceof Promise) void done.then(acknowledge, acknowledge);
    else acknowledge();
  }

  private died(code: number | null): void {
    if (this.watch) clearInterval(this.watch);
    this.watch = null;
    this.channel = null;
    this.ready = null;
    const how = code === null ? 'was killed' : `ended with code ${code}`;
    const error = new LabError('host-died', `The training engine has stopped unexpectedly (it ${how}).`);
    for (const { reject, timer } of this.pending.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.pending.clear();
    const lost = [...this.listeners.values()];
    this.listeners.clear();
    for (const listener of lost) listener.onLost(error);
    if (this.stopping) return this.setState('stopped', null);
    this.restartLater();
  }

  private restartLater(): void {
    const delays = this.options.restartDelaysMs ?? [500, 1000, 2000, 4000, 8000];
    if (performance.now() - this.launchedAt > steadyMs) this.restarts = 0;
    const delay = delays[this.restarts++];
    if (delay === undefined) {
      // The next request tries once more.
      this.restarts = delays.length - 1;
      return this.setState('failed', null);
    }
    this.setState('starting', null);
    this.restartTimer = setTimeout(() => void this.start().catch(() => undefined), delay);
  }

  private setState(state: HostState, hello: Hello | null): void {
    if (this.currentState === state) return;
    this.currentState = state;
    this.options.onState?.(state, hello);
  }
}

const ended = (channel: HostChannel): Promise<void> =>
  new Promise<void>((resolve) => channel.onExit(() => resolve()));

function endByForce(channel: HostChannel, gone: Promise<void>): void {
  const force = setTimeout(() => channel.kill(), endPatienceMs);
  void gone.then(() => clearTimeout(force));
}
