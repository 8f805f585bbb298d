/** The way to Redis by TLS, with user and password: right and wrong certificates, said in words; over a real Redis. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeAuthority } from './fixtures/certificates';
import { patient } from './fixtures/stage';
import { startRedis, type TestRedis } from './fixtures/redisServer';
import { clusterWorkshop, grid, leftIn, type ClusterWorkshop } from './fixtures/workshop';

const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-tls-'));
const authority = makeAuthority(folder, 'house');
const stranger = makeAuthority(folder, 'stranger');
const [user, password] = ['losslab', 'p@ss/word:%'];

let workshop: ClusterWorkshop;
let redis: TestRedis;
let misnamed: TestRedis;
beforeAll(async () => {
  workshop = await clusterWorkshop();
  redis = await startRedis({ user, password, tls: authority.server('here', 'DNS:localhost,IP:127.0.0.1') });
  misnamed = await startRedis({ tls: authority.server('elsewhere', 'DNS:redis.example') });
});
afterAll(async () => {
  await workshop.remove();
  await Promise.all([redis.remove(), misnamed.remove()]);
  rmSync(folder, { recursive: true, force: true });
});

test('certificates that are not vouched for, or of another name, are refused with words', async () => {
  const { cluster } = workshop.labs.openLab({}).lab;
  const notPem = path.join(folder, 'not.pem');
  writeFileSync(notPem, 'nothing of the kind');
  const named = redis.url.replace('127.0.0.1', 'localhost');
  for (const [url, caFile, code, words] of [
    [
      redis.url,
      null,
      'timed-out',
      /certificate is not accepted: nobody that this machine trusts vouches for it/,
    ],
    [redis.url, stranger.ca, 'timed-out', /nobody that this machine trusts vouches for it/],
    [misnamed.url, authority.ca, 'timed-out', /certificate is not accepted: it is for another name/],
    [redis.url.replace('rediss', 'redis'), null, 'timed-out', /cannot be reached.*rediss:\/\//],
    [redis.url.replace('rediss', 'redis'), authority.ca, 'invalid-input', /rediss:\/\/ only/],
    [redis.url, path.join(folder, 'none'), 'not-found', /cannot be read/],
    [redis.url, notPem, 'bad-file', /holds no certificate/],
    [redis.url.replace(user, 'somebody'), authority.ca, 'invalid-input', /refuses this user and password/],
    [
      redis.url.replace(/:[^/@]*@/, ':wrong@'),
      authority.ca,
      'invalid-input',
      /refuses this user and password/,
    ],
    [redis.url.replace(/\/\/.*@/, '//'), authority.ca, 'invalid-input', /refuses this user and password/],
  ] as const) {
    const refused = cluster.test({ url, caFile, keyFile: null, password: null });
    await expect(refused, `${url} ${caFile}`).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
    });
    await expect(refused).rejects.not.toThrow(/p@ss|p%40ss/);
  }
  for (const url of [redis.url, named])
    await expect(
      cluster.test({ url, caFile: authority.ca, keyFile: null, password: null }),
    ).resolves.toMatchObject({ shown: url.replace(/\/\/.*@/, '//') });
});

test('a sweep goes by TLS to machines that have the certificates by option or by environment; one without TLS is told from it', async () => {
  // It says nothing until it is given up.
  const plain = await startRedis();
  const spoken = workshop.labs
    .openLab({})
    .lab.cluster.test({ url: plain.url.replace('redis:', 'rediss:'), keyFile: null, password: null });
  const isRefused = expect(spoken).rejects.toThrow(/perhaps it does not speak TLS/);
  const args = (name: string) => ['worker', '--workers', '1', '--name', name, '--key-file', workshop.keyFile];
  const byOption = workshop.command.start([...args('option'), '--ca-file', authority.ca], {
    LOSSLAB_REDIS: redis.url,
  });
  const byVariable = workshop.command.start(args('variable'), {
    ...{ LOSSLAB_REDIS: redis.url, NODE_EXTRA_CA_CERTS: authority.ca },
  });
  const without = workshop.command.start(args('without'), { LOSSLAB_REDIS: redis.url });
  expect(await without.ended).toBe(1);
  expect(without.err()).toMatch(/certificate is not accepted/);
  await Promise.all([byOption.says('takes trials'), byVariable.says('takes trials')]);
  const place = { url: redis.url, keyFile: workshop.keyFile, caFile: authority.ca };
  const { lab } = workshop.labs.openLab({ cluster: place });
  await lab.cluster.ready();
  const { id } = await lab.sweeps.start(grid(20, { seeds: 2 }));
  expect(await lab.sweeps.settled(id)).toMatchObject({ state: 'completed', counts: { completed: 12 } });
  await expect.poll(() => leftIn(redis), patient).toEqual([]);
  for (const { err, out } of [byOption, byVariable, without])
    expect(err() + out()).not.toMatch(/p@ss|p%40ss/);
  await isRefused;
  await plain.remove();
});
