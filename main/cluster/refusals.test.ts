/** What machines and labs refuse of each other, with words that say why; over a real Redis. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Queue } from 'bullmq';
import { beforeAll, expect, test } from 'vitest';
import { clusterVersion, trialSchema } from '../../shared/cluster/messages';
import { clusterStage, patient } from './fixtures/stage';
import { grid, leftIn } from './fixtures/workshop';
import { keys } from './scripts';
import { makeSeal, readKeyFile, type Seal } from './seal';

const password = 'not-to-be-shown';

const { workshop, redis, place, connectedLab: connected } = clusterStage({ password });
const connectedLab = async () => (await connected()).lab;
let own: Seal;
beforeAll(() => {
  own = makeSeal(readKeyFile(workshop().keyFile));
});

/** A worker that is expected to give up at once. */
async function refusedWorker(url: string, ...more: string[]) {
  const worker = workshop().command.start(['worker', '--redis', url, ...more]);
  return { code: await worker.ended, err: worker.err() };
}

test('a wrong password, a wrong address and nobody there are told apart, and no password is in any of it', async () => {
  const wrong = redis().url.replace(password, 'some-other-secret');
  const lab = workshop().labs.openLab({}).lab;
  for (const [url, code, words] of [
    [wrong, 'invalid-input', /refuses this user and password/],
    [`redis://127.0.0.1:${redis().port}`, 'invalid-input', /refuses this user and password/],
    ['redis://:some-other-secret@127.0.0.1:1', 'timed-out', /cannot be reached: nothing listens there/],
    ['redis://:some-other-secret@no-such-host.invalid', 'timed-out', /cannot be reached/],
    ['http://:some-other-secret@127.0.0.1', 'invalid-input', /must look like/],
  ] as const) {
    const refused = lab.cluster.test({ url, keyFile: null, password: null });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
    await expect(refused).rejects.not.toThrow(/secret/);
  }
  const worker = await refusedWorker(wrong, '--key-file', workshop().keyFile);
  expect(worker).toMatchObject({
    code: 2,
    err: expect.stringMatching(/^error: .*refuses this user and password/),
  });
  expect(worker.err).not.toMatch(/secret/);
  expect(await lab.cluster.test({ ...place(), password: null })).toMatchObject({
    shown: `redis://127.0.0.1:${redis().port}`,
    machines: 0,
    warnings: [expect.stringMatching(/No machine/)],
  });
});

test('another key, and another version, are refused on both sides while somebody uses the server', async () => {
  const lab = await connectedLab();
  await expect.poll(() => lab.cluster.status().state, patient).toBe('connected');
  const otherKey = path.join(workshop().labs.folder(), 'other');
  writeFileSync(otherKey, 'a key that these machines do not share\n');
  expect(await refusedWorker(redis().url, '--key-file', otherKey)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/used with another shared key/),
  });
  expect(await refusedWorker(redis().url)).toMatchObject({
    code: 1,
    err: expect.stringMatching(/used with a shared key, and this LossLab has none/),
  });
  await redis().client().hset(keys.cluster, 'version', '99');
  expect(await refusedWorker(redis().url, '--key-file', workshop().keyFile)).toMatchObject({
    code: 1,
    err: expect.stringMatching(new RegExp(`speaks version 99 .* this one speaks version ${clusterVersion}`)),
  });
  const other = workshop().labs.openLab({ cluster: place() }).lab;
  await expect(other.cluster.ready()).rejects.toMatchObject({ code: 'unsupported' });
  expect(other.cluster.status()).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(/version 99/),
  });
});

test('jobs that are forged, changed, copied, outdated or no jobs at all are not trained, and the machine goes on', async () => {
  const machine = await workshop().machine('one', redis().url);
  const connection = { host: '127.0.0.1', port: redis().port, password };
  const queue = new Queue('trials', { connection, prefix: 'losslab' });
  const lab = await connectedLab();
  const { id } = await lab.sweeps.start(grid(500_000, { seeds: 1 }));
  // One that waits while the machine trains another.
  const waiting = async () => (await queue.getJobs(['wait', 'prioritized']))[0];
  await expect.poll(async () => (await waiting())?.id, patient).toBeTruthy();
  const job = await waiting();
  const sealed = Buffer.from((job?.data as { sealed: string }).sealed, 'base64');
  const trial = own.open(sealed, trialSchema);
  await lab.sweeps.control(id, 'stop');
  await lab.sweeps.settled(id);

  const forger = makeSeal(Buffer.from('a key of somebody who has none'));
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const changed = Buffer.from(sealed);
  changed[changed.length - 10]! ^= 1;
  const named = `${trial.runId}-${trial.submission}`;
  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    [named, { sealed: text(forger.close(trial)) }, /not signed with the key/],
    ['unsigned', { sealed: text(makeSeal(null).close(trial)) }, /not signed with the key/],
    ['changed', { sealed: text(changed) }, /not signed with the key/],
    ['copied', { sealed: text(sealed) }, /sent before, under another name/],
    ['old', { sealed: text(own.close({ ...trial, expiresAt: 1 })) }, /under another name/],
    [named, { sealed: text(own.close({ ...trial, expiresAt: 1 })) }, /too old/],
    ['version', { sealed: text(own.close({ ...trial, version: clusterVersion + 1 })) }, /another version/],
    ['code', { sealed: text(own.close({ ...trial, run: 'process.exit(1)' })) }, /not what it should be/],
    ['rubbish', { sealed: '****' }, /damaged/],
    ['empty', {}, /not one of LossLab/],
  ];
  for (const [jobId, data, words] of bad) {
    const before = machine.err().length;
    await queue.add('trial', data, { jobId, removeOnComplete: true, removeOnFail: true });
    await expect.poll(() => machine.err().slice(before), patient).toMatch(words);
  }
  const seen = () => lab.cluster.status().machines.map(({ refused, trials }) => [refused, trials.length]);
  await expect.poll(seen, patient).toEqual([[bad.length, 0]]);
  // A whole job whose run nobody wants any more does nothing, however often it is sent.
  await queue.add('trial', { sealed: text(sealed) }, { jobId: named, removeOnComplete: true });
  const next = await lab.sweeps.start(grid(3, { seeds: 1 }));
  expect((await lab.sweeps.settled(next.id)).counts).toMatchObject({ completed: 6, failed: 0 });
  expect(machine.child.exitCode).toBeNull();
  await expect.poll(() => leftIn(redis()), patient).toEqual([]);
  await queue.close();
});

test('what is put among the news of a run is not taken: the run goes on elsewhere, from its checkpoint', async () => {
  await workshop().machine('one', redis().url);
  const lab = await connectedLab();
  const { id } = await lab.sweeps.start(grid(2000, { seeds: 1, space: [] }));
  const line = () => lab.sweeps.get(id).lines[0];
  await expect.poll(() => line()?.state, patient).toBe('running');
  const heard: (string | null)[] = [];
  lab.on('run:changed', ({ stateReason }) => heard.push(stateReason));
  await redis()
    .client()
    .xadd(keys.told(line()?.runId ?? ''), '*', 'm', Buffer.from('poison, and no message of ours at all'));
  const ended = await lab.sweeps.settled(id);
  expect(heard.filter((reason) => reason?.includes('not signed with the key'))).not.toEqual([]);
  expect(ended.counts).toMatchObject({ completed: 1, failed: 0 });
});
