/** Connections to the Redis of a cluster: tried once with a clear answer, then kept up for as long as they are used; any Node process. */
import type { ConnectionOptions } from 'bullmq';
import type { Redis, RedisOptions } from 'ioredis';
import { clusterVersion } from '../../shared/cluster/messages';
import { LabError } from '../../shared/result';
import type { RedisAddress } from './address';
import { loadRedisLibrary, redisLibrary } from './library';
import { keyPrefix, keys, withScripts, type ScriptedRedis } from './scripts';
import type { Seal } from './seal';

/** How long the first answer may take, milliseconds. */
const connectPatienceMs = 8000;
/** Waits between attempts to connect again, milliseconds: doubled from the first to the last. */
const reconnectMs = { first: 100, last: 2000 } as const;
/** Without a beat for so long a machine or a lab counts as gone, milliseconds. */
export const silenceMs = 15_000;

/** What a server is, for "Test connection". */
export interface ServerFacts {
  readonly version: string;
  /** Keeps what it has on disk, so that nothing is lost with it. */
  readonly isPersistent: boolean;
  readonly memory: ServerMemory;
}

/** How full a server is, and what it does then. */
export interface ServerMemory {
  readonly usedBytes: number;
  /** 0: no limit. */
  readonly mostBytes: number;
  /** It may throw away keys when it is full, which loses trials. */
  readonly evicts: boolean;
}

/** One place for all connections of a process to one server. */
export class ClusterLink {
  private readonly all: Redis[] = [];
  readonly redis: ScriptedRedis;

  private constructor(
    readonly address: RedisAddress,
    readonly seal: Seal,
    readonly facts: ServerFacts,
  ) {
    this.redis = withScripts(this.connect());
  }

  /**
   * Connects and agrees on version and key. Throws LabError: `timed-out` where nobody answers, `invalid-input` where the server
   * refuses user or password, `unsupported` where versions do not fit, `conflict` where keys do not.
   */
  static async open(address: RedisAddress, seal: Seal): Promise<ClusterLink> {
    const facts = await probe(address);
    const link = new ClusterLink(address, seal, facts);
    try {
      await link.join();
      return link;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  /** Options for connections that others open, as BullMQ does. */
  get options(): RedisOptions {
    return {
      ...this.address.options,
      // Commands wait while the server is away, however long.
      maxRetriesPerRequest: null,
      retryStrategy: (times) => Math.min(reconnectMs.first * 2 ** Math.min(times, 10), reconnectMs.last),
      // A server that is loading its data after a restart is waited for.
      enableReadyCheck: true,
    };
  }

  /** The same for BullMQ, whose connections it opens itself. */
  get queueOptions(): { readonly connection: ConnectionOptions; readonly prefix: string } {
    return { connection: this.options as ConnectionOptions, prefix: keyPrefix };
  }

  /** Another connection, for commands that block. */
  connect(): Redis {
    const redis = new (redisLibrary().Redis)(this.options);
    // What fails is tried again; whoever waits for an answer waits on.
    redis.on('error', () => undefined);
    this.all.push(redis);
    return redis;
  }

  /** Ends all connections at once; what waits for an answer is rejected. */
  close(): void {
    for (const redis of this.all) redis.disconnect();
  }

  /** Says that a machine or a lab lives. */
  async beat(members: string, own: string, id: string, sealed: Buffer | ''): Promise<void> {
    const agreed = [String(clusterVersion), this.seal.fingerprint] as const;
    await this.redis.clusterBeat(...[members, own, keys.cluster, id, sealed, silenceMs], ...agreed);
  }

  /** How the server stands now. */
  async memory(): Promise<ServerMemory> {
    return memoryOf(await this.redis.info('memory'));
  }

  private async join(): Promise<void> {
    const { fingerprint } = this.seal;
    const answer = (await this.redis.clusterJoin(
      ...[keys.cluster, keys.machines, keys.labs],
      ...[String(clusterVersion), fingerprint, silenceMs],
    )) as [number, string?, string?];
    const [agreed, version, key] = answer;
    if (agreed === 1) return;
    const { shown } = this.address;
    if (version !== String(clusterVersion))
      throw new LabError(
        'unsupported',
        `${shown} is used by a LossLab that speaks version ${version} of the protocol between machines; this one speaks version ${clusterVersion}. All machines need the same LossLab.`,
      );
    throw new LabError('conflict', keyMisfit(shown, key ?? '', fingerprint));
  }
}

function keyMisfit(shown: string, theirs: string, own: string): string {
  if (own === '') return `${shown} is used with a shared key, and this LossLab has none; name the key file.`;
  if (theirs === '') return `${shown} is used without a shared key; this LossLab has one. All need the same.`;
  return `${shown} is used with another shared key than this LossLab has; all need the same.`;
}

/** Asks a server once. Throws LabError, without the address's secrets. */
export async function probe(address: RedisAddress): Promise<ServerFacts> {
  await loadRedisLibrary();
  const redis = new (redisLibrary().Redis)({
    ...address.options,
    lazyConnect: true,
    connectTimeout: connectPatienceMs,
    commandTimeout: connectPatienceMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let heard: Error | null = null;
  redis.on('error', (error) => (heard ??= error));
  try {
    await redis.connect();
    return factsOf(await redis.info());
  } catch (error) {
    throw unreachable(address, heard ?? (error as Error));
  } finally {
    redis.disconnect();
  }
}

const fieldOf = (info: string, name: string): string =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';

const factsOf = (info: string): ServerFacts => ({
  version: fieldOf(info, 'valkey_version') || fieldOf(info, 'redis_version'),
  isPersistent: fieldOf(info, 'aof_enabled') === '1',
  memory: memoryOf(info),
});

function memoryOf(info: string): ServerMemory {
  const number = (name: string) => Number(fieldOf(info, name));
  const mostBytes = number('maxmemory');
  return {
    usedBytes: number('used_memory') - number('mem_not_counted_for_evict'),
    mostBytes,
    evicts: mostBytes > 0 && fieldOf(info, 'maxmemory_policy') !== 'noeviction',
  };
}

/** What is wrong with a server's memory, or null. */
export function memoryProblem(shown: string, { usedBytes, mostBytes, evicts }: ServerMemory): string | null {
  if (evicts)
    return `The Redis at ${shown} throws away what it holds when it is full, trials among it; set its maxmemory-policy to noeviction.`;
  if (mostBytes === 0 || usedBytes <= mostBytes) return null;
  const limit = `${(mostBytes / 1e6).toFixed(mostBytes < 1e7 ? 1 : 0)} MB`;
  return `The Redis at ${shown} is full (its maxmemory is ${limit}): trials wait until there is room, and go on where they were.`;
}

const refusal = /WRONGPASS|NOAUTH|NOPERM|invalid password|without any password/i;

/** What error codes and messages mean to people, the first that fits. */
const troubles: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED/, 'nothing listens there'],
  [/ENOTFOUND|EAI_AGAIN/, 'there is no such host'],
  [/ETIMEDOUT|timed? ?out/i, 'it does not answer in time'],
  [/ALTNAME_INVALID/, 'its certificate is not accepted: it is for another name'],
  [/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID/, 'its certificate is not accepted: it is not valid now'],
  [
    /SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_UNTRUSTED/,
    'its certificate is not accepted: nobody that this machine trusts vouches for it (a certificate file can be named)',
  ],
  [
    /WRONG_VERSION_NUMBER|packet length too long|wrong version number/i,
    'it does not speak TLS there (redis:// does without)',
  ],
  [/certificate|TLS|SSL/i, 'TLS does not come about'],
];

function unreachable({ shown, options }: RedisAddress, error: Error): LabError {
  if (refusal.test(error.message))
    return new LabError('invalid-input', `The Redis at ${shown} refuses this user and password.`);
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const isLate = /ETIMEDOUT|timed? ?out/i.test(`${code} ${error.message}`);
  const hint = isLate && options.tls ? '; perhaps it does not speak TLS (redis:// does without)' : '';
  const known = troubles.find(([pattern]) => pattern.test(`${code} ${error.message}`))?.[1];
  const closed = `the connection was closed${options.tls ? '' : ' (where it speaks TLS the address begins with rediss://)'}`;
  return new LabError('timed-out', `The Redis at ${shown} cannot be reached: ${known ?? closed}${hint}.`, {
    cause: error,
  });
}
