/** `npm run test:kills`: kills a lab that trains, at random moments, and prints what was found after each kill (Node). */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { killAgainAndAgain } from '../../main/runs/fixtures/kills';
import { readRuntimeFile } from '../../main/runtimeFile';

const { kills, seed, outFolder, hostFolder } = JSON.parse(process.argv[2] ?? '{}') as {
  kills: number;
  seed: number;
  outFolder: string;
  hostFolder: string;
};

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-kills-'));
  const runtime = readRuntimeFile(outFolder);
  console.log(`${kills} times kill -9 of a lab with its real training host, seed ${seed}\n`);
  console.log(' kill  of                  after   told stored  found after  checkpoint');
  try {
    const outcome = await killAgainAndAgain({
      file: path.join(folder, 'lab.sqlite'),
      nativeBinding: runtime.sqliteBinding,
      mnistDirectory: runtime.mnistDirectory,
      script: path.join(hostFolder, 'trainUntilKilled.cjs'),
      ...{ kills, seed, steps: 150_000, longestMs: 1500 },
      onKill: ({ number, target, afterMs, toldStep, storedStep, checkpointStep, problems }) =>
        console.log(
          `${pad(number, 5)}  ${target.padEnd(16)} ${pad(Math.round(afterMs), 5)} ms  ${pad(toldStep, 11)}  ${pad(storedStep, 11)}  ${pad(checkpointStep, 10)}${problems.map((problem) => `\n       ${problem}`).join('')}`,
        ),
    });
    const told = outcome.kills.reduce((sum, { toldStep }) => sum + toldStep, 0);
    const found = outcome.kills.reduce((sum, { storedStep }) => sum + storedStep, 0);
    console.log(`\nkills                                     ${outcome.kills.length}`);
    console.log(`points told stored before the kills       ${told.toLocaleString('en')}`);
    console.log(`points found after them                   ${found.toLocaleString('en')}`);
    console.log(
      `runs that came to their end               ${outcome.completed}, each compared with the unbroken one`,
    );
    console.log(`points lost, inconsistencies, differences ${outcome.problems.length}`);
    for (const problem of outcome.problems) console.log(`  ${problem}`);
    process.exitCode = outcome.problems.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const pad = (value: number, width: number): string => value.toLocaleString('en').padStart(width);

void main();
