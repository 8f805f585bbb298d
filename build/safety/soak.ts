/** `npm run test:soak`: a thousand short runs through one training host; prints memory, handles and threads, which must stay flat (Node). */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startTrainer } from '../../main/runs/clientPort';
import { quarters, soak, type SoakSample } from '../../main/runs/fixtures/soak';
import { createLab } from '../../main/runs/lab';
import { readRuntimeFile } from '../../main/runtimeFile';
import { nodeHostLauncher } from '../../main/trainer/launchNode';

const { runs, outFolder, hostFolder } = JSON.parse(process.argv[2] ?? '{}') as {
  runs: number;
  outFolder: string;
  hostFolder: string;
};

/** What may be found more at the end than in the second quarter: noise of allocators, not a leak of a run each. */
const allowedShare = 0.1;
/** SQLite keeps pages of the growing database in memory, 16 MB at most, and JavaScript some room that it has had. */
const cacheMegabytes = 32;
const megabyte = 1024 ** 2;

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-soak-'));
  const file = path.join(folder, 'lab.sqlite');
  const runtime = readRuntimeFile(outFolder);
  const lab = createLab({
    databaseFile: file,
    nativeBinding: runtime.sqliteBinding,
    mnistDirectory: runtime.mnistDirectory,
    launchTrainer: () =>
      startTrainer({ launch: (env) => nodeHostLauncher(hostFolder)({ ...env, LOSSLAB_NO_XLA: '1' }) }),
    processName: 'the soak',
  });
  console.log(`${runs} short runs through one training host\n`);
  console.log('  runs  host: memory  handles  threads   lab: memory    heap  handles  threads   database');
  try {
    const samples = await soak(lab, {
      ...{ runs, samples: 20 },
      onSample: ({ runs: done, heapBytes, host, lab: own }) =>
        console.log(
          `${pad(done, 6)}  ${mb(host.memoryBytes, 9)} ${pad(host.handles, 8)} ${pad(host.threads, 8)}    ${mb(own.memoryBytes, 7)} ${mb(heapBytes, 7)} ${pad(own.handles, 8)} ${pad(own.threads, 8)}  ${mb(statSync(file).size, 7)}`,
        ),
    });
    process.exitCode = judged(samples) ? 0 : 1;
  } finally {
    await lab.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Prints second against last quarter; whether all is flat. */
function judged(samples: readonly SoakSample[]): boolean {
  const measures: readonly [
    name: string,
    of: (sample: SoakSample) => number,
    allowedMore: (early: number) => number,
  ][] = [
    ['host memory (MB)', ({ host }) => host.memoryBytes / megabyte, (early) => allowedShare * early],
    ['host handles', ({ host }) => host.handles, () => 0],
    ['host threads', ({ host }) => host.threads, () => 0],
    ['lab heap (MB)', ({ heapBytes }) => heapBytes / megabyte, (early) => allowedShare * early],
    ['lab memory (MB)', ({ lab }) => lab.memoryBytes / megabyte, () => cacheMegabytes],
    ['lab handles', ({ lab }) => lab.handles, () => 0],
    ['lab threads', ({ lab }) => lab.threads, () => 0],
  ];
  console.log('\n                   2nd quarter  last quarter');
  const verdicts = measures.map(([name, of, allowedMore]) => {
    const [early, late] = quarters(samples, of);
    const isFlat = late <= early + allowedMore(early);
    console.log(
      `${name.padEnd(18)} ${early.toFixed(0).padStart(11)}  ${late.toFixed(0).padStart(12)}  ${isFlat ? 'flat' : 'GROWS'}`,
    );
    return isFlat;
  });
  return verdicts.every(Boolean);
}

const pad = (value: number, width: number): string => String(value).padStart(width);
const mb = (bytes: number, width: number): string => `${(bytes / megabyte).toFixed(1)} MB`.padStart(width);

void main();
