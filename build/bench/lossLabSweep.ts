/** The benchmark's sweep by LossLab, as a process that begins with nothing and ends with twelve stored results; benchmark, Node. */
import os from 'node:os';
import { configOf, sweepRuns } from './cases';
import { openBenchLab } from './lossLab';

async function sweep(outFolder: string, hostFolder: string, epochs: number): Promise<void> {
  const cores = os.availableParallelism?.() ?? os.cpus().length;
  const { lab, close } = openBenchLab({ outFolder, hostFolder, concurrentRuns: cores });
  const runs = await Promise.all(
    sweepRuns.map(([of, seed]) => lab.runs.start(configOf(of, { epochs, seed, everyEpochs: epochs }))),
  );
  const ended = await Promise.all(runs.map(({ id }) => lab.runs.settled(id)));
  const errors = ended.map(({ state, stateReason, result }) => {
    if (state !== 'completed') throw new Error(`a run is ${state}: ${stateReason ?? ''}`);
    return result?.testError;
  });
  process.stdout.write(`${JSON.stringify({ errors })}\n`);
  await close();
}

const [outFolder = '', hostFolder = '', epochs = '1'] = process.argv.slice(2);
void sweep(outFolder, hostFolder, Number(epochs));
