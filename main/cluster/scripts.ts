/** What Redis does in one piece for labs and machines, as Lua; any Node process. */
import type { Redis } from 'ioredis';

/** Names of keys; BullMQ adds its own below the same prefix. */
export const keyPrefix = 'losslab';
export const queueName = 'trials';
export const keys = {
  cluster: `${keyPrefix}:cluster`,
  machines: `${keyPrefix}:machines`,
  labs: `${keyPrefix}:labs`,
  machine: (id: string) => `${keyPrefix}:machine:${id}`,
  /** Where a run stands: see `submit`. */
  run: (id: string) => `${keyPrefix}:run:${id}`,
  /** What was told of a run and not collected; entry `attempt-seq`. Before the first attempt: the checkpoint to go on from. */
  told: (id: string) => `${keyPrefix}:told:${id}`,
  runsOf: (lab: string) => `${keyPrefix}:lab:${lab}`,
  dataset: (hash: string) => `${keyPrefix}:data:${hash}`,
  piece: (hash: string, index: number) => `${keyPrefix}:data:${hash}:${index}`,
  job: (id: string) => `${keyPrefix}:${queueName}:${id}`,
} as const;

const now = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Says whether the run is still the one that the caller means. */
const isCurrent = `(redis.call('HGET', KEYS[1], 'submission') == ARGV[1])`;
const isAttempt = `(${isCurrent} and redis.call('HGET', KEYS[1], 'attempt') == ARGV[2])`;

/**
 * A server that is full refuses what may need memory, unless the script has written before: what frees memory, or is as small as
 * what it replaces, must pass.
 */
const evenIfFull = `redis.call('HDEL', KEYS[1], 'nothing')`;

const scripts = {
  /** KEYS: cluster, machines, labs. ARGV: version, key, silence (ms). Returns 1, or 0 with what it has been agreed on. */
  clusterJoin: {
    numberOfKeys: 3,
    lua: `${now}
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[3])
local agreed = redis.call('HMGET', KEYS[1], 'version', 'key')
if agreed[1] == ARGV[1] and agreed[2] == ARGV[2] then return {1} end
if agreed[1] and redis.call('ZCARD', KEYS[2]) + redis.call('ZCARD', KEYS[3]) > 0 then
  return {0, agreed[1], agreed[2]}
end
redis.call('HSET', KEYS[1], 'version', ARGV[1], 'key', ARGV[2])
return {1}`,
  },
  /**
   * Passes where the server is full, as `evenIfFull` says. KEYS: machines or labs, the member's own, cluster.
   * ARGV: id, sealed description ('' for none), its life (ms), version, key: agreed on anew where a server has forgotten them.
   */
  clusterBeat: {
    numberOfKeys: 3,
    lua: `${now}
redis.call('ZREM', KEYS[1], ARGV[1])
redis.call('ZADD', KEYS[1], now, ARGV[1])
if ARGV[2] ~= '' then redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3]) end
if redis.call('HSETNX', KEYS[3], 'version', ARGV[4]) == 1 then redis.call('HSET', KEYS[3], 'key', ARGV[5]) end
return now`,
  },
  /**
   * Hands a run in; first comes what a server that is full refuses. KEYS: run, told, runs of the lab. ARGV: submission, run, its
   * first step, sealed checkpoint ('' for none).
   * Fields: attempt, last (message of it), acked (collected of it), from (step from which all is in `told`), checkpoint (its
   * entry), wanted (command), judged (step), verdict (sealed), started (sealed), ended, machine.
   */
  runSubmit: {
    numberOfKeys: 3,
    lua: `redis.call('SADD', KEYS[3], ARGV[2])
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('HSET', KEYS[1], 'submission', ARGV[1], 'attempt', 0, 'last', 0, 'acked', 0, 'from', ARGV[3], 'wanted', '')
if ARGV[4] ~= '' then
  redis.call('XADD', KEYS[2], '0-1', 'm', ARGV[4])
  redis.call('HSET', KEYS[1], 'checkpoint', '0-1')
end
return 1`,
  },
  /** A machine begins. KEYS: run. ARGV: submission, machine. Returns attempt (0: there is nothing to do), checkpoint's entry, command. */
  runBegin: {
    numberOfKeys: 1,
    lua: `if not ${isCurrent} or redis.call('HEXISTS', KEYS[1], 'ended') == 1 then return {0} end
${evenIfFull}
local attempt = redis.call('HINCRBY', KEYS[1], 'attempt', 1)
redis.call('HSET', KEYS[1], 'last', 0, 'acked', 0, 'machine', ARGV[2])
return {attempt, redis.call('HGET', KEYS[1], 'checkpoint') or '', redis.call('HGET', KEYS[1], 'wanted') or ''}`,
  },
  /**
   * Adds messages. KEYS: run, told. ARGV: submission, attempt, what the machine knows to be collected, number of the first
   * message, then of each: kind ('', 'checkpoint', 'started', 'end'), sealed message. Those that are there already are passed
   * over. Returns 1, collected, command; -1 where another has taken the run over; -2 and the last number where some are missing.
   */
  runTell: {
    numberOfKeys: 2,
    lua: `if not ${isAttempt} then return {-1} end
local last = math.max(tonumber(redis.call('HGET', KEYS[1], 'last')), tonumber(ARGV[3]))
local seq = tonumber(ARGV[4])
if seq > last + 1 then return {-2, last} end
for i = 5, #ARGV, 2 do
  if seq > last then
    local id = ARGV[2] .. '-' .. seq
    redis.call('XADD', KEYS[2], id, 'm', ARGV[i + 1])
    if ARGV[i] == 'checkpoint' then redis.call('HSET', KEYS[1], 'checkpoint', id) end
    if ARGV[i] == 'started' then redis.call('HSET', KEYS[1], 'started', ARGV[i + 1]) end
    if ARGV[i] == 'end' then redis.call('HSET', KEYS[1], 'ended', 1) end
    last = seq
  end
  seq = seq + 1
end
redis.call('HSET', KEYS[1], 'last', last)
return {1, tonumber(redis.call('HGET', KEYS[1], 'acked')), redis.call('HGET', KEYS[1], 'wanted')}`,
  },
  /** What a machine asks from time to time. KEYS: run. ARGV: submission, attempt. Returns as `runTell`. */
  runAsk: {
    numberOfKeys: 1,
    lua: `if not ${isAttempt} then return {-1} end
return {1, tonumber(redis.call('HGET', KEYS[1], 'acked')), redis.call('HGET', KEYS[1], 'wanted')}`,
  },
  /**
   * Everything up to a message is stored; from the checkpoint in `entry` (where there is one) on all is kept, for whoever goes on
   * from it. KEYS: run, told. ARGV: submission, attempt, number, entry ('' for none), its step.
   */
  runCollected: {
    numberOfKeys: 2,
    lua: `if not ${isCurrent} then return 0 end
if ARGV[4] ~= '' then redis.call('XTRIM', KEYS[2], 'MINID', ARGV[4]) end
${evenIfFull}
if redis.call('HGET', KEYS[1], 'attempt') == ARGV[2] then
  local acked = math.max(tonumber(redis.call('HGET', KEYS[1], 'acked')), tonumber(ARGV[3]))
  redis.call('HSET', KEYS[1], 'acked', acked)
end
if ARGV[4] ~= '' then redis.call('HSET', KEYS[1], 'from', ARGV[5]) end
return 1`,
  },
  /** The lab's verdict on an evaluation. KEYS: run. ARGV: submission, its step, sealed verdict. */
  runJudge: {
    numberOfKeys: 1,
    lua: `if not ${isCurrent} then return 0 end
${evenIfFull}
redis.call('HSET', KEYS[1], 'judged', ARGV[2], 'verdict', ARGV[3])
return 1`,
  },
  /** KEYS: run. ARGV: submission, command. */
  runWant: {
    numberOfKeys: 1,
    lua: `if not ${isCurrent} then return 0 end
${evenIfFull}
redis.call('HSET', KEYS[1], 'wanted', ARGV[2])
return 1`,
  },
  /** Nothing of it is wanted any more. KEYS: run, told, runs of the lab. ARGV: submission, run. */
  runDrop: {
    numberOfKeys: 3,
    lua: `if not ${isCurrent} then return 0 end
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('SREM', KEYS[3], ARGV[2])
return 1`,
  },
} as const;

type Argument = string | number | Buffer;

/** A connection that knows the scripts; numbers come as numbers, texts as strings. */
export type ScriptedRedis = Redis & {
  readonly [N in keyof typeof scripts]: (...given: Argument[]) => Promise<unknown>;
};

/** Teaches a connection the scripts. */
export function withScripts(redis: Redis): ScriptedRedis {
  for (const [name, script] of Object.entries(scripts)) redis.defineCommand(name, script);
  return redis as ScriptedRedis;
}
