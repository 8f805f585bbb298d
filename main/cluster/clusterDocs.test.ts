/** What docs/cluster.md tells people to write down works: the server of the compose file is started, the unit of the worker is read by systemd. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { runProgram } from '../cli/program';
import { addressOf } from './address';
import { makeAuthority } from './fixtures/certificates';
import { startRedis } from './fixtures/redisServer';
import { ClusterLink, memoryProblem } from './link';
import { makeSeal } from './seal';

const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = readFileSync(path.join(projectRoot, 'docs', 'cluster.md'), 'utf8');
const block = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms').exec(page)?.[1] ?? '';

test('the server of the compose file speaks TLS, wants the password, keeps what it has and throws nothing away', async () => {
  const command = /^ {4}command: >\n((?: {6}.*\n)+)/m.exec(block('yaml'))?.[1] ?? '';
  const [name, ...args] = command.trim().split(/\s+/);
  expect(name).toBe('valkey-server');
  const authority = makeAuthority(folder, 'house');
  const tls = authority.server('here', 'IP:127.0.0.1');
  const files: Record<string, string> = {
    '/tls/redis.crt': tls.certificate,
    '/tls/redis.key': tls.key,
    '/tls/ca.crt': tls.ca,
  };
  const password = 'as the environment says';
  const given = args.map((arg) => (arg === '${REDIS_PASSWORD:?}' ? password : (files[arg] ?? arg)));
  // The test has a port of its own.
  const at = given.indexOf('--tls-port');
  expect(given.splice(at, 2)).toEqual(['--tls-port', '6379']);
  const redis = await startRedis({ password, tls, more: given });
  try {
    const link = await ClusterLink.open(
      addressOf({ url: redis.url, keyFile: null, caFile: tls.ca }),
      makeSeal(null),
    );
    expect(link.facts).toMatchObject({
      isPersistent: true,
      memory: { mostBytes: 2 * 2 ** 30, evicts: false },
    });
    expect(memoryProblem('', link.facts.memory)).toBeNull();
    link.close();
    const stranger = addressOf({ url: redis.url.replace(/\/\/.*@/, '//'), keyFile: null, caFile: tls.ca });
    await expect(ClusterLink.open(stranger, makeSeal(null))).rejects.toThrow(
      /refuses this user and password/,
    );
  } finally {
    await redis.remove();
  }
});

test('the unit is one that systemd reads without a complaint, and starts a command that there is', async () => {
  const unit = block('ini');
  const [, command = '', subcommand = '', flags = ''] = /^ExecStart=(\S+) (\S+) (.*)$/m.exec(unit) ?? [];
  expect(command).toBe('/usr/bin/losslab');
  let help = '';
  const stdout = { write: (text: string) => ((help += text), true) };
  await runProgram([subcommand, '--help'], { ...{ stdout, stderr: stdout }, env: {}, cwd: folder } as never);
  for (const flag of flags.match(/--[a-z-]+/g) ?? ['none is there']) expect(help).toContain(flag);
  const file = path.join(folder, 'losslab-worker.service');
  // Whether the command is installed on this machine is another question.
  writeFileSync(file, unit.replace(command, '/bin/true'));
  const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  if (error) return; // A machine without systemd cannot tell.
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
