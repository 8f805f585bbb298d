/** Twelve runs from the start of a process to the last result: LossLab against peers that train one after another; benchmark, Node. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { sweepRuns } from './cases';
import { median } from './measure';
import { PeerProcess, type PeerProgram } from './peerProcess';

/** Somebody who can do the sweep. */
export interface Sweeper {
  readonly name: string;
  readonly usual: boolean;
  /** Test errors of the runs, percent. */
  sweep(epochs: number): Promise<readonly number[]>;
}

/** What a sweep took. */
export interface SweepTiming {
  readonly name: string;
  readonly medianMs: number;
  readonly rounds: number;
  /** Mean test error of the runs, percent: all have learnt the same. */
  readonly meanError: number;
}

/** A peer's sweep in a fresh process. */
export function peerSweeper(name: string, usual: boolean, form: string, program: PeerProgram): Sweeper {
  return {
    name,
    usual,
    sweep: async (epochs) => {
      const peer = new PeerProcess(program);
      try {
        const { errors } = await peer.ask({ do: 'sweep', form, runs: sweepRuns, epochs });
        return errors ?? [];
      } finally {
        await peer.close();
      }
    },
  };
}

/** LossLab's sweep in a fresh process. */
export function lossLabSweeper(outFolder: string, hostFolder: string): Sweeper {
  return {
    name: 'LossLab',
    usual: false,
    sweep: (epochs) =>
      new Promise((resolve, reject) => {
        const args = [path.join(hostFolder, 'lossLabSweep.cjs'), outFolder, hostFolder, String(epochs)];
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
        let said = '';
        child.stdout.on('data', (text: Buffer) => {
          said += text.toString('utf8');
          // The last result is there; closing down is not part of it, nor is it of the peers.
          if (said.endsWith('}\n')) resolve((JSON.parse(said) as { errors: number[] }).errors);
        });
        child.on('exit', (code) => reject(new Error(`LossLab's sweep ended with code ${code}`)));
      }),
  };
}

/** Sweeps in turns. */
export async function timeSweeps(
  sweepers: readonly Sweeper[],
  epochs: number,
  rounds: { readonly fast: number; readonly usual: number },
  onProblem: (name: string, error: unknown) => void,
): Promise<SweepTiming[]> {
  const taken = sweepers.map((sweeper) => ({ sweeper, times: [] as number[], meanError: NaN }));
  for (let round = 0; round < Math.max(rounds.fast, rounds.usual); round++) {
    for (const entry of taken) {
      const { sweeper, times } = entry;
      if (round >= (sweeper.usual ? rounds.usual : rounds.fast)) continue;
      try {
        const startMs = performance.now();
        const errors = await sweeper.sweep(epochs);
        times.push(performance.now() - startMs);
        entry.meanError = errors.reduce((a, b) => a + b, 0) / errors.length;
      } catch (error) {
        onProblem(sweeper.name, error);
      }
    }
  }
  return taken
    .filter(({ times }) => times.length > 0)
    .map(({ sweeper: { name }, times, meanError }) => ({
      name,
      medianMs: median(times),
      rounds: times.length,
      meanError,
    }));
}
