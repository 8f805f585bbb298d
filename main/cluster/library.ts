/** BullMQ and its Redis client, loaded when a cluster is first used: half of the app's code, which most never need; any Node process. */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

interface Library {
  readonly Queue: typeof Queue;
  readonly Redis: typeof Redis;
}

let loaded: Library | null = null;

/** Loads them; a second time costs nothing. */
export async function loadRedisLibrary(): Promise<void> {
  if (loaded) return;
  const [bullmq, ioredis] = await Promise.all([import('bullmq'), import('ioredis')]);
  loaded = { Queue: bullmq.Queue, Redis: ioredis.Redis };
}

/** For whoever holds a connection, which there is none without them. */
export function redisLibrary(): Library {
  if (!loaded) throw new Error('the library for Redis is not loaded');
  return loaded;
}
