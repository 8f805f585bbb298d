// The npm packages: `npm ci` where node_modules is missing or does not match package-lock.json (set-up, Node).
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readJson, writeJsonAtomic } from '../atomic.mjs';
import { inNodeModules, projectRoot } from '../paths.mjs';
import { Attempt, PartProblem } from '../problem.mjs';
import { runNpm } from '../run.mjs';

const STAMP = inNodeModules('.losslab-lock.json');

/** @param {import('../provision.mjs').Context} context */
export async function provideNodeModules({ report }) {
  const lockText = await fs.promises.readFile(path.join(projectRoot, 'package-lock.json'), 'utf8');
  const lockHash = createHash('sha256').update(lockText).digest('hex');
  if ((await readJson(STAMP))?.lockHash === lockHash) {
    return report.done('npm packages (as in package-lock.json)', { changed: false });
  }
  // Installed by hand or by another tool: no stamp of ours, but npm leaves a record of what it has put there.
  const installed = await readJson(inNodeModules('.package-lock.json'));
  let changed = false;
  if (!matchesLock(JSON.parse(lockText), installed)) {
    const stop = report.working('npm packages: npm ci');
    try {
      await runNpm(['ci', '--no-progress']);
    } catch (error) {
      throw new PartProblem(
        'npm packages',
        [new Attempt('npm ci', error)],
        [
          'check the connection to the package registry (npm ping) and run `npm ci` yourself for the whole message',
        ],
      );
    } finally {
      stop();
    }
    changed = true;
  }
  await writeJsonAtomic(STAMP, { lockHash });
  report.done('npm packages (as in package-lock.json)', { changed });
}

/**
 * Whether npm's record of what is installed says the same as the lock file.
 * @param {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> }} lock
 * @param {{ packages?: Record<string, { version?: string }> } | null} installed
 */
export function matchesLock(lock, installed) {
  if (!installed?.packages) return false;
  for (const [name, { version }] of Object.entries(installed.packages)) {
    if (lock.packages[name]?.version !== version) return false;
  }
  return Object.entries(lock.packages).every(
    ([name, { optional, devOptional }]) =>
      name === '' || optional || devOptional || name in (installed.packages ?? {}),
  );
}
