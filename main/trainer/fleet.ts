/**
 * The training hosts of a lab, used as if they were one: each run gets a process that trains nothing else, as long as there
 * are cores; main process and command line. XLA's CPU runtime hands the work of all runs in a process to one pool of threads:
 * with one thread in it (so that results do not depend on what else is trained) runs side by side would wait for each other.
 */
import os from 'node:os';
import { goOn } from '../../shared/catalog/pruners/pruner';
import type { RunConfig } from '../../shared/config/runConfig';
import { LabError } from '../../shared/result';
import type { HostRequestName, HostRequests, TrainRequest } from '../../shared/trainer/protocol';
import { TrainerClient, type ClientOptions, type Hello, type RunListener } from './client';
import { JudgedRun } from './judgedRun';
import { PrunerMemory } from './prunerMemory';

/** Options of a fleet: those of its hosts, and how many. */
export interface FleetOptions extends ClientOptions {
  /** At most so many processes; left out: one for each core. Further runs share them. */
  readonly mostHosts?: number;
  /** A host that nobody has asked for anything for so long ends, milliseconds; left out: five minutes. */
  readonly idleMs?: number;
}

/** TensorFlow holds hundreds of megabytes, and is there again within a second. */
const usualIdleMs = 5 * 60_000;

interface Host {
  readonly client: TrainerClient;
  readonly runs: Set<string>;
  /** What it trained last: the graph is compiled there. */
  lastShape: string;
  idleTimer: NodeJS.Timeout | null;
}

interface Placed {
  readonly host: Host;
  readonly judged: JudgedRun | null;
}

/** The first host answers all questions. Each starts when it is needed, and stays for the next run until it was idle for long. */
export class TrainerFleet {
  private readonly mostHosts: number;
  private readonly hosts: Host[] = [];
  private readonly placed = new Map<string, Placed>();
  /** One for all hosts, as the runs of a sweep are judged by each other. */
  private readonly pruners = new PrunerMemory();

  constructor(private readonly options: FleetOptions) {
    this.mostHosts = options.mostHosts ?? os.availableParallelism();
    this.addHost(options);
  }

  /** Starts the first host if it is not running, and resolves when it has answered. */
  start(): Promise<Hello> {
    return this.use(this.home, this.home.client.start());
  }

  /** Asks the host that has the run, or the first one. Rejects as `TrainerClient.request` does. */
  request<N extends HostRequestName>(
    name: N,
    input: HostRequests[N]['input'],
  ): Promise<HostRequests[N]['output']> {
    if (name !== 'control') return this.use(this.home, this.home.client.request(name, input));
    const { runId, command } = input as HostRequests['control']['input'];
    const placed = this.placed.get(runId);
    if (placed?.judged && (command === 'stop' || command === 'cancel')) placed.judged.isEnding = true;
    const host = placed?.host ?? this.home;
    return this.use(host, host.client.request(name, input));
  }

  /** Starts a run on the host that suits it best; otherwise as `TrainerClient.train`. */
  async train(request: TrainRequest, listener: RunListener): Promise<HostRequests['train']['output']> {
    const { runId, config, pruning } = request;
    if (this.placed.has(runId)) throw new LabError('conflict', 'The run is being trained already.');
    const judged = pruning ? new JudgedRun(pruning, this.pruners, listener) : null;
    const host = this.place(runId, config, judged);
    const heard: RunListener = judged ?? listener;
    try {
      return await host.client.train(request, {
        onEvent: (event, seq) => {
          if (event.type === 'finished' || event.type === 'failed') this.leave(runId);
          return heard.onEvent(event, seq);
        },
        onJudge: (evaluation, isLast) => heard.onJudge?.(evaluation, isLast) ?? goOn,
        onLost: (error) => {
          this.leave(runId);
          heard.onLost(error);
        },
      });
    } catch (error) {
      this.leave(runId);
      judged?.close(false);
      throw error;
    }
  }

  /** Ends all hosts. */
  async stop(): Promise<void> {
    for (const { idleTimer } of this.hosts) if (idleTimer) clearTimeout(idleTimer);
    await Promise.all(this.hosts.map(({ client }) => client.stop()));
  }

  private get home(): Host {
    return this.hosts[0] as Host;
  }

  private addHost(options: ClientOptions): Host {
    const host: Host = {
      client: new TrainerClient(options),
      runs: new Set<string>(),
      ...{ lastShape: '', idleTimer: null },
    };
    this.hosts.push(host);
    return host;
  }

  private place(runId: string, config: RunConfig, judged: JudgedRun | null): Host {
    const { model, loss, optimizer, training } = config;
    const shape = JSON.stringify([model, loss, optimizer.id, training.batchSize]);
    const host = this.bestFor(shape);
    host.lastShape = shape;
    host.runs.add(runId);
    this.placed.set(runId, { host, judged });
    return host;
  }

  /** An idle host, best the one that has trained such a run; else a new one; else the one with the fewest runs. */
  private bestFor(shape: string): Host {
    const idle = this.hosts.filter(({ runs }) => runs.size === 0);
    const known = idle.find(({ lastShape }) => lastShape === shape) ?? idle[0];
    if (known) return known;
    if (this.hosts.length < this.mostHosts) {
      // It is restarted when a run needs it; what becomes of it is told by its runs.
      const { onState: _onlyOfTheFirst, ...options } = this.options;
      return this.addHost({ ...options, restartDelaysMs: [] });
    }
    return this.hosts.reduce((least, host) => (host.runs.size < least.runs.size ? host : least));
  }

  private leave(runId: string): void {
    const host = this.placed.get(runId)?.host;
    this.placed.delete(runId);
    if (!host) return;
    host.runs.delete(runId);
    this.restLater(host);
  }

  /** Something that a host is asked for: its idle time begins anew when that is over. */
  private use<T>(host: Host, answer: Promise<T>): Promise<T> {
    const over = (): void => this.restLater(host);
    answer.then(over, over);
    return answer;
  }

  private restLater(host: Host): void {
    if (host.idleTimer) clearTimeout(host.idleTimer);
    // What has begun meanwhile begins it anew when it is over.
    host.idleTimer = setTimeout(() => host.client.rest(), this.options.idleMs ?? usualIdleMs);
    host.idleTimer.unref();
  }
}
