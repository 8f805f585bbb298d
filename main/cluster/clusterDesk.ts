/** Keeps a lab connected to other machines while the user wants that, and knows which there are; main process and command line. */
import { machineSchema, type Machine } from '../../shared/cluster/messages';
import type { ClusterPlace, ClusterStatus, ClusterTest } from '../../shared/cluster/status';
import { toErrorData } from '../../shared/result';
import type { RunQueue } from '../runs/runQueue';
import { within } from '../within';
import { addressOf, parseRedisUrl } from './address';
import { ClusterPort, type ClusterPortNeeds } from './clusterPort';
import { ClusterLink, memoryProblem, type ServerFacts } from './link';
import { keys } from './scripts';
import { makeSeal, readKeyFile } from './seal';

/** How often machines are looked at, milliseconds. */
const lookEveryMs = 1500;
/** How long Redis may take to answer before that is said, milliseconds. */
const lookPatienceMs = 5000;
/** How long to wait before a connection that could not be made is tried again, milliseconds. */
const retryMs = 5000;

export interface ClusterDeskNeeds extends Omit<ClusterPortNeeds, 'link'> {
  /** A queue of runs whose training host is the port. */
  readonly makeQueue: (port: ClusterPort) => RunQueue;
  /** Whether a run that is in Redis is still to be trained. */
  readonly isWanted: (runId: string) => boolean;
  readonly onChange: () => void;
}

interface Connection {
  readonly link: ClusterLink;
  readonly port: ClusterPort;
  readonly queue: RunQueue;
}

const late = () => new Error('Redis does not answer');
const off: ClusterStatus = { state: 'off', shown: '', problem: null, machines: [] };

export class ClusterDesk {
  private connection: Connection | null = null;
  private current: ClusterStatus = off;
  private timer: NodeJS.Timeout | null = null;
  /** Changes with each wish of the user: what an earlier one has begun counts no more. */
  private wish = 0;

  constructor(private readonly needs: ClusterDeskNeeds) {}

  get status(): ClusterStatus {
    return this.current;
  }

  /** Sweeps are to be trained elsewhere, whether or not that can be done now. */
  get isOn(): boolean {
    return this.current.state !== 'off';
  }

  /** null while there is no connection. */
  get queue(): RunQueue | null {
    return this.connection?.queue ?? null;
  }

  /** Trials side by side on all machines. */
  get places(): number {
    return this.current.machines.reduce((sum, { places }) => sum + places, 0);
  }

  /**
   * Connects to a place, or to none. Rejects with LabError where the first attempt fails; where that may pass it is tried again
   * until `use` is called again.
   */
  async use(place: ClusterPlace | null): Promise<void> {
    const wish = ++this.wish;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.disconnect();
    if (wish !== this.wish) return;
    if (place === null) return this.tell(off);
    let shown = '';
    try {
      shown = parseRedisUrl(place.url).shown;
      this.tell({ state: 'connecting', shown, problem: null, machines: [] });
      const link = await ClusterLink.open(addressOf(place), sealOf(place));
      if (wish !== this.wish) return link.close();
      await this.begin(link);
    } catch (error) {
      if (wish !== this.wish) return;
      const { code, message } = toErrorData(error);
      this.tell({ state: 'failed', shown, problem: message, machines: [] });
      if (code === 'timed-out' || code === 'unsupported' || code === 'conflict')
        this.timer = setTimeout(() => void this.use(place).catch(() => undefined), retryMs);
      throw error;
    }
  }

  /** Sweeps are to be trained elsewhere, and it is not known where: until `use` is called nothing is tried. */
  fail(problem: string): void {
    this.wish++;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    void this.disconnect();
    this.tell({ state: 'failed', shown: '', problem, machines: [] });
  }

  /** Ends the connection; machines go on. */
  async close(): Promise<void> {
    this.wish++;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    await this.disconnect();
    this.current = off;
  }

  private async begin(link: ClusterLink): Promise<void> {
    const port = new ClusterPort({
      ...this.needs,
      link,
    });
    this.connection = { link, port, queue: this.needs.makeQueue(port) };
    await port.tidy(this.needs.isWanted);
    await this.look(this.connection);
  }

  private async disconnect(): Promise<void> {
    const { connection } = this;
    this.connection = null;
    if (!connection) return;
    await connection.queue.close();
    await connection.port.close();
    connection.link.close();
  }

  /** Says that this lab lives, and looks who else does; over and over. */
  private async look(connection: Connection): Promise<void> {
    const { link, queue } = connection;
    const { labId } = this.needs;
    try {
      const machines = await within(readMachines(link), lookPatienceMs, late);
      await within(link.beat(keys.labs, keys.labs, labId, ''), lookPatienceMs, late);
      const problem = memoryProblem(link.address.shown, await within(link.memory(), lookPatienceMs, late));
      if (this.connection !== connection) return;
      this.tell({ state: 'connected', shown: link.address.shown, problem, machines });
      queue.fill();
    } catch {
      if (this.connection !== connection) return;
      const problem = `The Redis at ${link.address.shown} does not answer; the machines go on, and are heard again when it does.`;
      this.tell({ ...this.current, state: 'connecting', problem });
    }
    this.timer = setTimeout(() => void this.look(connection), lookEveryMs);
  }

  private tell(status: ClusterStatus): void {
    const isNew = JSON.stringify(status) !== JSON.stringify(this.current);
    this.current = status;
    if (isNew) this.needs.onChange();
  }
}

const sealOf = ({ keyFile }: ClusterPlace) => makeSeal(keyFile === null ? null : readKeyFile(keyFile));

/** Machines that were heard within `silenceMs`, by name; those that are not what they should be are left out. */
export async function readMachines({ redis, seal }: ClusterLink): Promise<Machine[]> {
  const ids = await redis.zrange(keys.machines, 0, -1);
  if (ids.length === 0) return [];
  const found = await redis.mgetBuffer(...ids.map((id) => keys.machine(id)));
  const gone = ids.filter((_, i) => found[i] === null);
  if (gone.length > 0) await redis.zrem(keys.machines, ...gone);
  const machines = found.flatMap((sealed) => {
    try {
      return sealed ? [seal.open(sealed, machineSchema)] : [];
    } catch {
      return [];
    }
  });
  return machines.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

/** Tries a place. Throws LabError with what is wrong with it. */
export async function testCluster(place: ClusterPlace): Promise<ClusterTest> {
  const address = addressOf(place);
  const link = await ClusterLink.open(address, sealOf(place));
  try {
    const machines = await readMachines(link);
    return {
      shown: address.shown,
      serverVersion: link.facts.version,
      machines: machines.length,
      places: machines.reduce((sum, { places }) => sum + places, 0),
      warnings: warningsOf(address.shown, link.facts, machines.length),
    };
  } finally {
    link.close();
  }
}

function warningsOf(shown: string, { isPersistent, memory }: ServerFacts, machines: number): string[] {
  const problem = memoryProblem(shown, memory);
  return [
    ...(machines === 0 ? ['No machine takes trials yet; start losslab worker on some.'] : []),
    ...(isPersistent
      ? []
      : [
          'The server keeps nothing on disk: restarted, it forgets what is under way (appendonly yes keeps it).',
        ]),
    ...(problem === null ? [] : [problem]),
  ];
}
