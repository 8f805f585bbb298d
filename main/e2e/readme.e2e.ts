/** Journey: a cold reader does what README and docs say about sweeps, word for word (tests, Node). */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../build/setup/paths.mjs';
import { parseSweep, plannedTrials } from '../../shared/sweep/sweepFile';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-readme-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const page = (name: string): string => readFileSync(path.join(projectRoot, name), 'utf8');
const blocks = (text: string, kind: string): string[] =>
  [...text.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);

test('the first sweep of README, from its file to the report', { timeout: 120_000 }, () => {
  const section = page('README.md')
    .split(/^## /m)
    .find((part) => part.startsWith('A first sweep'));
  const [file = ''] = blocks(section ?? '', 'json');
  const commands = (blocks(section ?? '', 'sh')[0] ?? '').trim().split('\n');
  writeFileSync(path.join(folder, 'sweep.json'), file);
  expect(commands).toHaveLength(3);
  const printed = commands.map((line) => {
    const [npm, run, silent, script, dashes, ...args] = line.split(' ');
    expect([npm, run, silent, script, dashes]).toEqual(['npm', 'run', '-s', 'losslab', '--']);
    // As npm would, but for the set-up, which the tests have been through.
    return execFileSync(process.execPath, [path.join(projectRoot, 'out', 'cli', 'index.cjs'), ...args], {
      cwd: folder,
      env: { ...process.env, LOSSLAB_DATA_DIR: path.join(folder, 'data') },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  });
  expect(printed[1]?.match(/completed/g)).toHaveLength(12);
  expect(readFileSync(path.join(folder, 'report.html'), 'utf8')).toContain('<!doctype html>');
});

test.each(['README.md', 'docs/sweeps.md', 'docs/from-tensorboard.md'])(
  'every sweep file in %s is one',
  (name) => {
    const sweeps = blocks(page(name), 'json').filter((code) => code.includes('"space"'));
    expect(sweeps.length).toBeGreaterThan(0);
    for (const code of sweeps) expect(plannedTrials(parseSweep(JSON.parse(code)))).toBeGreaterThan(1);
  },
);

test('no page points at a file that is not there', () => {
  for (const name of [
    'README.md',
    'CONTRIBUTING.md',
    'docs/guide.md',
    'docs/from-tensorboard.md',
    'docs/architecture.md',
  ]) {
    for (const [, target = ''] of page(name).matchAll(/\]\(([^)#:]+)\)/g))
      expect(
        () => readFileSync(path.join(projectRoot, path.dirname(name), target)),
        `${name}: ${target}`,
      ).not.toThrow();
  }
});
