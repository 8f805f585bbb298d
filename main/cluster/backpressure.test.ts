/** What waits in a real Redis is bounded by what is not collected, however much there is to tell; and all of it comes, once. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { toldSchema } from '../../shared/cluster/messages';
import { parseRedisUrl } from './address';
import { startRedis, type TestRedis } from './fixtures/redisServer';
import { patient } from './fixtures/stage';
import { ClusterLink } from './link';
import { keys } from './scripts';
import { makeSeal } from './seal';
import { TrialSender, uncollectedLimits } from './trialSender';

const seal = makeSeal(Buffer.from('a key of this test, long enough'));
const place = { runId: 'abcdefgh1234', submission: '0123456789abcdef', attempt: 1 };
const names = [keys.run(place.runId), keys.told(place.runId)] as const;

let redis: TestRedis;
let link: ClusterLink;
let sender: TrialSender;
beforeEach(async () => {
  redis = await startRedis();
  link = await ClusterLink.open(parseRedisUrl(redis.url), seal);
  await link.redis.runSubmit(...names, keys.runsOf('lab'), place.submission, place.runId, 0, '');
  await link.redis.runBegin(names[0], place.submission, 'a machine');
  const nothing = () => undefined;
  sender = new TrialSender(link.redis, seal, place, nothing, nothing, nothing);
});
afterEach(async () => {
  sender.close();
  link.close();
  await redis.remove();
});

const losses = (seq: number, steps: number) => ({
  type: 'losses' as const,
  chunk: {
    ...{ firstStep: (seq - 1) * steps, losses: new Float32Array(steps).fill(seq) },
    ...{ startMs: 0, endMs: 1 },
  },
  epoch: 0,
});
const checkpoint = (step: number, bytes: number) => ({
  type: 'checkpointed' as const,
  checkpoint: { step, epoch: 0, elapsedMs: 0, data: new Uint8Array(bytes) },
});

async function usedBytes(): Promise<number> {
  return (await link.memory()).usedBytes;
}

/** Waits until nothing more comes. */
async function atRest(): Promise<number> {
  let before = -1;
  await expect
    .poll(
      async () => {
        const now = await link.redis.xlen(names[1]);
        const isSame = now === before;
        before = now;
        return isSame;
      },
      { ...patient, interval: 1000 },
    )
    .toBe(true);
  return before;
}

test('of many small messages so many wait and no more, whoever would tell more waits; collected, all come once and the memory is back', async () => {
  const before = await usedBytes();
  const [messages, steps] = [3000, 500];
  let told = 0;
  for (let seq = 1; seq <= messages; seq++)
    void sender.send(seq % 50 === 0 ? checkpoint(seq, 20_000) : losses(seq, steps)).then(
      () => told++,
      () => undefined,
    );
  expect(await atRest()).toBe(uncollectedLimits.messages);
  expect(told).toBe(uncollectedLimits.messages);
  // 2 kB of losses each, 20 kB a checkpoint, and what Redis needs for itself.
  expect((await usedBytes()) - before).toBeLessThan(2 * (256 * 2500 + 6 * 20_500));

  const seqs: number[] = [];
  let entry = '0-0';
  let most = 0;
  while (seqs.length < messages) {
    const found = (await link.redis.xrangeBuffer(names[1], `(${entry}`, '+', 'COUNT', 100)) ?? [];
    let saved: readonly [string, number] = ['', 0];
    for (const [id, [, sealed]] of found) {
      const { seq, event } = seal.open(sealed ?? Buffer.alloc(0), toldSchema);
      entry = id.toString();
      seqs.push(seq);
      if (event.type === 'checkpointed') saved = [entry, event.checkpoint.step];
    }
    most = Math.max(most, await link.redis.xlen(names[1]));
    if (found.length > 0)
      await link.redis.runCollected(...names, place.submission, '1', seqs.at(-1) ?? 0, ...saved);
  }
  expect(seqs).toEqual(Array.from({ length: messages }, (_, i) => i + 1));
  // What is kept from the last checkpoint on, and what may wait beside it.
  expect(most).toBeLessThanOrEqual(uncollectedLimits.messages + 2 * 100 + 50);
  expect(await link.redis.xlen(names[1])).toBe(1);
  expect((await usedBytes()) - before).toBeLessThan(300_000);
});

test('of large messages so many bytes wait, and one message more at most', async () => {
  const [bytes, messages] = [3 * 1024 * 1024, 20];
  for (let seq = 1; seq <= messages; seq++) void sender.send(checkpoint(seq, bytes)).catch(() => undefined);
  const waiting = await atRest();
  expect(waiting).toBe(Math.floor(uncollectedLimits.bytes / (bytes + 300)));
  expect(await link.redis.memory('USAGE', names[1])).toBeLessThan(2 * uncollectedLimits.bytes);
});
